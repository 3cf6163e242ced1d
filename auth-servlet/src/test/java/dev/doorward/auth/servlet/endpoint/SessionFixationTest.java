package dev.doorward.auth.servlet.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.servlet.server.Reply;
import dev.doorward.auth.testing.TestDoorward;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CVE-2026-43827, CVE-2022-25896, CVE-2023-20862: what was known before is worth nothing after. */
final class SessionFixationTest {
    private static final String PASSWORD = TestDoorward.PASSWORD;
    private static final String SESSION = "__Host-session";
    private static final String REMEMBER = "__Host-remember";

    private final Site site = new Site();

    @AfterEach
    void stop() {
        site.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "AZ-1s7AAcACAAAAAAAAAAA.q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQ"
            })
    void an_id_that_the_client_invents_is_never_adopted(String invented) {
        site.test.registered("ada");
        Person ada = site.person();
        ada.cookies().put(SESSION, invented);
        assertEquals(303, ada.get("/dashboard").status());

        ada.logIn("ada");

        assertNotEquals(invented, ada.cookies().get(SESSION));
        assertEquals(401, status(Map.of(SESSION, invented)));
    }

    @Test
    void a_session_from_before_the_login_is_dead_after_it() {
        site.test.registered("ada");
        Person eve = site.loggedIn("eve");
        Map<String, String> planted = Map.copyOf(eve.cookies());
        // Eve's session in Ada's browser, in which Ada then logs in.
        Person ada = site.person();
        ada.cookies().putAll(planted);
        String token = ada.token("/auth/logout");

        Reply reply = ada.send("/auth/login", Map.of("login", "ada", "password", PASSWORD), token);

        assertEquals(303, reply.status());
        assertTrue(ada.get("/auth/account").body().contains("ada@example.com"));
        assertEquals(401, status(planted));
    }

    @Test
    void the_cookie_of_before_a_confirmation_is_dead_after_it() {
        Person ada = site.loggedIn("ada");
        Map<String, String> before = Map.copyOf(ada.cookies());

        assertEquals(
                303, ada.submit("/auth/confirm", Map.of("password", PASSWORD)).status());

        assertEquals(401, status(before));
        assertEquals(200, status(ada.cookies()));
    }

    @Test
    void every_cookie_of_before_a_change_is_dead_after_it() {
        site.test.registered("ada");
        Person ada = site.person();
        ada.logInAndBeRemembered("ada");
        Map<String, String> before = Map.copyOf(ada.cookies());

        ada.submit("/auth/account/username", Map.of("username", "lovelace"));
        assertEquals(401, status(Map.of(SESSION, before.get(SESSION))), "the username");
        String renewed = ada.cookies().get(SESSION);
        Map<String, String> between = Map.copyOf(ada.cookies());
        ada.submit("/auth/account/password", Map.of("current_password", PASSWORD, "password", "another long password"));

        assertNotEquals(renewed, ada.cookies().get(SESSION));
        assertEquals(401, status(Map.of(SESSION, renewed)), "the password");
        assertEquals(401, status(Map.of(REMEMBER, between.get(REMEMBER))));
    }

    @Test
    void a_password_change_puts_every_other_browser_out() {
        Person thief = site.loggedIn("ada");
        Person remembered = site.person();
        remembered.logInAndBeRemembered("ada");
        Person ada = site.person();
        ada.logIn("ada");

        ada.submit("/auth/account/password", Map.of("current_password", PASSWORD, "password", "another long password"));

        assertEquals(303, thief.get("/dashboard").status());
        assertEquals(303, remembered.get("/dashboard").status());
        assertEquals("secret page", ada.get("/dashboard").body());
    }

    @Test
    void nothing_of_a_login_is_left_after_the_logout() {
        site.test.registered("ada");
        Person ada = site.person();
        ada.logInAndBeRemembered("ada");
        Map<String, String> before = Map.copyOf(ada.cookies());

        Reply out = ada.submit("/auth/logout", Map.of());

        assertEquals("", out.cookie(SESSION));
        assertEquals("", out.cookie(REMEMBER));
        assertEquals("", out.cookie("__Host-csrf"));
        assertEquals(401, status(before));
        assertEquals(401, status(Map.of(SESSION, before.get(SESSION))));
        assertEquals(401, status(Map.of(REMEMBER, before.get(REMEMBER))));
    }

    /** Devise and Shiro (CVE-2026-56130): the server decides when it is over, whatever the browser keeps. */
    @Test
    void a_remembered_login_ends_on_the_server() {
        site.test.registered("ada");
        Person ada = site.person();
        ada.logInAndBeRemembered("ada");
        Map<String, String> kept = Map.of(REMEMBER, ada.cookies().get(REMEMBER));

        site.test.clock().turn(Duration.ofDays(31));

        assertEquals(401, status(kept));
    }

    @Test
    void a_remembered_login_comes_back_but_is_not_fresh_and_changes_nothing() {
        site.test.registered("ada");
        Person ada = site.person();
        ada.logInAndBeRemembered("ada");
        site.test.clock().turn(Duration.ofDays(2));

        Reply resumed = ada.get("/dashboard");

        assertEquals("secret page", resumed.body());
        Contract.cookiesAreStrict(resumed);
        assertTrue(ada.get("/auth/account/username").header("Location").startsWith("/auth/confirm"));
        assertEquals("/auth/confirm?next=%2Ffresh", ada.get("/fresh").header("Location"));
    }

    @Test
    void a_login_that_is_not_to_be_remembered_forgets_what_was() {
        site.test.registered("ada");
        site.test.registered("bob");
        Person shared = site.person();
        shared.logInAndBeRemembered("ada");
        String token = shared.token("/auth/logout");

        Reply reply = shared.send("/auth/login", Map.of("login", "bob", "password", PASSWORD), token);

        assertEquals("", reply.cookie(REMEMBER));
        assertNull(shared.cookies().get(REMEMBER));
        shared.cookies().remove(SESSION);
        assertEquals(303, shared.get("/dashboard").status(), "and nobody comes back");
    }

    /** GHSA-2vg6-77g8-24mp. */
    @Test
    void whoever_is_disabled_or_closed_is_out_with_the_next_request() {
        Person ada = site.loggedIn("ada");
        Person bob = site.loggedIn("bob");
        var accounts = site.doorward().accounts();

        accounts.disable(accounts.findByLogin("ada").orElseThrow().id(), TestDoorward.CLIENT);
        accounts.close(accounts.findByLogin("bob").orElseThrow().id(), TestDoorward.CLIENT);

        assertEquals(303, ada.get("/dashboard").status());
        assertEquals(303, bob.get("/dashboard").status());
    }

    @Test
    void a_role_that_was_taken_is_gone_with_the_next_request() {
        var id = site.test.registered("ada").id();
        site.doorward().accounts().grant(id, "admin", TestDoorward.CLIENT);
        Person ada = site.person();
        ada.logIn("ada");
        assertEquals("admin page", ada.get("/admin").body());

        site.doorward().accounts().revoke(id, "admin", TestDoorward.CLIENT);

        assertNotEquals("admin page", ada.get("/admin").body());
    }

    private int status(Map<String, String> cookies) {
        Program program = site.program();
        program.cookies().putAll(new LinkedHashMap<>(cookies));
        return program.get("/dashboard").status();
    }
}
