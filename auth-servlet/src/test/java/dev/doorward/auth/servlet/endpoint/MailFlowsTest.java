package dev.doorward.auth.servlet.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.account.EmailVerification;
import dev.doorward.auth.mail.MailMessage;
import dev.doorward.auth.servlet.server.Reply;
import dev.doorward.auth.testing.TestDoorward;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What mailed links are for, as people in front of a browser and programs do it. */
final class MailFlowsTest {
    private static final String ADDRESS = "ada@example.com";
    private static final String OTHER = "ada@elsewhere.example";
    private static final String NEW_PASSWORD = "an entirely different phrase";
    private static final Map<String, String> ADA =
            Map.of("username", "ada", "email", ADDRESS, "password", TestDoorward.PASSWORD);

    private static final Map<String, String> ADA_ON_THE_WAY =
            Map.of("username", "ada", "email", ADDRESS, "password", TestDoorward.PASSWORD, "next", "/dashboard");

    private final Site site = new Site("", builder -> builder.emailVerification(EmailVerification.REQUIRED));

    @AfterEach
    void stop() {
        site.close();
    }

    private String verifyLink() {
        return "/auth/verify-email?token=" + site.test.mailedToken(ADDRESS);
    }

    private String resetLink() {
        Person person = site.person();
        assertEquals(
                303,
                person.submit("/auth/forgot-password", Map.of("email", ADDRESS)).status());
        return "/auth/reset-password?token=" + site.test.mailedToken(ADDRESS);
    }

    /** Presses the button of the page that a link leads to. */
    private static Reply press(Person person, String link, Map<String, String> more) {
        Map<String, String> fields = new LinkedHashMap<>(more);
        fields.put("token", link.substring(link.indexOf('=') + 1));
        return person.submit(link, fields);
    }

    private boolean logsInWith(String login, String password) {
        Reply reply = site.program().post("/auth/login", Map.of("login", login, "password", password));
        return reply.status() == 200;
    }

    @Test
    void a_registration_becomes_an_account_in_the_browser_that_made_it() {
        Person ada = site.person();

        Reply registered = ada.submit("/auth/register?next=/dashboard", ADA_ON_THE_WAY);

        assertEquals(303, registered.status(), registered.body());
        assertEquals("/auth/verify-email", registered.header("Location"));
        assertTrue(ada.get("/auth/verify-email").body().contains("<h1>Check your mail</h1>"));
        assertFalse(logsInWith("ada", TestDoorward.PASSWORD), "there is no account yet");

        String link = verifyLink();
        Reply page = ada.get(link);
        assertEquals(200, page.status());
        assertTrue(page.body().contains(ADDRESS));
        assertFalse(page.body().contains("type=\"password\""), "chosen already");
        Reply pressed = press(ada, link, Map.of());

        assertEquals(303, pressed.status(), pressed.body());
        assertEquals("/auth/login?next=%2Fdashboard", pressed.header("Location"));
        assertNull(pressed.cookie("__Host-session"), "nobody is logged in by it");
        assertTrue(ada.get("/auth/login").body().contains("Your email address is confirmed."));
        assertFalse(ada.cookies().containsKey("__Host-registration"));
        assertFalse(ada.cookies().containsKey("__Host-next"));
        assertTrue(logsInWith("ada", TestDoorward.PASSWORD));
    }

    @Test
    void a_password_of_whoever_registered_is_worth_nothing_in_another_browser() {
        site.person().submit("/auth/register", ADA);
        Person owner = site.person();
        String link = verifyLink();

        Reply page = owner.get(link);
        assertTrue(page.body().contains("type=\"password\""), "asked for one of their own");
        Reply without = press(owner, link, Map.of());
        assertEquals(422, without.status());
        Reply tooShort = press(owner, link, Map.of("password", "short"));
        assertEquals(422, tooShort.status());
        assertTrue(tooShort.body().contains("aria-invalid=\"true\""));
        Reply pressed = press(owner, link, Map.of("password", NEW_PASSWORD));

        assertEquals(303, pressed.status(), pressed.body());
        assertFalse(logsInWith("ada", TestDoorward.PASSWORD));
        assertTrue(logsInWith("ada", NEW_PASSWORD));
    }

