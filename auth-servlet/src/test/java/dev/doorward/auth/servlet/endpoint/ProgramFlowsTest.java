package dev.doorward.auth.servlet.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.servlet.server.Reply;
import dev.doorward.auth.testing.TestDoorward;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What programs do: the same paths in JSON, with the names and statuses of the HTTP contract. */
final class ProgramFlowsTest {
    private static final String PASSWORD = TestDoorward.PASSWORD;
    private static final String OTHER = "another good long password";

    private final Site site = new Site();

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    void a_program_registers_and_is_told_the_account() {
        Reply reply = site.program()
                .post("/auth/register", Map.of("username", "Ada", "email", "Ada@Example.com", "password", PASSWORD));

        assertEquals(201, reply.status(), reply.body());
        assertEquals("application/json", reply.header("Content-Type"));
        assertTrue(
                reply.all("Set-Cookie").stream().allMatch(cookie -> cookie.startsWith("__Host-device=")),
                "and no session yet");
        assertEquals(Set.of("account"), names(Contract.json(reply)));
        JsonNode account = Contract.json(reply).get("account");
        assertEquals(Set.of("id", "username", "email", "email_verified", "roles", "created_at"), names(account));
        assertEquals("Ada", account.get("username").asString());
        assertFalse(account.get("email_verified").asBoolean());
        assertEquals(0, account.get("roles").size());
        assertEquals("2026-11-20T12:00:00Z", account.get("created_at").asString());
    }

    @Test
    void a_refused_registration_says_everything_that_is_wrong_by_field() {
        Reply reply = site.program().post("/auth/register", Map.of("username", "a", "password", "short"));

        assertEquals(422, reply.status());
        assertEquals("username_too_short", Program.code(reply));
        JsonNode errors = Contract.json(reply).get("errors");
        assertEquals(Set.of("username", "email", "password"), names(errors));
        assertEquals(
                "username_too_short", errors.get("username").get(0).get("code").asString());
        assertEquals("email_required", errors.get("email").get(0).get("code").asString());
        assertEquals(
                "password_too_short", errors.get("password").get(0).get("code").asString());
        assertEquals(
                "Use at least 15 characters.",
                errors.get("password").get(0).get("message").asString());
    }

    @ParameterizedTest
    @CsvSource({"ADA, new@example.com, username_taken", "newname, ADA@example.com, email_taken"})
    void a_name_that_somebody_has_is_a_conflict(String username, String email, String code) {
        site.test.registered("ada");

        Reply reply = site.program()
                .post("/auth/register", Map.of("username", username, "email", email, "password", PASSWORD));

        assertEquals(409, reply.status());
        assertEquals(code, Program.code(reply));
    }

    @Test
    void a_program_logs_in_and_out() {
        site.test.registered("ada");
        Program program = site.program();

        Reply reply = program.post(
                "/auth/login", Map.of("login", "ada@example.com", "password", PASSWORD, "next", "/dashboard"));

        assertEquals(200, reply.status(), reply.body());
        JsonNode body = Contract.json(reply);
        assertEquals(Set.of("account", "session", "next"), names(body));
        assertEquals("/dashboard", body.get("next").asString());
        assertEquals("ada", body.get("account").get("username").asString());
        assertNotNull(reply.cookie("__Host-session"));
        assertFalse(reply.body().contains(reply.cookie("__Host-session")), "the token is in the cookie alone");
        assertEquals("secret page", program.get("/dashboard").body());

        Reply out = program.post("/auth/logout", "");
        assertEquals(204, out.status());
        assertEquals("", out.body());
        assertEquals(401, program.get("/dashboard").status());
    }

    @ParameterizedTest
    @CsvSource({"true, true", "false, false", "\"on\", true", "\"\", false", "null, false"})
    void remembering_is_asked_for_by_a_boolean_or_as_a_form_does(String remember, boolean remembered) {
        site.test.registered("ada");

        Reply reply = site.program()
                .post(
                        "/auth/login",
                        "{\"login\":\"ada\",\"password\":\"" + PASSWORD + "\",\"remember\":" + remember + "}");

        assertEquals(200, reply.status());
        assertEquals(remembered, reply.cookie("__Host-remember") != null);
    }

