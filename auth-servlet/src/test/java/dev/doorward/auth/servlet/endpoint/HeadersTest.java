package dev.doorward.auth.servlet.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.servlet.page.Assets;
import dev.doorward.auth.servlet.server.Reply;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** CVE-2026-22732: the headers are there whatever the answer is. {@link Contract} knows the values. */
final class HeadersTest {
    private static final Pattern NONCE = Pattern.compile("'nonce-([A-Za-z0-9_-]{22})'");

    private static Site site;
    private static Person ada;

    @BeforeAll
    static void start() {
        site = new Site();
        ada = site.loggedIn("ada");
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @Test
    void the_headers_are_there_for_every_status_and_method() {
        Set<Integer> seen = new HashSet<>();
        String token = ada.token("/auth/logout");
        for (String accept : List.of(Person.PAGES, "Accept: application/json")) {
            for (String cookie : List.of("X: y", ada.cookieHeader())) {
                for (String path : List.of(
                        "/auth/login",
                        "/auth/account",
                        "/auth/account/sessions",
                        "/auth/csrf",
                        "/auth/verify-email?token=x",
                        "/auth/forgot-password",
                        "/auth/account/email",
                        "/auth/nothing",
                        "/auth/account/sessions/revoke-others",
                        "/.well-known/change-password",
                        "/.well-known/jwks.json")) {
                    for (String method : List.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE")) {
                        Reply reply = site.server.send(method, path, "", accept, cookie, "X-CSRF-Token: " + token);
                        seen.add(Contract.holds(reply).status());
                    }
                    for (String body : List.of("{", "{}", "{\"x\":\"1\"}", "{\"x\":\"" + "y".repeat(70_000) + "\"}")) {
                        for (String type : List.of(Program.JSON, Person.FORM, "Content-Type: text/plain")) {
                            Reply reply = site.server.post(path, body, accept, type);
                            seen.add(Contract.holds(reply).status());
                        }
                    }
                }
            }
        }
        assertTrue(seen.containsAll(Set.of(200, 302, 303, 400, 401, 403, 404, 405, 413, 415, 422)), seen.toString());
    }

    @Test
    void an_answer_after_half_a_request_has_them_too() {
        Contract.holds(site.server.get("/auth/login", Person.PAGES, "Range: bytes=0-10"));
        Contract.holds(site.server.get("/auth/login", Person.PAGES, "If-None-Match: *"));
        Contract.holds(
                site.server.get("/auth/login", Person.PAGES, "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT"));
    }

    @Test
    void a_file_is_kept_for_a_year_by_everybody_and_sets_no_cookie() {
        Assets assets = Assets.under("/auth");
        for (String path : List.of(assets.css(), assets.script(), assets.icon())) {
            for (String cookie : List.of("X: y", ada.cookieHeader())) {
                Reply reply = Contract.holds(site.server.get(path, cookie));
                assertEquals(200, reply.status());
                assertNull(reply.header("Set-Cookie"));
                assertEquals("", site.server.send("HEAD", path, "").body());
            }
        }
        for (String path : List.of(
                "/auth/assets/",
                "/auth/assets",
                "/auth/assets/doorward.css",
                assets.css() + "/",
                assets.css().replace("doorward", "Doorward"),
                "/auth/assets/messages.properties")) {
            assertEquals(404, Contract.holds(site.server.get(path)).status(), path);
        }
    }

    @Test
    void an_answer_that_renews_a_remembered_login_is_kept_by_nobody() {
        for (String path : List.of(Assets.under("/auth").css(), "/.well-known/jwks.json")) {
            site.test.registered("bob" + path.length());
            Person bob = site.person();
            bob.logInAndBeRemembered("bob" + path.length());
            String remembered = bob.cookieHeader().replaceFirst("__Host-session=[^;]+(; )?", "");
            Reply reply = Contract.holds(site.server.get(path, remembered));
            assertEquals(200, reply.status());
            assertFalse(reply.all("Set-Cookie").isEmpty());
            assertEquals("no-store", reply.header("Cache-Control"));
        }
    }

    @Test
    void a_nonce_comes_once_and_is_that_of_the_script() {
        Set<String> nonces = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            Reply page = ada.get("/auth/account");
            Matcher nonce = NONCE.matcher(page.header("Content-Security-Policy"));
            assertTrue(nonce.find());
            assertTrue(nonces.add(nonce.group(1)));
            assertTrue(page.body().contains("<script nonce=\"" + nonce.group(1) + "\" src="));
            assertFalse(page.body().contains("style=\""), "no inline style");
        }
    }

    @Test
    void a_redirect_by_a_guard_has_them_too() {
        for (String path : List.of("/dashboard", "/auth/account")) {
            assertEquals(303, Contract.holds(site.person().get(path)).status());
        }
    }

    @Test
    void no_two_requests_have_one_name_and_none_is_taken_from_outside() {
        Reply one = site.server.get("/auth/login", "X-Request-Id: forged");
        Reply other = site.server.get("/auth/login", "X-Request-Id: forged");

        assertNotEquals("forged", one.header("X-Request-Id"));
        assertNotEquals(one.header("X-Request-Id"), other.header("X-Request-Id"));
    }
}