    @Test
    void looking_at_a_link_uses_nothing_up_and_pressing_twice_does_no_harm() {
        Person ada = site.person();
        ada.submit("/auth/register", ADA);
        String link = verifyLink();
        for (int i = 0; i < 3; i++) {
            assertEquals(200, site.person().get(link).status());
            assertEquals(200, site.server.send("HEAD", link, "", Person.PAGES).status());
        }
        String token = ada.token(link);
        Map<String, String> fields = Map.of("token", link.substring(link.indexOf('=') + 1));

        assertEquals(303, ada.send("/auth/verify-email", fields, token).status());
        Reply again = ada.send("/auth/verify-email", fields, token);

        assertEquals(422, again.status());
        assertTrue(again.body().contains("This link does not work any more"));
        assertTrue(again.body().contains("log in"), "it tells whom it has served what to do");
        assertEquals(410, ada.get(link).status());
        assertTrue(logsInWith("ada", TestDoorward.PASSWORD));
    }

    @Test
    void who_mistyped_the_address_registers_again_under_the_same_name() {
        Person ada = site.person();
        ada.submit("/auth/register", Map.of("username", "ada", "email", OTHER, "password", TestDoorward.PASSWORD));
        assertEquals(
                409,
                site.program().post("/auth/register", ADA).status(),
                "meanwhile the name is kept from everybody else");

        assertEquals(303, ada.submit("/auth/register", ADA).status());
        press(ada, verifyLink(), Map.of());

        assertTrue(logsInWith("ada", TestDoorward.PASSWORD));
    }

    @Test
    void a_forgotten_password_is_replaced_and_whoever_was_logged_in_is_not_any_more() {
        Person ada = site.loggedIn("ada");
        String link = resetLink();
        Person elsewhere = site.person();

        assertEquals(200, elsewhere.get(link).status());
        assertEquals(
                422, press(elsewhere, link, Map.of("password", "too short")).status(), "and the link is not used up");
        Reply pressed = press(elsewhere, link, Map.of("password", NEW_PASSWORD));

        assertEquals(303, pressed.status(), pressed.body());
        assertEquals("/auth/login", pressed.header("Location"));
        assertNull(pressed.cookie("__Host-session"), "nobody is logged in by it");
        assertEquals(303, ada.get("/dashboard").status(), "ended");
        assertFalse(logsInWith("ada", TestDoorward.PASSWORD));
        assertTrue(logsInWith("ada", NEW_PASSWORD));
        assertEquals(422, press(site.person(), resetLinkUsed(link), Map.of()).status(), "and the link works only once");
    }

    /** The page of a used link has no form, so its token is taken from another one. */
    private static String resetLinkUsed(String link) {
        return "/auth/forgot-password?token=" + link.substring(link.indexOf('=') + 1);
    }

    @Test
    void an_address_changes_when_the_new_one_is_proved_and_back_by_the_notice_to_the_old_one() {
        Person ada = site.loggedIn("ada");
        assertEquals(200, ada.get("/auth/account/email").status());
        assertEquals(
                422,
                ada.submit("/auth/account/email", Map.of("email", OTHER, "password", "wrong"))
                        .status());
        Reply asked = ada.submit("/auth/account/email", Map.of("email", OTHER, "password", TestDoorward.PASSWORD));
        assertEquals(303, asked.status(), asked.body());
        assertEquals("/auth/account/email?sent", asked.header("Location"));
        String waiting = ada.get("/auth/account/email?sent").body();
        assertTrue(waiting.contains("<a href=\"/auth/account/email\">ask again</a>"), waiting);
        assertFalse(waiting.contains("Log in with your password"), waiting);
        assertTrue(ada.get("/auth/account").body().contains(ADDRESS), "not yet");

        String link = "/auth/verify-email?token=" + site.test.mailedToken(OTHER);
        assertTrue(ada.get(link).body().contains("Use " + OTHER + " for the account ada from now on."));
        Reply proved = press(ada, link, Map.of());
        assertEquals(303, proved.status(), proved.body());
        String login = ada.get(proved.header("Location")).body();
        assertTrue(login.contains("Your email address is changed, and you are logged out everywhere."), login);
        assertEquals(
                OTHER,
                site.doorward().accounts().findByLogin("ada").orElseThrow().email());

        String undo = "/auth/undo-email?token=" + site.test.mailedToken(ADDRESS);
        assertTrue(site.person().get(undo).body().contains("Undo the change"));
        Reply undone = press(site.person(), undo, Map.of());

        assertEquals(303, undone.status(), undone.body());
        assertEquals("/auth/undo-email", undone.header("Location"));
        String waits = site.person().get("/auth/undo-email").body();
        assertTrue(waits.contains("A mail is on its way to that address."), waits);
        assertFalse(waits.contains("Log in with your password"), "there is none");
        assertEquals(
                ADDRESS,
                site.doorward().accounts().findByLogin("ada").orElseThrow().email());
        assertFalse(logsInWith("ada", TestDoorward.PASSWORD), "a new password has to be chosen");
        String reset = "/auth/reset-password?token=" + site.test.mailedToken(ADDRESS);
        assertEquals(
                303,
                press(site.person(), reset, Map.of("password", NEW_PASSWORD)).status());
        assertTrue(logsInWith("ada", NEW_PASSWORD));
        assertEquals(410, site.person().get(undo).status());
    }

