package dev.doorward.auth.servlet.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.servlet.server.Reply;
import dev.doorward.auth.testing.TestDoorward;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Each container has a way of its own to write and to read cookies; none of them is used. */
class CookiesTest {

    private static final String FORM = "Content-Type: application/x-www-form-urlencoded";
    private static final String SITE = "Sec-Fetch-Site: same-origin";
    private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

    /** A form before login: its page's cookies and its token. */
    private record LoginPage(String cookies, String token) {
        static LoginPage of(RunningContainer server) {
            Reply page = server.wire().get("/auth/login", "Accept: text/html");
            Matcher token = TOKEN.matcher(page.body());
            assertTrue(token.find(), page.body());
            return new LoginPage(
                    page.all("Set-Cookie").stream()
                            .map(cookie -> cookie.split(";", 2)[0])
                            .collect(Collectors.joining("; ", "Cookie: ", "")),
                    token.group(1));
        }

        Reply logIn(RunningContainer server, String more) {
            String body =
                    "login=ada&remember=on&password=" + TestDoorward.PASSWORD.replace(' ', '+') + "&_csrf=" + token;
            return server.wire().post("/auth/login", body, FORM, SITE, "Accept: text/html", cookies + more);
        }
    }

    @EveryContainer
    void every_cookie_is_written_with_all_that_protects_it(RunningContainer server) {
        Reply login = LoginPage.of(server).logIn(server, "");
        assertEquals(303, login.status(), login.body());
        assertNotNull(login.cookie("__Host-session"));
        assertNotNull(login.cookie("__Host-remember"));
        for (String cookie : login.all("Set-Cookie")) {
            assertTrue(
                    cookie.matches(
                            "__Host-[a-z]+=[A-Za-z0-9._~-]*; Secure; HttpOnly; SameSite=(Lax|Strict); Path=/(; Max-Age=[0-9]+)?"),
                    cookie);
        }
        assertFalse(login.all("Set-Cookie").stream().anyMatch(cookie -> cookie.contains("JSESSIONID")));
    }

    /** CVE-2026-43827, CVE-2022-25896. */
    @EveryContainer
    void a_session_that_a_client_invents_is_never_adopted(RunningContainer server) {
        String invented = "__Host-session=00000000-0000-7000-8000-000000000000.invented";
        Reply login = LoginPage.of(server).logIn(server, "; " + invented);
        assertNotEquals("00000000-0000-7000-8000-000000000000.invented", login.cookie("__Host-session"));
        assertEquals(401, server.wire().get("/private", "Cookie: " + invented).status());
        assertEquals("for ada", server.wire().get("/private", session(login)).body());
    }

    @EveryContainer
    void what_was_given_before_a_login_or_until_a_logout_is_dead_afterwards(RunningContainer server) {
        LoginPage page = LoginPage.of(server);
        Reply first = page.logIn(server, "");
        String session = session(first);
        assertEquals(
                403,
                page.logIn(server, "; " + session.substring("Cookie: ".length()))
                        .status());
        Reply again = LoginPage.of(server).logIn(server, "");
        assertNotEquals(first.cookie("__Host-session"), again.cookie("__Host-session"));
        String token = TOKEN.matcher(server.wire()
                        .get("/auth/logout", "Accept: text/html", session)
                        .body())
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
        assertEquals(
                303,
                server.wire()
                        .post("/auth/logout", "_csrf=" + token, FORM, SITE, session, "Accept: text/html")
                        .status());
        assertEquals(401, server.wire().get("/private", session).status());
    }

    @EveryContainer
    void a_second_cookie_of_the_name_makes_a_stranger(RunningContainer server) {
        String cookie = server.application().ada().cookie();
        assertEquals(
                "for ada",
                server.wire()
                        .get("/private", "Cookie: a=b; " + cookie + "; c=\"d\"")
                        .body());
        for (String both : List.of(cookie + "; __Host-session=x", "__Host-session=x; " + cookie)) {
            assertEquals(401, server.wire().get("/private", "Cookie: " + both).status(), both);
        }
        assertEquals(
                401,
                server.wire()
                        .get("/private", "Cookie: " + cookie, "Cookie: __Host-session=x")
                        .status());
    }

    private static String session(Reply login) {
        return "Cookie: __Host-session=" + login.cookie("__Host-session");
    }
}
