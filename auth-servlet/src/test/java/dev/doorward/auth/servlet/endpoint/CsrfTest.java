package dev.doorward.auth.servlet.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.doorward.auth.servlet.server.Reply;
import dev.doorward.auth.testing.TestDoorward;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms that another site, or another browser, would have somebody send. */
final class CsrfTest {
    private static final Map<String, String> LOGIN = Map.of("login", "eve", "password", TestDoorward.PASSWORD);

    private final Site site = new Site();

    @BeforeEach
    void register() {
        site.test.registered("eve");
    }

    @AfterEach
    void stop() {
        site.close();
    }

    /** CVE-2021-21241 and login CSRF: the attacker's own, right password. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site",
                "Origin: https://evil.example",
                "Origin: https://localhost.evil.example",
                "Origin: http://localhost",
                "Origin: null",
                "Referer: https://evil.example/"
            })
    void nobody_is_logged_in_as_the_attacker_by_another_sites_form(String header) {
        for (String cookie : new String[] {"X: y", "Cookie: __Host-csrf=" + "A".repeat(32)}) {
            Reply reply =
                    site.server.post("/auth/login", Person.encoded(LOGIN), Person.PAGES, Person.FORM, header, cookie);

            assertEquals(403, Contract.holds(reply).status());
            assertNull(reply.cookie("__Host-session"));
        }
        assertEquals(0, site.store.rows().get("auth_session"));
    }

    @Test
    void a_right_token_does_not_outweigh_another_site() {
        Person ada = site.loggedIn("ada");
        String token = ada.token("/auth/logout");

        Reply reply = site.server.post(
                "/auth/logout",
                "_csrf=" + token,
                Person.PAGES,
                Person.FORM,
                "Sec-Fetch-Site: cross-site",
                ada.cookieHeader());

        assertEquals(403, Contract.holds(reply).status());
        assertEquals("secret page", ada.get("/dashboard").body());
    }

    @ParameterizedTest
    @CsvSource({
        "/auth/logout, ''",
        "/auth/account/username, username=taken",
        "/auth/account/password, current_password=correct+horse+battery+staple&password=another+long+password",
        "/auth/account/sessions/revoke-others, ''",
        "/auth/confirm, password=correct+horse+battery+staple"
    })
    void no_change_without_the_token_of_this_session(String path, String body) {
        Person ada = site.loggedIn("ada");
        Person eve = site.person();
        eve.logIn("eve");
        String foreign = eve.token("/auth/logout");
        String stranger = site.person().token("/auth/login");
        String own = ada.token("/auth/logout");
        String session = ada.cookies().get("__Host-session");
        Map<String, Integer> before = site.store.rows();

        for (String token : new String[] {
            "",
            "&_csrf",
            "&_csrf=",
            "&_csrf=+",
            "&_csrf=null",
            "&_csrf=undefined",
            "&_csrf=" + foreign,
            "&_csrf=" + stranger,
            "&_csrf=" + session,
            "&_csrf=" + own.substring(0, own.length() - 1),
            "&_csrf=" + own + "A",
            "&_csrf=0." + own.substring(own.indexOf('.') + 1),
            "&_CSRF=" + own,
            "&csrf=" + own
        }) {
            Reply reply = ada.post(path, body + token);
            assertEquals(403, reply.status(), token);
            // Only in a cookie, where the browser sends it by itself.
            Map<String, String> cookies = new LinkedHashMap<>(ada.cookies());
            ada.cookies().put("_csrf", own);
            ada.cookies().put("X-CSRF-Token", own);
            ada.cookies().put("__Host-csrf", own);
            assertEquals(403, ada.post(path, body + token).status(), token);
            ada.cookies().clear();
            ada.cookies().putAll(cookies);
        }
        assertEquals(403, ada.post(path + "?_csrf=" + own, body).status(), "not in the query");
        assertEquals(
                403,
                ada.post(path, body + "&_csrf=" + foreign, "X-Other: " + own).status());

        assertEquals(before, site.store.rows());
        assertEquals("secret page", ada.get("/dashboard").body());
    }

    /** OSVDB-114435: what was known before the login is of no use after it. */
    @Test
    void a_token_from_before_the_login_is_of_no_use_after_it() {
        site.test.registered("ada");
        Person ada = site.person();
        String before = ada.token("/auth/login");
        ada.logIn("ada");

        assertEquals(403, ada.send("/auth/logout", Map.of(), before).status());
        String during = ada.token("/auth/logout");
        ada.submit("/auth/logout", Map.of());
        ada.logIn("ada");
        assertEquals(403, ada.send("/auth/logout", Map.of(), during).status(), "nor from an earlier session");
    }

    @Test
    void a_program_that_rides_on_a_cookie_needs_the_token_too() {
        site.test.registered("ada");
        Program program = site.program();
        program.logIn("ada");

        assertEquals(
                403, program.send("POST", "/auth/logout", "{}", Program.JSON).status());
        assertEquals(
                403,
                program.send("POST", "/auth/logout", "{}", Program.JSON, "X-CSRF-Token: ")
                        .status());
        assertEquals(
                204,
                program.send("POST", "/auth/logout", "{\"_csrf\":\"" + program.token() + "\"}", Program.JSON)
                        .status());
    }

    @Test
    void json_dressed_as_text_logs_nobody_in() {
        String json = "{\"login\":\"eve\",\"password\":\"" + TestDoorward.PASSWORD + "\"}";
        for (String type : new String[] {
            "Content-Type: text/plain", "Content-Type: text/plain;application/json", "Content-Type: ", "X: y"
        }) {
            Reply reply = site.server.post("/auth/login", json, type);
            assertFalse(reply.status() < 400, type);
            assertNull(reply.cookie("__Host-session"));
        }
    }

    @Test
    void no_get_changes_anything_or_gives_a_credential() {
        Person ada = site.loggedIn("ada");
        Map<String, Integer> before = site.store.rows();
        String query =
                "?login=eve&password=correct+horse+battery+staple&username=other&_csrf=" + ada.token("/auth/logout");

        for (String path : new String[] {"login", "register", "logout", "confirm", "account/username", "csrf"}) {
            Reply reply = ada.get("/auth/" + path + query);
            assertNull(reply.cookie("__Host-session"), path);
            assertNull(site.person().get("/auth/" + path + query).cookie("__Host-session"));
        }

        assertEquals(before, site.store.rows());
        assertEquals("secret page", ada.get("/dashboard").body());
    }

    @Test
    void a_password_in_the_query_is_not_read() {
        Person eve = site.person();
        String token = eve.token("/auth/login");

        Reply reply = eve.post("/auth/login?login=eve&password=correct+horse+battery+staple", "_csrf=" + token);
        Reply half = eve.post("/auth/login?password=correct+horse+battery+staple", "login=eve&_csrf=" + token);
        Reply program = site.program()
                .send("POST", "/auth/login?login=eve&password=correct+horse+battery+staple", "{}", Program.JSON);

        assertEquals(422, reply.status());
        assertEquals(422, half.status());
        assertEquals(401, program.status());
        assertEquals(0, site.store.rows().get("auth_session"));
    }
}