    /** Else an attacker's account gets the address of somebody who takes the mail for that of a registration. */
    @Test
    void a_link_that_changes_an_address_does_nothing_for_a_stranger_and_leads_to_the_login() {
        Person ada = site.loggedIn("ada");
        ada.submit("/auth/account/email", Map.of("email", OTHER, "password", TestDoorward.PASSWORD));
        String token = site.test.mailedToken(OTHER);
        String link = "/auth/verify-email?token=" + token;
        String login = "/auth/login?next=" + URLEncoder.encode(link, StandardCharsets.UTF_8);

        Person stranger = site.person();
        Reply looked = stranger.get(link);
        Reply pressed = stranger.send("/auth/verify-email", Map.of("token", token), stranger.token("/auth/login"));
        Reply asked = site.program().post("/auth/verify-email", Map.of("token", token));

        for (Reply reply : List.of(looked, pressed)) {
            assertEquals(303, reply.status(), reply.body());
            assertEquals(login, reply.header("Location"));
        }
        assertEquals(401, asked.status(), asked.body());
        assertEquals("login_needed", Program.code(asked));
        assertEquals(ADDRESS, addressOf("ada"), "nothing is changed");

        Reply loggedIn =
                stranger.submit(login, Map.of("login", "ada", "password", TestDoorward.PASSWORD, "next", link));
        assertEquals(link, loggedIn.header("Location"));
        assertEquals(303, press(stranger, link, Map.of()).status(), "and the link was not used up");
        assertEquals(OTHER, addressOf("ada"));
    }

    @Test
    void a_link_that_changes_an_address_does_nothing_in_a_session_of_another_account() {
        Person mallory = site.loggedIn("mallory");
        mallory.submit("/auth/account/email", Map.of("email", OTHER, "password", TestDoorward.PASSWORD));
        String token = site.test.mailedToken(OTHER);
        String link = "/auth/verify-email?token=" + token;
        Person ada = site.loggedIn("ada");

        Reply looked = ada.get(link);
        Reply pressed = ada.send("/auth/verify-email", Map.of("token", token), ada.token("/auth/account/email"));

        for (Reply reply : List.of(looked, pressed)) {
            assertEquals(403, reply.status(), reply.body());
            assertTrue(reply.body().contains("This link is for another account"), reply.body());
            assertFalse(reply.body().contains("mallory"), "which one is not told");
        }
        Program program = site.program();
        program.logIn("ada");
        assertEquals("other_account", Program.code(program.post("/auth/verify-email", Map.of("token", token))));
        assertEquals("mallory@example.com", addressOf("mallory"));
        assertEquals(303, press(mallory, link, Map.of()).status(), "and the link was not used up");
    }

    private String addressOf(String username) {
        return site.doorward().accounts().findByLogin(username).orElseThrow().email();
    }

