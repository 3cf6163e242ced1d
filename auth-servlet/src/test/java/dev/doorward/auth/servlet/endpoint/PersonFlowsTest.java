package dev.doorward.auth.servlet.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.servlet.server.Reply;
import dev.doorward.auth.testing.TestDoorward;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people do, form by form. */
final class PersonFlowsTest {
    private static final String PASSWORD = TestDoorward.PASSWORD;
    private static final String OTHER = "another good long password";

    private final Site site = new Site();

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    void a_person_registers_logs_in_sees_the_page_and_logs_out() {
        Person ada = site.person();
        Reply stranger = ada.get("/dashboard");
        assertEquals(303, stranger.status());
        assertEquals("/auth/login?next=%2Fdashboard", stranger.header("Location"));

        Reply registered = ada.submit(
                "/auth/register", Map.of("username", "ada", "email", "ada@example.com", "password", PASSWORD));
        assertEquals(303, registered.status(), registered.body());
        assertEquals("/auth/login", registered.header("Location"));
        assertFalse(ada.cookies().containsKey("__Host-session"), "nobody is logged in by registering");
        assertTrue(ada.get("/auth/login").body().contains("Your account is ready"));
        assertFalse(ada.get("/auth/login").body().contains("Your account is ready"), "said once");

        Reply loggedIn = ada.submit(
                "/auth/login?next=%2Fdashboard", Map.of("login", "ADA", "password", PASSWORD, "next", "/dashboard"));
        assertEquals(303, loggedIn.status());
        assertEquals("/dashboard", loggedIn.header("Location"));
        assertEquals("secret page", ada.get("/dashboard").body());
        assertTrue(ada.get("/auth/account").body().contains("ada@example.com"));
        assertTrue(ada.get("/auth/account/sessions").body().contains("This device"));

        Reply loggedOut = ada.submit("/auth/logout", Map.of());
        assertEquals(303, loggedOut.status());
        assertEquals("/auth/login", loggedOut.header("Location"));
        assertEquals("\"cache\", \"storage\"", loggedOut.header("Clear-Site-Data"));
        assertEquals(303, ada.get("/dashboard").status());
    }

    @Test
    void whoever_registers_on_the_way_to_a_page_still_gets_there() {
        Person ada = site.person();
        String page = "/dashboard?a=b&c=d";
        String query = "?next=%2Fdashboard%3Fa%3Db%26c%3Dd";
        assertTrue(ada.get("/auth/login" + query).body().contains("href=\"/auth/register" + query + "\""));
        assertTrue(ada.get("/auth/register" + query).body().contains("href=\"/auth/login" + query + "\""));

        Map<String, String> form = Map.of("username", "ada", "email", "ada@example.com", "next", page);
        Reply refused = ada.submit("/auth/register" + query, form);
        assertTrue(refused.body().contains("name=\"next\" value=\"/dashboard?a=b&amp;c=d\""), refused.body());

        Map<String, String> corrected = new HashMap<>(form);
        corrected.put("password", PASSWORD);
        assertEquals(
                "/auth/login" + query, ada.submit("/auth/register", corrected).header("Location"));
        ada.logIn("ada");
        assertEquals(page, ada.get("/auth/register" + query).header("Location"));
    }

    @Test
    void registering_forgets_a_next_that_leads_elsewhere() {
        Map<String, String> form =
                Map.of("username", "ada", "email", "ada@example.com", "password", PASSWORD, "next", "//evil.example/");
        assertEquals("/auth/login", site.person().submit("/auth/register", form).header("Location"));
    }

    @Test
    void a_refused_registration_keeps_what_was_typed_but_the_password() {
        site.test.registered("ada");

        Reply refused = site.person()
                .submit(
                        "/auth/register",
                        Map.of("username", "Ada", "email", "not an address", "password", "my secret 1"));

        assertEquals(422, refused.status());
        assertTrue(refused.body().contains("value=\"Ada\""));
        assertTrue(refused.body().contains("value=\"not an address\""));
        assertFalse(refused.body().contains("my secret 1"));
        for (String field : List.of("username", "email", "password")) {
            assertTrue(refused.body().contains("id=\"" + field + "-error\""), field);
        }
        assertTrue(refused.body().contains("aria-invalid=\"true\""));
        assertTrue(refused.body().contains("This username is taken"));
    }

    @Test
    void a_refused_login_keeps_what_was_typed_but_the_password() {
        site.test.registered("ada");

        Reply refused = site.person()
                .submit(
                        "/auth/login?next=%2Fdashboard",
                        Map.of("login", "ada", "password", "a wrong secret", "remember", "on", "next", "/dashboard"));

        assertEquals(422, refused.status());
        assertTrue(refused.body().contains("value=\"ada\""));
        assertTrue(refused.body().contains("name=\"next\" value=\"/dashboard\""));
        assertTrue(refused.body().contains("value=\"on\" checked"));
        assertFalse(refused.body().contains("a wrong secret"));
    }