    @ParameterizedTest
    @CsvSource({"ada, wrong password here", "nobody, correct horse battery staple", "ada, ''", "'', ''"})
    void a_wrong_login_is_401_and_says_no_more(String login, String password) {
        site.test.registered("ada");

        Reply reply = site.program().post("/auth/login", Map.of("login", login, "password", password));

        assertEquals(401, reply.status());
        assertEquals("invalid_credentials", Program.code(reply));
        assertTrue(reply.header("WWW-Authenticate").startsWith("Cookie realm="));
        assertNull(reply.header("Set-Cookie"));
        assertFalse(Contract.json(reply).has("errors"));
    }

    /** CVE-2019-11272 and its kin: no text stands for an absent password. */
    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\"null\"", "null", "\"!\"", "false", "\"false\"", "\" \""})
    void an_absent_password_is_no_password(String password) {
        site.test.registered("ada");
        int sessions = site.store.rows().get("auth_session");

        Reply reply = site.program().post("/auth/login", "{\"login\":\"ada\",\"password\":" + password + "}");

        assertEquals(401, reply.status());
        assertEquals(sessions, site.store.rows().get("auth_session"));
    }

    @Test
    void the_security_centre_is_told_to_programs() {
        site.test.registered("ada");
        Program program = site.program();
        program.logIn("ada");

        JsonNode centre = Contract.json(program.get("/auth/account"));
        assertEquals(Set.of("account", "session"), names(centre));
        assertEquals(Set.of("id", "created_at", "auth_time", "expires_at", "methods"), names(centre.get("session")));

        JsonNode sessions = Contract.json(program.get("/auth/account/sessions"));
        assertEquals(Set.of("sessions"), names(sessions));
        JsonNode session = sessions.get("sessions").get(0);
        assertEquals(Set.of("id", "created_at", "last_seen_at", "address", "user_agent", "current"), names(session));
        assertTrue(session.get("current").asBoolean());
        assertEquals(centre.get("session").get("id"), session.get("id"));
    }

    @Test
    void a_program_changes_its_username_and_password() {
        site.test.registered("ada");
        Program program = site.program();
        program.logIn("ada");

        Reply renamed = program.post("/auth/account/username", Map.of("username", "lovelace"));
        assertEquals(200, renamed.status(), renamed.body());
        assertEquals(
                "lovelace",
                Contract.json(renamed).get("account").get("username").asString());

        Reply wrong = program.post("/auth/account/password", Map.of("current_password", OTHER, "password", OTHER));
        assertEquals(422, wrong.status());
        assertEquals("wrong_password", Program.code(wrong));
        assertEquals(Set.of("current_password"), names(Contract.json(wrong).get("errors")));

        Reply changed = program.post("/auth/account/password", Map.of("current_password", PASSWORD, "password", OTHER));
        assertEquals(200, changed.status(), changed.body());
        assertEquals(200, program.get("/auth/account").status(), "under the new token");
    }

    @Test
    void a_program_is_told_to_confirm_and_then_may() {
        site.test.registered("ada");
        Program program = site.program();
        program.logIn("ada");
        site.waitUntilStale();

        Reply stale = program.post("/auth/account/username", Map.of("username", "lovelace"));
        assertEquals(401, stale.status());
        assertEquals("fresh_login_needed", Program.code(stale));
        assertTrue(program.get("/fresh").status() == 401);

        Reply wrong = program.post("/auth/confirm", Map.of("password", OTHER));
        assertEquals(422, wrong.status());
        assertEquals("wrong_password", Program.code(wrong));

        Reply confirmed = program.post("/auth/confirm", Map.of("password", PASSWORD, "next", "/fresh"));
        assertEquals(200, confirmed.status(), confirmed.body());
        assertEquals(Set.of("session", "next"), names(Contract.json(confirmed)));
        assertEquals("/fresh", Contract.json(confirmed).get("next").asString());
        assertEquals(
                200,
                program.post("/auth/account/username", Map.of("username", "lovelace"))
                        .status());
    }

    @Test
    void a_program_ends_sessions() {
        site.test.registered("ada");
        Program phone = site.program();
        String id = phone.logIn("ada").get("session").get("id").asString();
        Program laptop = site.program();
        laptop.logIn("ada");

        assertEquals(
                204, laptop.post("/auth/account/sessions/" + id + "/revoke", "").status());
        assertEquals(401, phone.get("/dashboard").status());
        phone = site.program();
        phone.logIn("ada");
        assertEquals(
                204, laptop.post("/auth/account/sessions/revoke-others", "").status());
        assertEquals(401, phone.get("/dashboard").status());
        assertEquals("secret page", laptop.get("/dashboard").body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/auth/account/sessions/revoke",
                "/auth/account/sessions/x/revoke",
                "/auth/account/sessions/x/y/revoke",
                "/auth/account/sessions/x",
                "/auth/account/sessions/00000000-0000-0000-0000-000000000000/revoke",
                "/auth/account/sessions/x/revoke/",
                "/auth/account/nothing",
                "/auth/account/"
            })
    void no_other_path_ends_a_session(String path) {
        site.test.registered("ada");
        Program program = site.program();
        program.logIn("ada");

        Reply reply = program.post(path, "");

        assertEquals(404, reply.status());
        assertEquals("secret page", program.get("/dashboard").body());
    }

    @ParameterizedTest
    @CsvSource({
        "/auth/login, 'GET, HEAD, POST'",
        "/auth/register, 'GET, HEAD, POST'",
        "/auth/logout, 'GET, HEAD, POST'",
        "/auth/csrf, 'GET, HEAD'",
        "/auth/confirm, 'GET, HEAD, POST'",
        "/auth/account, 'GET, HEAD'",
        "/auth/account/username, 'GET, HEAD, POST'",
        "/auth/account/password, 'GET, HEAD, POST'",
        "/auth/account/sessions, 'GET, HEAD'",
        "/auth/account/sessions/revoke-others, POST",
        "/auth/account/sessions/019a0000-0000-7000-8000-000000000000/revoke, POST"
    })
    void another_method_is_405_with_those_that_do(String path, String allowed) {
        site.test.registered("ada");
        Program program = site.program();
        program.logIn("ada");
        String token = program.token();

        for (String method : new String[] {"PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "get", "GET", "POST"}) {
            if (Set.of(allowed.split(", ")).contains(method)) {
                continue;
            }
            Reply reply = program.send(method, path, "", "X-CSRF-Token: " + token);
            assertEquals(405, reply.status(), method);
            assertEquals(allowed, reply.header("Allow"));
            assertEquals("method_not_allowed", Program.code(reply));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/auth/login", "/auth/register", "/auth/logout", "/auth/csrf", "/auth/account"})
    void head_is_get_without_a_body(String path) {
        site.test.registered("ada");
        Program program = site.program();
        program.logIn("ada");

        Reply get = program.get(path);
        Reply head = program.send("HEAD", path, "");

        assertEquals(get.status(), head.status());
        assertEquals("", head.body());
        assertEquals(get.header("Content-Type"), head.header("Content-Type"));
        assertEquals(get.header("Content-Length"), head.header("Content-Length"));
    }

    @Test
    void a_stranger_is_told_to_log_in() {
        for (String path : new String[] {"/auth/account", "/auth/account/username", "/auth/confirm", "/dashboard"}) {
            Reply reply = site.program().get(path);
            assertEquals(401, reply.status(), path);
            assertEquals("login_needed", Program.code(reply));
        }
    }

    private static Set<String> names(JsonNode object) {
        return new TreeSet<>(object.propertyNames());
    }
}
