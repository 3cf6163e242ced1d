package dev.doorward.auth.servlet.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.servlet.server.Reply;
import dev.doorward.auth.testing.TestDoorward;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CVE-2026-73421: what cannot be checked is not let in. */
final class DatabaseAwayTest {
    private static final String PASSWORD = TestDoorward.PASSWORD;

    private final Site site = new Site();
    private Person ada;

    @BeforeEach
    void logIn() {
        ada = site.loggedIn("ada");
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/dashboard",
                "/admin",
                "/auth/account",
                "/auth/account/sessions",
                "/auth/account/username",
                "/auth/login",
                "/auth/csrf"
            })
    void a_session_that_cannot_be_looked_up_is_none(String path) {
        takeAway();

        Reply reply = ada.get(path);

        assertEquals(503, reply.status());
        assertEquals("5", reply.header("Retry-After"));
        assertFalse(reply.body().contains("secret page"));
        assertTrue(reply.body().contains("This is not available right now"));
        assertNull(reply.header("Set-Cookie"), "and the browser keeps its cookie");
        site.store.comeBack();
        assertTrue(ada.get("/dashboard").body().equals("secret page"), "and it holds again");
    }

    @Test
    void a_remembered_login_that_cannot_be_looked_up_lets_nobody_in() {
        Person bob = site.person();
        site.test.registered("bob");
        bob.logInAndBeRemembered("bob");
        bob.cookies().remove("__Host-session");
        takeAway();

        Reply reply = bob.get("/dashboard");

        assertEquals(503, reply.status());
        assertNull(reply.header("Set-Cookie"));
        site.store.comeBack();
        assertEquals("secret page", bob.get("/dashboard").body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/auth/login", "/auth/register"})
    void a_strangers_form_is_answered_with_503(String path) {
        Person stranger = site.person();
        String token = stranger.token(path);
        Map<String, Integer> before = site.store.rows();
        Map<String, String> form = new LinkedHashMap<>(Map.of("login", "ada", "password", PASSWORD));
        form.putAll(Map.of("username", "newcomer", "email", "newcomer@example.com"));
        Map<String, String> json = path.endsWith("login") ? Map.of("login", "ada", "password", PASSWORD) : form;
        takeAway();

        Reply person = stranger.send(path, form, token);
        Reply program = site.program().post(path, json);

        assertEquals(503, person.status());
        assertEquals(503, program.status());
        assertEquals("outage", Program.code(program));
        assertNull(person.cookie("__Host-session"));
        assertEquals(before, site.store.rows());
        site.store.comeBack();
        assertEquals(303, stranger.send(path, form, token).status(), "works again without a restart");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/auth/forgot-password", "/auth/verify-email/resend"})
    void a_mail_that_cannot_be_written_is_not_promised(String path) {
        Person stranger = site.person();
        String token = stranger.token(path);
        takeAway();

        for (String email : List.of("ada@example.com", "nobody@example.com")) {
            Reply person = stranger.send(path, Map.of("email", email), token);
            Reply program = site.program().post(path, Map.of("email", email));
            assertEquals(503, person.status());
            assertEquals("outage", Program.code(program));
        }
    }

    @Test
    void a_mailed_link_that_cannot_be_looked_up_opens_nothing_and_is_not_used_up() {
        site.program().post("/auth/forgot-password", Map.of("email", "ada@example.com"));
        String token = site.test.mailedToken("ada@example.com");
        Map<String, String> form = Map.of("token", token, "password", "another long password");
        takeAway();

        assertEquals(
                503, site.person().get("/auth/reset-password?token=" + token).status());
        assertEquals(503, site.program().post("/auth/reset-password", form).status());

        site.store.comeBack();
        assertEquals(200, site.program().post("/auth/reset-password", form).status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/auth/logout",
                "/auth/confirm",
                "/auth/account/username",
                "/auth/account/password",
                "/auth/account/sessions/revoke-others",
                "/auth/account/sessions/019a0000-0000-7000-8000-000000000000/revoke"
            })
    void no_change_while_it_is_away_also_for_whom_the_cache_knows(String path) {
        String token = ada.token("/auth/logout");
        Map<String, String> form =
                Map.of("username", "other", "password", "another long password", "current_password", PASSWORD);
        // The session is still in the cache.
        site.store.goAway();

        Reply reply = ada.send(path, form, token);

        assertEquals(503, reply.status());
        site.store.comeBack();
        assertEquals("secret page", ada.get("/dashboard").body());
        assertTrue(site.doorward().accounts().findByLogin("ada").isPresent());
        site.test.logIn("ada", false);
    }

    @Test
    void a_password_change_that_fails_half_way_logs_nobody_out() {
        String token = ada.token("/auth/account/password");
        Map<String, String> form = Map.of("current_password", PASSWORD, "password", "another long password");
        for (int statements = 0; statements < 12; statements++) {
            site.store.goAwayAfter(statements);
            Reply reply = ada.send("/auth/account/password", form, token);
            site.store.comeBack();
            assertEquals("secret page", ada.get("/dashboard").body(), "after connection " + statements);
            if (reply.status() == 303) {
                assertTrue(statements > 2);
                return;
            }
            assertEquals(503, reply.status());
            site.test.logIn("ada", false);
        }
        throw new AssertionError("never done");
    }

    @Test
    void strangers_are_still_told_where_to_log_in() {
        takeAway();

        assertEquals(303, site.person().get("/dashboard").status());
        assertEquals(401, site.program().get("/dashboard").status());
        for (String path : List.of("/auth/login", "/auth/register", "/auth/logout")) {
            assertEquals(200, site.person().get(path).status());
        }
    }

    /** And what the cache knew is forgotten. */
    private void takeAway() {
        site.store.goAway();
        site.test.clock().turn(Duration.ofSeconds(6));
    }
}