    @Test
    void a_stranger_cannot_tell_accounts_from_none() {
        site.test.registered("ada");
        var disabled = site.test.registered("bob");
        site.doorward().accounts().disable(disabled.id(), TestDoorward.CLIENT);

        for (String login : List.of("ada", "bob", "nobody", "nobody@example.com", "admin", "'", "")) {
            Reply refused = site.person().submit("/auth/login", Map.of("login", login, "password", OTHER));
            assertEquals(422, refused.status());
            assertTrue(refused.body().contains("That name and password do not match"), login);
        }
    }

    @Test
    void who_is_logged_in_goes_on_from_the_forms_for_strangers() {
        Person ada = site.loggedIn("ada");

        assertEquals("/", ada.get("/auth/login").header("Location"));
        assertEquals(303, ada.get("/auth/login").status());
        assertEquals(
                "/dashboard?a=b",
                ada.get("/auth/login?next=%2Fdashboard%3Fa%3Db").header("Location"));
        assertEquals(
                "/", ada.get("/auth/login?next=https%3A%2F%2Fevil.example%2F").header("Location"));
        assertEquals("/", ada.get("/auth/login?next=/a&next=/b").header("Location"));
        assertEquals("/", ada.get("/auth/login?next=%zz").header("Location"));
        assertEquals("/", ada.get("/auth/register").header("Location"));
    }

    @Test
    void logging_out_is_asked_about_by_a_page_and_never_done_by_a_get() {
        Person ada = site.loggedIn("ada");

        Reply page = ada.get("/auth/logout");

        assertEquals(200, page.status());
        assertTrue(page.body().contains("<form method=\"post\" action=\"/auth/logout\""));
        assertEquals("secret page", ada.get("/dashboard").body());
    }

    @Test
    void a_change_needs_a_fresh_confirmation_and_comes_back_to_its_form() {
        Person ada = site.loggedIn("ada");
        site.waitUntilStale();

        Reply asked = ada.get("/auth/account/username");
        assertEquals(303, asked.status());
        assertEquals("/auth/confirm?next=%2Fauth%2Faccount%2Fusername", asked.header("Location"));

        String confirm = asked.header("Location");
        Reply wrong = ada.submit(confirm, Map.of("password", "not mine at all", "next", "/auth/account/username"));
        assertEquals(422, wrong.status());
        assertTrue(wrong.body().contains("That is not the password of this account"));
        assertTrue(wrong.body().contains("name=\"next\" value=\"/auth/account/username\""));
        assertFalse(wrong.body().contains("not mine at all"));

        Reply confirmed = ada.submit(confirm, Map.of("password", PASSWORD, "next", "/auth/account/username"));
        assertEquals(303, confirmed.status());
        assertEquals("/auth/account/username", confirmed.header("Location"));

        Reply changed = ada.submit("/auth/account/username", Map.of("username", "lovelace"));
        assertEquals(303, changed.status());
        assertEquals("/auth/account", changed.header("Location"));
        assertTrue(ada.get("/auth/account").body().contains("Your username is now lovelace."));
    }

    @Test
    void a_stale_login_changes_nothing() {
        Person ada = site.loggedIn("ada");
        String token = ada.token("/auth/account/username");
        site.waitUntilStale();

        Reply refused = ada.send("/auth/account/username", Map.of("username", "lovelace"), token);

        assertEquals(303, refused.status());
        assertTrue(refused.header("Location").startsWith("/auth/confirm?next="));
        assertTrue(site.doorward().accounts().findByLogin("ada").isPresent());
    }

    @Test
    void a_refused_change_of_username_keeps_what_was_typed() {
        site.test.registered("bob");
        Person ada = site.loggedIn("ada");

        Reply taken = ada.submit("/auth/account/username", Map.of("username", "BOB"));

        assertEquals(422, taken.status());
        assertTrue(taken.body().contains("value=\"BOB\""));
        assertTrue(taken.body().contains("This username is taken"));
    }

    @Test
    void a_password_is_changed_with_the_current_one() {
        Person ada = site.loggedIn("ada");

        Reply wrong = ada.submit("/auth/account/password", Map.of("current_password", OTHER, "password", OTHER));
        assertEquals(422, wrong.status());
        assertTrue(wrong.body().contains("id=\"current_password-error\""));
        assertFalse(wrong.body().contains(OTHER));

        Reply weak = ada.submit("/auth/account/password", Map.of("current_password", PASSWORD, "password", "short"));
        assertEquals(422, weak.status());
        assertTrue(weak.body().contains("id=\"password-error\""));
        assertEquals("secret page", ada.get("/dashboard").body(), "still logged in, under the renewed token");

        Reply changed = ada.submit("/auth/account/password", Map.of("current_password", PASSWORD, "password", OTHER));
        assertEquals(303, changed.status());
        assertEquals("/auth/account", changed.header("Location"));
        assertTrue(ada.get("/auth/account").body().contains("Your new password is saved"));
        assertEquals(
                422,
                site.person()
                        .submit("/auth/login", Map.of("login", "ada", "password", PASSWORD))
                        .status());
        assertEquals(
                303,
                site.person()
                        .submit("/auth/login", Map.of("login", "ada", "password", OTHER))
                        .status());
    }

