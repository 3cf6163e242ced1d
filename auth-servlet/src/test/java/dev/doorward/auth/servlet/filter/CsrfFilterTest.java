package dev.doorward.auth.servlet.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.servlet.server.Reply;
import dev.doorward.auth.servlet.server.WebServer;
import dev.doorward.auth.servlet.testing.LoggedIn;
import dev.doorward.auth.testing.TestDoorward;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsrfFilterTest {

    private static final String FORM = "Content-Type: application/x-www-form-urlencoded";
    private static final String JSON = "Content-Type: application/json";

    private static TestDoorward test;
    private static WebServer server;
    private static LoggedIn ada;
    private static LoggedIn bob;

    @BeforeAll
    static void start() {
        test = TestDoorward.inMemory(builder -> builder.baseUrl("https://localhost:8443"));
        ada = LoggedIn.as(test, "ada");
        bob = LoggedIn.as(test, "bob");
        server = new WebServer()
                .install(test.doorward(), guards -> guards.open("/*"))
                .page("/token", (request, response) -> response.getWriter().print(request.getAttribute("csrfToken")))
                .page("/change", (request, response) -> response.getWriter().print("changed"))
                .page(
                        "/echo",
                        (request, response) -> response.getWriter()
                                .print(new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8)))
                .page("/field", (request, response) -> response.getWriter().print(request.getParameter("a")))
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
        test.close();
    }

    private static String token(LoggedIn user) {
        return server.get("/token", user.header()).body();
    }

    private static int change(String... headers) {
        return server.post("/change", "a=b", headers).status();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS"})
    void what_changes_nothing_needs_nothing(String method) {
        assertEquals(
                200,
                server.send(method, "/change", "", ada.header(), "Sec-Fetch-Site: cross-site")
                        .status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "PROPFIND", "post"})
    void every_other_method_is_looked_at(String method) {
        assertEquals(
                403,
                server.send(method, "/change", "", ada.header(), "Sec-Fetch-Site: cross-site")
                        .status());
    }

    @ParameterizedTest
    @CsvSource({
        // what the browser says of the site, the origin, and what comes of it
        "same-origin, , 200",
        "same-origin, https://localhost:8443, 200",
        "same-site, , 403",
        "same-site, https://localhost:8443, 403",
        "cross-site, , 403",
        "cross-site, https://localhost:8443, 403",
        "none, https://localhost:8443, 200",
        "none, , 403",
        "Same-Origin, , 403",
        "'same-origin, same-origin', , 403",
        ", https://localhost:8443, 200",
        ", HTTPS://LOCALHOST:8443, 200",
        ", http://localhost:8443, 403",
        ", https://localhost, 403",
        ", https://localhost:8443.evil.example, 403",
        ", https://evil.example, 403",
        ", null, 403",
        ", , 403"
    })
    void an_applications_form_is_judged_by_where_it_is_from(String site, String origin, int status) {
        String[] headers = {
            ada.header(),
            FORM,
            site == null ? "X-None: x" : "Sec-Fetch-Site: " + site,
            origin == null ? "X-None: x" : "Origin: " + origin
        };

        assertEquals(status, change(headers));
    }

    @Test
    void where_a_browser_says_nothing_the_token_decides() {
        String token = token(ada);

        assertEquals(200, change(ada.header(), FORM, "X-CSRF-Token: " + token));
        assertEquals(200, change(ada.header(), FORM, "Origin: null", "X-CSRF-Token: " + token));
        assertEquals(
                "b",
                server.post("/field", "_csrf=" + token + "&a=b", ada.header(), FORM)
                        .body());
        assertEquals(
                403,
                server.post("/field", "_csrf=wrong&a=b", ada.header(), FORM).status());
    }

    @Test
    void a_token_does_not_outweigh_another_site() {
        assertEquals(403, change(ada.header(), "X-CSRF-Token: " + token(ada), "Sec-Fetch-Site: cross-site"));
        assertEquals(403, change(ada.header(), "X-CSRF-Token: " + token(ada), "Origin: https://evil.example"));
    }

    @Test
    void a_token_is_of_use_to_its_session_only() {
        assertEquals(403, change(ada.header(), "X-CSRF-Token: " + token(bob)));
    }

    @Test
    void a_strangers_token_dies_with_the_login() {
        Reply page = server.get("/token");
        String cookie = "__Host-csrf=" + page.cookie("__Host-csrf");

        assertEquals(200, change("Cookie: " + cookie, "X-CSRF-Token: " + page.body()));
        assertEquals(403, change(ada.header() + "; " + cookie, "X-CSRF-Token: " + page.body()));
    }

    @Test
    void a_strangers_token_is_bound_to_a_cookie_that_other_sites_cannot_make_a_browser_send() {
        Reply page = server.get("/token");
        String header = page.all("Set-Cookie").get(0);

        assertTrue(header.matches("__Host-csrf=[A-Za-z0-9_-]{32}; Secure; HttpOnly; SameSite=Strict; Path=/"), header);
        assertEquals("no-store", page.header("Cache-Control"));
        assertEquals(403, change("Cookie: a=b", "X-CSRF-Token: " + page.body()), "without the cookie");
        String other = "__Host-csrf=" + server.get("/token").cookie("__Host-csrf");
        assertEquals(403, change("Cookie: " + other, "X-CSRF-Token: " + page.body()), "with another cookie");
    }

    @Test
    void a_stranger_keeps_the_cookie_they_have() {
        Reply first = server.get("/token");
        Reply second = server.get("/token", "Cookie: __Host-csrf=" + first.cookie("__Host-csrf"));

        assertNull(second.header("Set-Cookie"));
        assertNotEquals(first.body(), second.body());
    }

    @Test
    void a_cookie_alone_is_no_token() {
        String value = server.get("/token").cookie("__Host-csrf");

        assertEquals(403, change("Cookie: __Host-csrf=" + value));
        assertEquals(403, change("Cookie: __Host-csrf=" + value, "X-CSRF-Token: " + value));
    }

    @Test
    void no_other_token_fits() {
        String token = token(ada);
        String mask = token.substring(2, 45);

        for (String wrong : new String[] {
            "",
            ".",
            "1.",
            "0." + token.substring(2),
            "2." + token.substring(2),
            "01." + token.substring(2),
            token.substring(2),
            token + "A",
            token.substring(0, token.length() - 4),
            "1." + "A".repeat(86),
            "1." + mask + mask,
            "1.!!" + token.substring(4),
            "99999999999999999999." + token.substring(2)
        }) {
            assertEquals(403, change(ada.header(), "X-CSRF-Token: " + wrong), wrong);
        }
        for (int i = 2; i < token.length(); i += 7) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            String wrong = token.substring(0, i) + other + token.substring(i + 1);
            assertEquals(403, change(ada.header(), "X-CSRF-Token: " + wrong), wrong);
        }
    }

    @Test
    void a_token_looks_different_in_every_response_and_each_holds() {
        Set<String> tokens = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            tokens.add(token(ada));
        }

        assertEquals(20, tokens.size());
        tokens.forEach(token -> assertEquals(200, change(ada.header(), "X-CSRF-Token: " + token)));
    }

    @Test
    void a_body_that_is_not_a_form_is_left_to_the_application() {
        String token = token(ada);

        assertEquals(
                "{\"a\":1}",
                server.post("/echo", "{\"a\":1}", ada.header(), JSON, "X-CSRF-Token: " + token)
                        .body());
        assertEquals(
                "a=b",
                server.post("/echo", "a=b", ada.header(), FORM, "X-CSRF-Token: " + token)
                        .body());
        assertEquals(
                "a=b",
                server.post("/echo", "a=b", ada.header(), FORM, "Sec-Fetch-Site: same-origin")
                        .body());
        assertEquals(
                403,
                server.post("/echo", "{\"_csrf\":\"" + token + "\"}", ada.header(), JSON)
                        .status());
    }

    @Test
    void a_form_that_cannot_be_read_has_no_token() {
        assertEquals(
                403, server.post("/field", "_csrf=%zz&a=b", ada.header(), FORM).status());
        assertEquals(
                403,
                server.post("/field", "a&".repeat(2_000), ada.header(), FORM).status());
    }

    @Test
    void a_program_without_cookies_rides_on_nothing() {
        assertEquals(200, change());
        assertEquals(200, change("Authorization: Bearer abc"));
        assertEquals(200, change("Authorization: Bearer abc", "Sec-Fetch-Site: cross-site"));
    }

    @Test
    void what_a_browser_sends_by_itself_is_ridden_on() {
        assertEquals(403, change("Cookie: theme=dark"));
        assertEquals(403, change("Authorization: Basic YTpi"));
        assertEquals(403, change("Authorization: Negotiate abc"));
        assertEquals(403, change("Authorization: Bearer abc", "Cookie: theme=dark"));
        assertEquals(403, change("Sec-Fetch-Site: cross-site"), "a stranger must not be logged in by another site");
        assertEquals(403, change("Origin: https://evil.example"));
    }

    @Test
    void a_refusal_says_why() {
        Reply program = server.post("/change", "", ada.header());
        Reply person = server.post("/change", "", ada.header(), "Accept: text/html");

        assertTrue(program.body().contains("\"code\":\"csrf\""), program.body());
        assertTrue(person.header("Content-Type").startsWith("text/html"));
        assertNotNull(person.header("X-Request-Id"));
    }

    @Test
    void the_account_systems_own_forms_need_a_token_even_from_this_origin() {
        String[] ours = {ada.header(), FORM, "Sec-Fetch-Site: same-origin", "Origin: https://localhost:8443"};

        assertEquals(403, server.post("/auth/nowhere", "a=b", ours).status());
        assertEquals(
                404,
                server.post("/auth/nowhere", "a=b&_csrf=" + token(ada), ours).status());
        assertEquals(
                403,
                server.post("/auth/nowhere", "a=b&_csrf=" + token(bob), ours).status());
        assertEquals(
                403,
                server.post("/auth/nowhere?_csrf=" + token(ada), "a=b", ours).status(),
                "not from a URL");
        assertEquals(
                404,
                server.post("/auth/nowhere", "", ada.header(), "X-CSRF-Token: " + token(ada))
                        .status());
    }

    @Test
    void nobody_is_logged_in_by_another_sites_form() {
        assertEquals(
                403, server.post("/auth/nowhere", "login=eve&password=x", FORM).status(), "cookies or not");
        assertEquals(
                403,
                server.post("/auth/nowhere", "{}", "Content-Type: text/plain", "Origin: https://evil.example")
                        .status());
        assertEquals(
                403,
                server.post("/auth/nowhere", "{}", JSON, "Origin: https://evil.example")
                        .status());
        assertEquals(
                403,
                server.post("/auth/nowhere", "{}", JSON, "Sec-Fetch-Site: same-site")
                        .status());
        assertEquals(404, server.post("/auth/nowhere", "{}", JSON).status(), "a program");
        assertEquals(
                403, server.post("/auth/nowhere", "{}", JSON, "Cookie: a=b").status());
        assertEquals(
                403,
                server.post("/auth/nowhere", "{}", JSON, "Authorization: Basic YTpi")
                        .status());
    }
}