    @Test
    void a_program_does_the_same() {
        Program ada = site.program();
        Reply registered = ada.post("/auth/register", ADA);
        assertEquals(202, registered.status(), registered.body());
        assertEquals("{\"status\":\"verification_sent\"}", registered.body());
        Reply verified = ada.post("/auth/verify-email", Map.of("token", site.test.mailedToken(ADDRESS)));
        assertEquals(200, verified.status(), verified.body());
        assertTrue(Contract.json(verified).get("account").get("email_verified").asBoolean());

        Program stranger = site.program();
        for (String email : List.of(ADDRESS, "nobody@example.com", "nonsense", "")) {
            assertEquals(
                    202,
                    stranger.post("/auth/forgot-password", Map.of("email", email))
                            .status());
            assertEquals(
                    202,
                    stranger.post("/auth/verify-email/resend", Map.of("email", email))
                            .status());
        }
        assertEquals(202, stranger.post("/auth/forgot-password", Map.of()).status());
        String token = site.test.mailedToken(ADDRESS);
        assertEquals("password_required", Program.code(stranger.post("/auth/reset-password", Map.of("token", token))));
        Reply reset = stranger.post("/auth/reset-password", Map.of("token", token, "password", NEW_PASSWORD));
        assertEquals(200, reset.status(), reset.body());
        assertNull(reset.cookie("__Host-session"));

        ada.post("/auth/login", Map.of("login", "ada", "password", NEW_PASSWORD));
        Reply changing = ada.post("/auth/account/email", Map.of("email", OTHER, "password", NEW_PASSWORD));
        assertEquals(202, changing.status(), changing.body());
        assertEquals(
                "email_invalid",
                Program.code(ada.post("/auth/account/email", Map.of("email", "nonsense", "password", NEW_PASSWORD))));
        assertEquals(
                200,
                ada.post("/auth/verify-email", Map.of("token", site.test.mailedToken(OTHER)))
                        .status());
        assertEquals(
                200,
                stranger.post("/auth/undo-email", Map.of("token", site.test.mailedToken(ADDRESS)))
                        .status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/auth/verify-email", "/auth/reset-password", "/auth/undo-email"})
    void a_blank_or_foreign_token_opens_nothing(String path) {
        site.test.registered("ada");
        site.program().post("/auth/forgot-password", Map.of("email", ADDRESS));
        String reset = site.test.mailedToken(ADDRESS);
        String elsewhere = path.endsWith("reset-password") ? reset + "x" : reset;
        for (String token : List.of("", " ", "null", "undefined", "a.b.c", elsewhere, "x".repeat(9000))) {
            Reply refused = site.program().post(path, Map.of("token", token));
            assertEquals(422, refused.status(), token);
            assertEquals("ticket_invalid", Program.code(refused));
            if (!token.isBlank() && token.length() < 3000) {
                assertEquals(
                        410,
                        site.person()
                                .get(path + "?token=" + token.replace(" ", "+"))
                                .status());
            }
        }
        assertEquals("ticket_invalid", Program.code(site.program().post(path, Map.of())));
        assertTrue(logsInWith("ada", TestDoorward.PASSWORD));
    }

    /** CVE-2023-7028: the reset mail of one address went to a second one in an array. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"email\":[\"ada@example.com\",\"eve@example.com\"]} | 400",
                "{\"email\":{\"0\":\"ada@example.com\"}} | 400",
                "{\"email\":\"ada@example.com\",\"email\":\"eve@example.com\"} | 400",
                "{\"email\":\"ada@example.com,eve@example.com\"} | 202",
                "{\"email\":\"ada@example.com;eve@example.com\"} | 202",
                "{\"email\":\"Ada <ada@example.com>\"} | 202",
                "{\"email\":\"ada@example.com\\r\\nBcc: eve@example.com\"} | 202",
                "{\"email\":\"ada@example.com\", \"to\":\"eve@example.com\"} | 422"
            })
    void a_list_of_addresses_gets_no_mail(String json, int status) {
        site.test.registered("ada");
        int before = site.test.mails().size();

        for (String path : List.of("/auth/forgot-password", "/auth/verify-email/resend")) {
            assertEquals(status, site.program().post(path, json).status());
        }

        assertEquals(before, site.test.mails().size());
    }

    /** CVE-2012-4520: a reset link on the host that the request named. */
    @Test
    void a_mailed_link_leads_to_the_base_url_whatever_the_request_says() {
        site.test.registered("ada");
        String json = "{\"email\":\"" + ADDRESS + "\"}";
        for (String request : List.of(
                "POST /auth/forgot-password HTTP/1.1\r\nHost: evil.example\r\n",
                "POST http://evil.example/auth/forgot-password HTTP/1.1\r\nHost: evil.example\r\n",
                "POST /auth/forgot-password HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Host: evil.example\r\n",
                "POST /auth/forgot-password HTTP/1.1\r\nHost: localhost\r\nForwarded: host=evil.example\r\n")) {
            site.test.clock().turn(Duration.ofMinutes(5));
            Reply reply = site.server.raw(request + Program.JSON + "\r\nAccept: application/json\r\nContent-Length: "
                    + json.length() + "\r\nConnection: close\r\n\r\n" + json);
            assertEquals(202, reply.status(), reply.body());
            List<MailMessage> mails = site.test.mails();
            MailMessage mail = mails.get(mails.size() - 1);
            assertTrue(mail.text().contains("https://localhost/auth/reset-password?token="), mail.text());
            assertFalse((mail.text() + mail.html()).contains("evil"));
        }
    }

    @Test
    void a_person_is_told_that_what_was_typed_is_no_address() {
        for (String path : List.of("/auth/forgot-password", "/auth/verify-email/resend")) {
            Reply nonsense = site.person().submit(path, Map.of("email", "nonsense"));
            assertEquals(422, nonsense.status());
            assertTrue(nonsense.body().contains("value=\"nonsense\""), "what was typed is kept");
            assertEquals(422, site.person().submit(path, Map.of("email", "")).status());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"})
    void a_registration_leads_nowhere_else(String next) {
        Person ada = site.person();
        Map<String, String> fields = new LinkedHashMap<>(ADA);
        fields.put("next", next);
        ada.submit("/auth/register", fields);

        assertFalse(ada.cookies().containsKey("__Host-next"));
        assertEquals("/auth/login", press(ada, verifyLink(), Map.of()).header("Location"));
    }

    @Test
    void a_next_that_somebody_planted_leads_nowhere() {
        Person ada = site.person();
        ada.submit("/auth/register", ADA);
        ada.cookies().put("__Host-next", "1.aHR0cHM6Ly9ldmlsLmV4YW1wbGUv.AAAA");

        assertEquals("/auth/login", press(ada, verifyLink(), Map.of()).header("Location"));
    }

    @Test
    void a_token_leaves_with_no_link_and_no_referrer() {
        site.test.registered("ada");
        String link = resetLink();
        String token = link.substring(link.indexOf('=') + 1);

        Reply page = site.person().get(link);

        assertEquals("no-referrer", page.header("Referrer-Policy"));
        assertEquals("no-store", page.header("Cache-Control"));
        assertEquals(1, page.body().split(token, -1).length - 1, "in the form alone");
        assertTrue(page.body().contains("name=\"token\" value=\"" + token + "\""));
        for (String header : page.headers()) {
            assertFalse(header.contains(token), header);
        }
    }

    @Test
    void an_address_that_is_not_proved_says_so_and_can_be_mailed_again() {
        try (Site optional = new Site()) {
            Person ada = optional.loggedIn("ada");
            int before = optional.test.mails().size();

            Reply centre = ada.get("/auth/account");
            assertTrue(centre.body().contains("Not confirmed yet"), centre.body());
            assertEquals(
                    303,
                    ada.send("/auth/verify-email/resend", Map.of("email", ADDRESS), ada.token("/auth/account"))
                            .status());

            assertEquals(before + 1, optional.test.mails().size());
            String link = "/auth/verify-email?token=" + optional.test.mailedToken(ADDRESS);
            assertEquals("/auth/login", press(ada, link, Map.of()).header("Location"));
            assertFalse(ada.get("/auth/account").body().contains("Not confirmed yet"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/auth/verify-email",
                "/auth/verify-email/resend",
                "/auth/forgot-password",
                "/auth/reset-password",
                "/auth/undo-email",
                "/auth/login-link",
                "/auth/login-link/code"
            })
    void another_site_cannot_press_the_button(String path) {
        Person ada = site.person();
        ada.get("/auth/login");
        String body = "email=ada%40example.com&token=x&password=y";

        assertEquals(403, ada.post(path, body).status(), "without a token");
        assertEquals(
                403,
                site.server
                        .post(path, body, Person.PAGES, Person.FORM, "Sec-Fetch-Site: cross-site", ada.cookieHeader())
                        .status());
    }
}
