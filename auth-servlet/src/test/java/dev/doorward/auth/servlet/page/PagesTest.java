package dev.doorward.auth.servlet.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.doorward.auth.servlet.page.Html.Element;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class PagesTest {

    private static final BuiltInPages PAGES = new BuiltInPages();

    static Set<String> samples() {
        return SamplePages.all("ada").keySet();
    }

    @Test
    void every_page_model_is_drawn() {
        Set<Class<?>> drawn =
                SamplePages.all("ada").values().stream().map(Object::getClass).collect(Collectors.toSet());

        assertEquals(Set.copyOf(Arrays.asList(Page.class.getPermittedSubclasses())), drawn);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void a_page_has_one_language_title_main_part_and_heading(String sample) {
        Html page = page(sample);

        assertEquals("en", page.only("html").attributes().get("lang"));
        Element heading = page.only("h1");
        assertTrue(heading.within("main"));
        assertTrue(page.only("title").text().endsWith(heading.text() + " · Acme & Sons"));
        assertEquals("main", page.only("main").attributes().get("id"));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void headings_never_skip_a_level(String sample) {
        int level = 1;
        for (Element heading : page(sample).where(element -> element.name().matches("h[1-6]"))) {
            int next = heading.name().charAt(1) - '0';
            assertTrue(next <= level + 1, heading.text());
            level = next;
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void nothing_needs_an_exception_from_the_content_security_policy(String sample) {
        Html page = page(sample);

        for (Element element : page.all()) {
            assertFalse(element.name().equals("style") || element.name().equals("base"), element.name());
            for (String attribute : element.attributes().keySet()) {
                assertFalse(attribute.equals("style") || attribute.startsWith("on"), attribute);
            }
            for (String attribute : List.of("href", "src", "action")) {
                element.attribute(attribute)
                        .ifPresent(to -> assertTrue(to.startsWith("/shop/") || to.startsWith("#"), to));
            }
        }
        Element script = page.only("script");
        assertEquals("bm9uY2U", script.attributes().get("nonce"));
        assertEquals("", script.text());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void every_id_is_unique_and_every_reference_finds_one(String sample) {
        Html page = page(sample);

        Set<String> ids = new HashSet<>();
        for (Element element : page.all()) {
            element.attribute("id").ifPresent(id -> assertTrue(ids.add(id), id));
        }
        for (Element element : page.all()) {
            for (String attribute :
                    List.of("for", "aria-describedby", "aria-labelledby", "aria-controls", "data-counts")) {
                element.attribute(attribute).stream()
                        .flatMap(references -> Arrays.stream(references.split(" ", -1)))
                        .forEach(reference -> assertTrue(ids.contains(reference), attribute + "=" + reference));
            }
            element.attribute("href")
                    .filter(href -> href.startsWith("#"))
                    .ifPresent(href -> assertTrue(ids.contains(href.substring(1)), href));
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void every_field_has_a_label_above_it_and_says_what_goes_in(String sample) {
        Html page = page(sample);

        for (Element input : page.all("input")) {
            String type = input.attributes().get("type");
            if (type.equals("hidden") || input.attributes().containsKey("aria-hidden")) {
                continue;
            }
            String id = input.attributes().get("id");
            List<Element> labels =
                    page.where(element -> id.equals(element.attributes().get("for")));
            assertEquals(1, labels.size(), id);
            assertFalse(labels.get(0).text().isEmpty());
            if (!type.equals("checkbox")) {
                assertTrue(page.all().indexOf(labels.get(0)) < page.all().indexOf(input), id);
                assertTrue(input.attributes().containsKey("autocomplete"), id);
            }
            assertFalse(input.attributes().containsKey("maxlength"), "a limit here would cut what is pasted");
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void every_form_posts_its_csrf_token_and_every_button_has_a_name(String sample) {
        Html page = page(sample);

        long tokens = page.all("input").stream()
                .filter(input -> "_csrf".equals(input.attributes().get("name")))
                .filter(input -> "csrf-token".equals(input.attributes().get("value")))
                .filter(input -> input.within("form"))
                .count();
        assertEquals(page.all("form").size(), tokens);
        for (Element form : page.all("form")) {
            assertEquals("post", form.attributes().get("method"));
        }
        for (Element button : page.where(
                element -> element.name().equals("button") || element.name().equals("a"))) {
            assertFalse(button.text().isEmpty());
            button.attribute("aria-label").ifPresent(label -> assertTrue(label.startsWith(button.text()), label));
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void the_cursor_starts_in_one_field_at_most_and_there_in_the_first_faulty_one(String sample) {
        Html page = page(sample);

        List<Element> focused = page.where(element -> element.attributes().containsKey("autofocus"));
        List<Element> faulty = page.where(element -> element.attributes().containsKey("aria-invalid"));
        assertTrue(focused.size() <= 1);
        if (!faulty.isEmpty()) {
            assertEquals(faulty.get(0), focused.get(0));
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void a_refused_form_says_what_is_wrong_at_the_field_and_sums_up_several(String sample) {
        Html page = page(sample);
        Form form = form(SamplePages.all("ada").get(sample));

        form.errors().forEach((field, messages) -> {
            Element input = page.named(field);
            assertEquals("true", input.attributes().get("aria-invalid"));
            assertTrue(List.of(input.attributes().get("aria-describedby").split(" ", -1))
                    .contains(field + "-error"));
            String said = page.byId(field + "-error").orElseThrow().text();
            messages.forEach(message -> assertTrue(said.contains(message), said));
        });
        assertEquals(
                form.errors().size(),
                page.where(element -> element.attributes().containsKey("aria-invalid"))
                        .size());
        assertEquals(form.isRefused(), page.only("title").text().startsWith("Error: "));

        List<Element> links =
                page.where(element -> element.name().equals("a") && element.within("ul") && !element.within("nav"));
        long several = form.errorCount() > 1 ? form.errorCount() : 0;
        assertEquals(several, links.size());
        boolean summary = several > 0 || !form.general().isEmpty();
        List<Element> alerts =
                page.where(element -> "alert".equals(element.attributes().get("role")));
        assertEquals(summary ? 1 : 0, alerts.size());
        form.general().forEach(message -> assertTrue(alerts.get(0).text().contains(message)));
    }

    @Test
    void a_message_at_a_field_the_page_does_not_have_is_read_on_top() {
        Html page = html(
                new RegisterPage(Form.empty().withError("invitation", "Enter your invitation."), false, 15),
                SamplePages.quiet());

        Element alert = page.where(
                        element -> "alert".equals(element.attributes().get("role")))
                .get(0);
        assertTrue(alert.text().contains("Enter your invitation."));
    }

    @Test
    void what_was_typed_stays_and_the_password_goes() {
        Html register = page("register-several");
        assertEquals("ada", register.named("username").attributes().get("value"));
        assertEquals("ada", register.named("email").attributes().get("value"));
        Html login = page("login-refused");
        assertEquals("ada", login.named("login").attributes().get("value"));
        assertEquals("ada", login.named("next").attributes().get("value"));
        assertTrue(login.named("remember").attributes().containsKey("checked"));

        for (String sample : samples()) {
            for (Element input : page(sample).all("input")) {
                boolean secret = "password".equals(input.attributes().get("type"));
                assertFalse(secret && input.attributes().containsKey("value"), sample);
            }
        }
    }

    @Test
    void password_managers_are_told_which_field_is_which() {
        assertEquals("username", autocomplete("login", "login"));
        assertEquals("current-password", autocomplete("login", "password"));
        assertEquals("username", autocomplete("register", "username"));
        assertEquals("email", autocomplete("register", "email"));
        assertEquals("new-password", autocomplete("register", "password"));
        assertEquals("current-password", autocomplete("confirm", "password"));
        assertEquals("current-password", autocomplete("password", "current_password"));
        assertEquals("new-password", autocomplete("password", "password"));
        assertEquals("current-password", autocomplete("email", "password"));
        assertEquals("email", autocomplete("email", "email"));
        assertEquals("new-password", autocomplete("link-password", "password"));
        assertEquals("one-time-code", autocomplete("login-code", "code"));
        for (String sample : List.of("confirm", "password", "email", "link-password")) {
            Element account = page(sample)
                    .where(element -> "username".equals(element.attributes().get("autocomplete")))
                    .get(0);
            assertEquals("ada", account.attributes().get("value"));
            assertFalse(account.attributes().containsKey("name"), "told to the browser, never sent");
        }
    }

    @Test
    void a_new_password_is_counted_against_the_minimum_that_is_set() {
        assertEquals("8", count("register-optional").attributes().get("data-minimum"));
        assertEquals("15", count("password").attributes().get("data-minimum"));
        assertTrue(page("register-optional")
                .byId("password-hint")
                .orElseThrow()
                .text()
                .startsWith("At least 8 "));
    }

    @Test
    void what_only_works_with_script_is_hidden_without() {
        for (String sample : samples()) {
            Html page = page(sample);
            page.where(element -> "button".equals(element.attributes().get("type")))
                    .forEach(button -> assertTrue(button.attributes().containsKey("hidden")));
            page.where(element -> element.attributes().containsKey("data-counts"))
                    .forEach(line -> assertTrue(line.attributes().containsKey("hidden")));
        }
    }

    @Test
    void this_session_is_marked_and_only_the_others_can_be_ended() {
        Html one = page("sessions-one");
        assertEquals(List.of(), revocations(one));
        assertTrue(one.only("main").text().contains("This device"));

        assertEquals(
                List.of(
                        "/shop/auth/account/sessions/00000000-0000-0000-0000-000000000002/revoke",
                        "/shop/auth/account/sessions/00000000-0000-0000-0000-000000000003/revoke",
                        "/shop/auth/account/sessions/revoke-others"),
                revocations(page("sessions")));
    }

    @Test
    void the_security_centre_links_to_its_sections_and_marks_the_one_shown() {
        Map<String, String> sections =
                Map.of("account", "", "username", "/username", "password", "/password", "sessions", "/sessions");

        sections.forEach((sample, path) -> {
            List<Element> current =
                    page(sample).where(element -> element.attributes().containsKey("aria-current"));
            assertEquals(1, current.size());
            assertEquals(
                    "/shop/auth/account" + path, current.get(0).attributes().get("href"));
            assertEquals(
                    4,
                    page(sample)
                            .where(element -> element.name().equals("a") && element.within("nav"))
                            .size());
        });
    }

    @Test
    void a_token_stands_in_its_form_and_in_no_link() {
        String token = "header.payload.signature";
        tokenStandsInItsFormOnly(
                token,
                new MailedLinkPage(MailedLink.RESET_PASSWORD, Form.empty(), token, "ada@example.org", "ada", true, 15),
                "/shop/auth/reset-password");
        tokenStandsInItsFormOnly(
                token, new ChangeEmailPage(Form.empty(), token, "ada@example.org", "ada"), "/shop/auth/verify-email");
    }

    private static void tokenStandsInItsFormOnly(String token, Page shown, String action) {
        Html page = html(shown, SamplePages.quiet());
        for (Element element : page.all()) {
            boolean holds = element.attributes().containsValue(token);
            assertEquals("token".equals(element.attributes().get("name")), holds, element.name());
            for (String attribute : List.of("href", "src", "action")) {
                element.attribute(attribute).ifPresent(to -> assertFalse(to.contains(token), to));
            }
        }
        assertEquals("hidden", page.named("token").attributes().get("type"));
        assertEquals(action, page.only("form").attributes().get("action"));
    }

    @Test
    void a_page_that_waits_for_a_mail_says_where_it_is_in_development_alone() {
        assertEquals(1, inboxes("sent-development"));
        assertEquals(1, inboxes("login-code"));
        assertEquals(0, inboxes("sent-verify_email"));
        assertEquals(0, inboxes("login-code-refused"));
    }

    @Test
    void an_error_page_says_what_to_do_how_long_to_wait_and_where_to_find_it_in_the_log() {
        String busy = page("error-busy").only("main").text();
        assertTrue(busy.contains("Try again in 20 seconds."));
        assertTrue(busy.contains("4f1c9a2b"));

        String unknown = page("error-unknown").only("main").text();
        assertTrue(unknown.contains("Something broke on our side"));
    }

    @Test
    void an_error_page_is_never_a_success() {
        assertThrows(IllegalArgumentException.class, () -> new ErrorPage(200, "not_found", "1"));
        assertThrows(IllegalArgumentException.class, () -> new ErrorPage(600, "not_found", "1"));
    }

    @Test
    void a_message_after_a_redirect_is_announced_according_to_its_kind() {
        Html page = html(new LogoutPage(), SamplePages.context("ada"));

        assertEquals(
                "Your username is now ada.",
                page.where(element -> "status".equals(element.attributes().get("role")))
                        .get(0)
                        .text());
        assertEquals(
                "ada",
                page.where(element -> "alert".equals(element.attributes().get("role")))
                        .get(0)
                        .text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"><script>alert(1)</script>",
                "'><img src=x onerror=alert(1)>",
                "</title><script>",
                "</textarea></pre>",
                "\" autofocus onfocus=\"alert(1)",
                "javascript:alert(1)",
                "<!--",
                "]]>",
                "{{7*7}} ${7*7} {count} $1 \\",
                "&amp;lt;",
                "a\u0000b\u202e\u2028",
                "line\r\nbreak"
            })
    void what_somebody_typed_is_never_markup(String typed) {
        refuseAsMarkup(typed);
    }

    @Test
    void naughty_strings_are_never_markup() throws Exception {
        String corpora = System.getProperty("corpora.dir", "");
        assumeTrue(!corpora.isEmpty(), "corpora.dir is not set");
        JsonMapper json = JsonMapper.shared();
        List<String> lines = Files.readAllLines(Path.of(corpora, "naughty_strings.jsonl"));
        assertTrue(lines.size() > 200);
        for (String line : lines) {
            String typed = json.readValue(line, String.class);
            if (!typed.isEmpty()) {
                refuseAsMarkup(typed);
            }
        }
    }

    @Test
    void a_page_is_sent_as_html_of_known_length() throws Exception {
        HttpServletResponse response = mock(HttpServletResponse.class);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        when(response.getOutputStream()).thenReturn(into(body));

        assertTrue(PAGES.render(
                new LoginPage(Form.empty(), false, true),
                SamplePages.quiet(),
                mock(HttpServletRequest.class),
                response));

        verify(response).setContentType("text/html;charset=utf-8");
        verify(response).setContentLength(body.size());
        assertTrue(body.toString(StandardCharsets.UTF_8).strip().startsWith("<!DOCTYPE html>"));
    }

    @Test
    void a_page_that_fails_leaves_the_response_untouched() {
        HttpServletResponse response = mock(HttpServletResponse.class);
        Page broken = new ConfirmPage(null, "ada");

        assertThrows(
                RuntimeException.class,
                () -> PAGES.render(broken, SamplePages.quiet(), mock(HttpServletRequest.class), response));

        verify(response, never()).setContentType(org.mockito.ArgumentMatchers.anyString());
    }

    @Test
    void a_theme_is_loaded_after_the_stylesheet_from_below_the_context_path() throws Exception {
        HttpServletRequest request = mock(HttpServletRequest.class);
        when(request.getContextPath()).thenReturn("/shop");
        HttpServletResponse response = mock(HttpServletResponse.class);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        when(response.getOutputStream()).thenReturn(into(body));

        new BuiltInPages("/theme.css").render(new LogoutPage(), SamplePages.quiet(), request, response);

        List<String> sheets = Html.parse(body.toString(StandardCharsets.UTF_8)).all("link").stream()
                .filter(link -> "stylesheet".equals(link.attributes().get("rel")))
                .map(link -> link.attributes().get("href"))
                .toList();
        assertEquals(List.of(Assets.under("/shop/auth").css(), "/shop/theme.css"), sheets);
    }

    @Test
    void a_theme_from_elsewhere_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> new BuiltInPages("//cdn.example/theme.css"));
        assertThrows(IllegalArgumentException.class, () -> new BuiltInPages("https://cdn.example/theme.css"));
    }

    /** Left under target/pages for people to look at. */
    @ParameterizedTest
    @MethodSource("samples")
    void a_page_fits_in_its_budget(String sample) throws Exception {
        boolean stranger = sample.startsWith("login") || sample.startsWith("register");
        byte[] html = PAGES.html(
                        SamplePages.all("ada").get(sample), stranger ? SamplePages.quiet() : SamplePages.loggedIn())
                .toByteArray();

        assertTrue(html.length < 8 * 1024, sample + " has " + html.length + " bytes");
        Files.write(Files.createDirectories(Path.of("target", "pages")).resolve(sample + ".html"), html);
    }

    private static void refuseAsMarkup(String typed) {
        Map<String, Page> harmless = SamplePages.all("ada");
        SamplePages.all(typed).forEach((sample, page) -> {
            Html expected = html(harmless.get(sample), SamplePages.context("ada"));
            Html actual = html(page, SamplePages.context(typed));
            assertEquals(expected.skeleton(), actual.skeleton(), sample);
            if (sample.equals("login-refused")) {
                String sent = new String(typed.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
                assertEquals(sent, actual.named("login").attributes().get("value"), "kept as typed");
            }
        });
    }

    private static Html page(String sample) {
        return html(SamplePages.all("ada").get(sample), SamplePages.loggedIn());
    }

    private static Html html(Page page, PageContext context) {
        return Html.parse(new String(PAGES.html(page, context).toByteArray(), StandardCharsets.UTF_8));
    }

    private static Form form(Page page) {
        if (page instanceof LoginPage login) {
            return login.form();
        }
        if (page instanceof RegisterPage register) {
            return register.form();
        }
        if (page instanceof ConfirmPage confirm) {
            return confirm.form();
        }
        if (page instanceof UsernamePage username) {
            return username.form();
        }
        if (page instanceof EmailPage email) {
            return email.form();
        }
        if (page instanceof AskForMailPage ask) {
            return ask.form();
        }
        if (page instanceof LoginCodePage code) {
            return code.form();
        }
        // What belongs to no field of this page is read on top.
        if (page instanceof MailedLinkPage link) {
            return link.passwordNeeded()
                    ? link.form().shownAt("password")
                    : link.form().shownAt();
        }
        if (page instanceof ChangeEmailPage change) {
            return change.form().shownAt();
        }
        return page instanceof PasswordPage password ? password.form() : Form.empty();
    }

    private static String autocomplete(String sample, String field) {
        return page(sample).named(field).attributes().get("autocomplete").toLowerCase(Locale.ROOT);
    }

    private static Element count(String sample) {
        return page(sample)
                .where(element -> element.attributes().containsKey("data-counts"))
                .get(0);
    }

    private static long inboxes(String sample) {
        return page(sample).all("a").stream()
                .filter(link -> "/shop/dev/mail".equals(link.attributes().get("href")))
                .count();
    }

    private static List<String> revocations(Html page) {
        return page.all("form").stream()
                .map(form -> form.attributes().get("action"))
                .filter(action -> action.contains("revoke"))
                .toList();
    }

    private static ServletOutputStream into(ByteArrayOutputStream body) {
        return new ServletOutputStream() {
            @Override
            public void write(int octet) {
                body.write(octet);
            }

            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setWriteListener(WriteListener listener) {
                throw new UnsupportedOperationException();
            }
        };
    }
}