    @Test
    void ending_a_session_puts_the_other_browser_out_on_its_next_request() {
        Person phone = site.loggedIn("ada");
        String other = Contract.json(programWith(phone).get("/auth/account/sessions"))
                .get("sessions")
                .get(0)
                .get("id")
                .asString();
        Person laptop = site.person();
        laptop.logIn("ada");
        assertEquals("secret page", phone.get("/dashboard").body());
        String token = laptop.token("/auth/account/sessions");

        Reply ended = laptop.send("/auth/account/sessions/" + other + "/revoke", Map.of(), token);

        assertEquals(303, ended.status());
        assertEquals("/auth/account/sessions", ended.header("Location"));
        assertTrue(laptop.get("/auth/account/sessions").body().contains("The session has ended."));
        assertEquals(303, phone.get("/dashboard").status());
        assertEquals("secret page", laptop.get("/dashboard").body());
        assertEquals(
                404,
                laptop.send("/auth/account/sessions/" + other + "/revoke", Map.of(), token)
                        .status(),
                "ended already");
    }

    @Test
    void ending_all_others_spares_this_one() {
        Person phone = site.loggedIn("ada");
        Person laptop = site.person();
        laptop.logInAndBeRemembered("ada");

        Reply ended =
                phone.send("/auth/account/sessions/revoke-others", Map.of(), phone.token("/auth/account/sessions"));

        assertEquals(303, ended.status());
        assertTrue(phone.get("/auth/account/sessions").body().contains("1 other session has ended."));
        assertEquals(303, laptop.get("/dashboard").status(), "neither its session nor what was remembered");
        assertEquals("secret page", phone.get("/dashboard").body());
    }

    @Test
    void nobody_ends_somebody_elses_session() {
        Person eve = site.loggedIn("eve");
        Person ada = site.loggedIn("ada");
        String id = Contract.json(programWith(ada).get("/auth/account/sessions"))
                .get("sessions")
                .get(0)
                .get("id")
                .asString();

        Reply refused =
                eve.send("/auth/account/sessions/" + id + "/revoke", Map.of(), eve.token("/auth/account/sessions"));

        assertEquals(404, refused.status());
        assertEquals("secret page", ada.get("/dashboard").body());
    }

    @Test
    void a_password_manager_finds_the_form() {
        Reply reply = site.loggedIn("ada").get("/.well-known/change-password");

        assertEquals(302, reply.status());
        assertEquals("/auth/account/password", reply.header("Location"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/auth", "/auth/", "/auth/nothing", "/auth/login/", "/auth/Login", "/auth/assets/x.css"})
    void what_is_not_there_is_told_by_a_page(String path) {
        Reply reply = site.person().get(path);

        assertEquals(404, reply.status());
        assertTrue(reply.body().contains("This page does not exist"));
        assertNull(reply.header("Set-Cookie"));
    }

    @Test
    void back_and_reload_do_no_harm() {
        Person ada = site.person();
        String staleForm = ada.token("/auth/login");
        ada.logIn("ada".equals(site.test.registered("ada").username()) ? "ada" : "");

        // The form of before the login, sent again after it.
        Reply again = ada.send("/auth/login", Map.of("login", "ada", "password", PASSWORD), staleForm);
        assertEquals(403, again.status());
        assertTrue(again.body().contains("This form is out of date"));
        assertEquals("secret page", ada.get("/dashboard").body(), "and still logged in");

        String logout = ada.token("/auth/logout");
        assertEquals(303, ada.send("/auth/logout", Map.of(), logout).status());
        assertEquals(403, ada.send("/auth/logout", Map.of(), logout).status(), "out already, nothing done");
        assertEquals(200, ada.get("/auth/logout").status());
    }

    @Test
    void a_registration_sent_twice_is_one_account() {
        Person ada = site.person();
        Map<String, String> form = Map.of("username", "ada", "email", "ada@example.com", "password", PASSWORD);
        String token = ada.token("/auth/register");

        assertEquals(303, ada.send("/auth/register", form, token).status());
        assertEquals(422, ada.send("/auth/register", form, token).status());

        assertEquals(1, site.store.rows().get("auth_account"));
    }

    private Program programWith(Person person) {
        Program program = site.program();
        program.cookies().putAll(person.cookies());
        return program;
    }
}
