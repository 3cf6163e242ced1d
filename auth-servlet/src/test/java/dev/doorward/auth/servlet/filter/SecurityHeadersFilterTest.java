package dev.doorward.auth.servlet.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.Headers;
import dev.doorward.auth.servlet.Guard;
import dev.doorward.auth.servlet.Guards;
import dev.doorward.auth.servlet.server.Reply;
import dev.doorward.auth.servlet.server.WebServer;
import dev.doorward.auth.servlet.testing.LoggedIn;
import dev.doorward.auth.testing.TestDoorward;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CVE-2026-22732: an answer without its headers, because of how it came about. */
class SecurityHeadersFilterTest {

    private static final String CSP = "Content-Security-Policy";
    private static final String PERSON = "Accept: text/html";
    private static final Headers STRICT = Headers.strict().set("Cross-Origin-Embedder-Policy", "require-corp");
    private static final String CONFINED = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox";

    @TempDir
    static Path files;

    private static TestDoorward test;
    private static WebServer server;

    @BeforeAll
    static void start() throws IOException {
        Files.writeString(files.resolve("page.html"), "<h1>a page</h1>");
        Files.writeString(files.resolve("data.json"), "{}");
        test = TestDoorward.inMemory(settings -> settings.headers(STRICT));
        server = pages(new WebServer().install(test.doorward(), SecurityHeadersFilterTest::guards))
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
        test.close();
    }

    private static void guards(Guards guards) {
        guards.open("/*").loggedIn("/private").require("/admin", Guard.role("admin"));
    }

    private static WebServer pages(WebServer server) {
        return server.files(files)
                .page("/page", (request, response) -> {
                    response.setContentType("text/html;charset=utf-8");
                    response.getWriter().print("a page");
                })
                .page("/private", "private page")
                .page("/admin", "admin page")
                .page("/json", (request, response) -> {
                    response.setContentType("application/json");
                    response.getWriter().print("{}");
                })
                .page("/status", (request, response) -> response.setStatus(number(request, "is")))
                .page("/error", (request, response) -> response.sendError(number(request, "is"), "why"))
                .page("/redirect", (request, response) -> response.sendRedirect("/page"))
                .page("/see-other", (request, response) -> {
                    response.setStatus(303);
                    response.setHeader("Location", "/page");
                })
                .page("/throws", (request, response) -> {
                    throw new IllegalStateException("thrown by a test");
                })
                .page("/streamed", (request, response) -> {
                    response.getOutputStream().write("first".getBytes(StandardCharsets.UTF_8));
                    response.flushBuffer();
                    response.getOutputStream().write("second".getBytes(StandardCharsets.UTF_8));
                })
                .page("/throws-late", (request, response) -> {
                    response.getOutputStream().write("first".getBytes(StandardCharsets.UTF_8));
                    response.flushBuffer();
                    throw new IllegalStateException("thrown by a test");
                })
                .page("/reset", (request, response) -> {
                    response.setHeader("X-Frame-Options", "ALLOW");
                    response.getWriter().print("thrown away");
                    response.reset();
                    response.setContentType("text/html");
                    response.getWriter().print("a page");
                })
                .page("/reset-late", (request, response) -> {
                    request.getAttribute("cspNonce");
                    response.setContentType("application/json");
                    response.reset();
                    response.sendError(404);
                })
                .page(
                        "/forward",
                        (request, response) ->
                                request.getRequestDispatcher("/page").forward(request, response))
                .page("/include", (request, response) -> {
                    request.getRequestDispatcher("/json").include(request, response);
                    response.getWriter().print("and more");
                })
                .page("/async", (request, response) -> {
                    if (request.getDispatcherType() == DispatcherType.REQUEST) {
                        request.startAsync().dispatch("/page");
                    }
                })
                .page("/async-thread", (request, response) -> {
                    AsyncContext async = request.startAsync(request, response);
                    async.start(() -> {
                        try {
                            async.getResponse().getWriter().print("from a thread");
                        } catch (IOException e) {
                            throw new IllegalStateException(e);
                        } finally {
                            async.complete();
                        }
                    });
                })
                .page("/async-reset", (request, response) -> {
                    AsyncContext async = request.startAsync();
                    async.getResponse().reset();
                    async.getResponse().setContentType("application/json");
                    async.getResponse().getWriter().print("{}");
                    async.complete();
                })
                .page("/async-late", (request, response) -> {
                    if (request.getDispatcherType() == DispatcherType.REQUEST) {
                        request.startAsync().setTimeout(1);
                    }
                })
                .servlet("/only-get", new HttpServlet() {
                    @Override
                    protected void doGet(HttpServletRequest request, HttpServletResponse response) {}
                });
    }

    private static int number(HttpServletRequest request, String parameter) {
        return Integer.parseInt(request.getParameter(parameter));
    }

    private static Reply holds(Reply reply) {
        return holds(reply, STRICT);
    }

    /** Each header once, with its value; and the policy that fits the content. */
    private static Reply holds(Reply reply, Headers expected) {
        String type = reply.header("Content-Type");
        boolean data = (type != null && !type.startsWith("text/html")) || reply.header("Location") != null;
        (data ? expected.ofData() : expected.ofPages()).forEach((name, value) -> {
            String sent =
                    String.valueOf(reply.header(name)).replaceFirst("'nonce-[A-Za-z0-9_-]{22}'", Headers.NONCE_SOURCE);
            if (!sent.equals(value)) {
                assertEquals(Headers.withoutNonce(value), sent, () -> name + " of " + reply);
            }
        });
        return reply;
    }

    @Test
    void every_status_has_the_headers() {
        Set<Integer> seen = new HashSet<>();
        List<Reply> replies = new ArrayList<>();
        for (String accept : List.of(PERSON, "Accept: */*", "Accept: application/json")) {
            for (String path : List.of(
                    "/page",
                    "/json",
                    "/status?is=204",
                    "/status?is=201",
                    "/status?is=404",
                    "/status?is=500",
                    "/error?is=400",
                    "/error?is=404",
                    "/error?is=410",
                    "/error?is=500",
                    "/error?is=503",
                    "/redirect",
                    "/see-other",
                    "/throws",
                    "/private",
                    "/nowhere",
                    "/page.html",
                    "/data.json",
                    "/only-get")) {
                for (String method : List.of("GET", "HEAD", "OPTIONS", "PUT", "TRACE", "BREW")) {
                    replies.add(server.send(method, path, "", accept));
                }
            }
            replies.add(server.post("/page", "a=b", accept, "Sec-Fetch-Site: cross-site", "Cookie: a=b"));
        }
        replies.add(server.get("/admin", LoggedIn.as(test, "ada").header()));
        replies.add(server.get("/page.html", "Range: bytes=0-3"));
        replies.forEach(reply -> seen.add(holds(reply).status()));

        assertTrue(
                seen.containsAll(Set.of(200, 201, 204, 206, 302, 303, 400, 401, 403, 404, 405, 410, 500, 503)),
                seen.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "/streamed, 200",
        "/throws-late, 200",
        "/reset, 200",
        "/reset-late, 404",
        "/forward, 200",
        "/include, 200",
        "/async, 200",
        "/async-thread, 200",
        "/async-reset, 200",
        "/async-late, 500"
    })
    void an_answer_has_the_headers_however_it_comes_about(String path, int status) {
        for (String method : List.of("GET", "HEAD")) {
            assertEquals(status, holds(server.send(method, path, "", PERSON)).status(), method);
        }
    }

    /** Browsers keep the headers of a 304 with the page they have. */
    @Test
    void a_page_that_has_not_changed_keeps_its_policy() {
        Reply first = holds(server.get("/page.html", PERSON));
        Reply again = server.get("/page.html", PERSON, "If-Modified-Since: " + first.header("Last-Modified"));

        assertEquals(304, again.status());
        for (String name : STRICT.ofPages().keySet()) {
            assertEquals(first.header(name), again.header(name), name);
        }
    }

    @Test
    void a_filter_that_throws_takes_no_header_away() {
        Filter throwing = (request, response, chain) -> {
            throw new ServletException("thrown by a test");
        };
        try (WebServer own = pages(new WebServer().install(test.doorward(), SecurityHeadersFilterTest::guards))) {
            own.context().addFilter(new FilterHolder(throwing), "/page", EnumSet.of(DispatcherType.REQUEST));
            own.start();

            assertEquals(500, holds(own.get("/page", PERSON)).status());
        }
    }

    @Test
    void an_error_page_of_the_applications_own_has_the_headers() {
        try (WebServer own = pages(
                        new WebServer().installLeavingErrors(test.doorward(), SecurityHeadersFilterTest::guards))
                .errorPage(404, "/page")
                .errorPage(500, "/page")
                .start()) {
            for (String path : List.of("/nowhere", "/throws", "/reset-late", "/error?is=404")) {
                Reply reply = holds(own.get(path, PERSON));
                assertEquals("a page", reply.body(), path);
            }
        }
    }

    @Test
    void what_is_no_page_is_confined() {
        for (String path : List.of("/json", "/data.json", "/redirect", "/see-other")) {
            assertEquals(CONFINED, server.get(path).header(CSP), path);
        }
        assertEquals(
                CONFINED,
                server.get("/error?is=404", "Accept: application/json").header(CSP));
    }

    private static Reply answered(UnaryOperator<Headers> change, WebServer.Answer answer, String... headers) {
        try (TestDoorward own = TestDoorward.inMemory(settings -> settings.headers(change.apply(STRICT)));
                WebServer site = new WebServer()
                        .install(own.doorward(), guards -> guards.open("/*"))
                        .page("/it", answer)
                        .start()) {
            return site.get("/it", headers);
        }
    }

    @Test
    void what_the_application_sets_wins_however_it_sets_it() {
        Reply reply = answered(UnaryOperator.identity(), (request, response) -> {
            response.setHeader("x-frame-options", "SAMEORIGIN");
            response.addHeader("Referrer-Policy", "same-origin");
            response.addHeader(CSP, "default-src 'self'");
            response.addHeader(CSP, "upgrade-insecure-requests");
            response.setContentType("application/json");
            response.setContentType("text/html");
            request.getAttribute("cspNonce");
            response.addHeader("Strict-Transport-Security", "max-age=1");
            response.getWriter().print("a page");
        });

        assertEquals("SAMEORIGIN", reply.header("X-Frame-Options"));
        assertEquals("same-origin", reply.header("Referrer-Policy"));
        assertEquals("max-age=1", reply.header("Strict-Transport-Security"), "once");
        assertEquals(List.of("default-src 'self'", "upgrade-insecure-requests"), reply.all(CSP));
    }

    @Test
    void what_somebody_in_front_has_set_stays() {
        Filter inFront = (request, response, chain) -> {
            ((HttpServletResponse) response).setHeader("X-Frame-Options", "SAMEORIGIN");
            ((HttpServletResponse) response).setHeader("Strict-Transport-Security", "max-age=1");
            chain.doFilter(request, response);
        };
        try (WebServer own = pages(new WebServer())) {
            own.context().addFilter(new FilterHolder(inFront), "/*", EnumSet.of(DispatcherType.REQUEST));
            own.context()
                    .addFilter(
                            new FilterHolder(new SecurityHeadersFilter(Headers.strict())),
                            "/*",
                            EnumSet.allOf(DispatcherType.class));
            own.start();
            Reply reply = own.get("/page");

            assertEquals("SAMEORIGIN", reply.header("X-Frame-Options"));
            assertEquals("max-age=1", reply.header("Strict-Transport-Security"), "once");
            assertEquals("nosniff", reply.header("X-Content-Type-Options"), "alone, it does its work too");
        }
    }

    @Test
    void a_header_is_changed_and_switched_off_by_its_name() {
        Reply reply = answered(
                headers -> headers.set("X-Frame-Options", "SAMEORIGIN").off("Referrer-Policy"),
                (request, response) -> {});

        assertEquals("SAMEORIGIN", reply.header("X-Frame-Options"));
        assertNull(reply.header("Referrer-Policy"));
    }

    @Test
    void an_existing_application_gets_what_it_can_live_with() {
        try (TestDoorward own = TestDoorward.inMemory();
                WebServer site = pages(new WebServer().install(own.doorward(), SecurityHeadersFilterTest::guards))
                        .start()) {
            for (String path : List.of("/page", "/json", "/redirect", "/streamed", "/page.html", "/include")) {
                Reply reply = holds(site.get(path, PERSON), Headers.compatible());
                assertEquals("frame-ancestors 'self'; base-uri 'self'", reply.header(CSP));
                assertNull(reply.header("Cross-Origin-Resource-Policy"));
            }
            for (String path : List.of("/auth/login", "/nowhere", "/throws")) {
                assertEquals("DENY", site.get(path, PERSON).header("X-Frame-Options"), "the library's own answer");
            }
        }
    }

    @Test
    void the_host_has_one_transport_security_whoever_answers() {
        String preload = "max-age=31536000; includeSubDomains; preload";
        for (String value : List.of(preload, "off")) {
            Headers headers = value.equals("off")
                    ? Headers.compatible().off("Strict-Transport-Security")
                    : Headers.compatible().set("Strict-Transport-Security", value);
            try (TestDoorward own = TestDoorward.inMemory(settings -> settings.headers(headers));
                    WebServer site = pages(new WebServer().install(own.doorward(), SecurityHeadersFilterTest::guards))
                            .start()) {
                for (String path : List.of("/page", "/auth/login", "/nowhere", "/private")) {
                    assertEquals(
                            value.equals("off") ? List.of() : List.of(value),
                            site.get(path, PERSON).all("Strict-Transport-Security"),
                            path);
                }
            }
        }
    }

    /** RFC 6797 section 7.2. */
    @Test
    void transport_security_is_not_sent_in_the_clear() {
        try (WebServer site = pages(new WebServer().inTheClear().install(test.doorward(), guards -> guards.open("/*")))
                .start()) {
            for (String path : List.of("/page", "/auth/login", "/nowhere")) {
                assertNull(site.get(path, PERSON).header("Strict-Transport-Security"), path);
            }
        }
    }

    @Test
    void a_nonce_is_made_when_a_template_asks_for_it_and_not_before() {
        WebServer.Answer asks = (request, response) -> {
            response.setContentType("text/html");
            response.getWriter().print(request.getAttribute("cspNonce"));
        };
        Set<String> nonces = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            Reply reply = answered(UnaryOperator.identity(), asks);
            assertTrue(reply.body().matches("[A-Za-z0-9_-]{22}"), reply.body());
            assertTrue(nonces.add(reply.body()));
            assertTrue(
                    reply.header(CSP).contains("script-src 'nonce-" + reply.body() + "' 'strict-dynamic';"),
                    reply.header(CSP));
        }
        assertTrue(server.get("/page").header(CSP).contains("script-src 'none';"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/xhtml+xml", "TEXT/HTML; charset=utf-8"})
    void a_nonce_may_be_asked_for_before_the_type_is_known(String type) {
        Reply reply = answered(UnaryOperator.identity(), (request, response) -> {
            Object nonce = request.getAttribute("cspNonce");
            response.setContentType("application/json");
            response.setHeader("Content-Type", type);
            response.getWriter().print(nonce);
        });

        assertTrue(reply.header(CSP).contains("'nonce-" + reply.body() + "'"), reply.header(CSP));
    }

    /** A page that somebody may keep has a nonce that somebody may know. */
    @Test
    void a_page_with_a_nonce_is_kept_by_nobody() {
        assertEquals(
                "no-store",
                answered(UnaryOperator.identity(), (request, response) -> request.getAttribute("cspNonce"))
                        .header("Cache-Control"));
        assertNull(server.get("/page").header("Cache-Control"));
    }

    @Test
    void a_nonce_that_comes_too_late_lets_no_script_in() {
        Reply reply = answered(UnaryOperator.identity(), (request, response) -> {
            response.setContentType("text/html");
            response.flushBuffer();
            response.getWriter().print(request.getAttribute("cspNonce"));
        });

        assertTrue(reply.header(CSP).contains("script-src 'none';"), reply.header(CSP));
    }

    @Test
    void a_policy_of_ones_own_has_the_nonce_where_it_says_so() {
        Reply reply = answered(
                headers -> headers.set(CSP, "default-src 'self'; script-src 'self' 'nonce-{nonce}'")
                        .set("Content-Security-Policy-Report-Only", "script-src 'nonce-{nonce}'"),
                (request, response) -> {
                    response.setContentType("text/html");
                    response.getWriter().print(request.getAttribute("cspNonce"));
                });

        assertEquals("default-src 'self'; script-src 'self' 'nonce-" + reply.body() + "'", reply.header(CSP));
        assertEquals("script-src 'nonce-" + reply.body() + "'", reply.header("Content-Security-Policy-Report-Only"));
        assertFalse(reply.header(CSP).contains("{"), "no placeholder is sent");
    }

    @Test
    void a_cache_is_not_given_the_cookies_of_a_login_with_a_picture() {
        WebServer.Answer picture = (request, response) -> {
            response.setHeader("Cache-Control", "public, max-age=31536000");
            response.setContentType("image/png");
        };
        try (WebServer site = new WebServer()
                .install(test.doorward(), guards -> guards.open("/*"))
                .page("/logo.png", picture)
                .start()) {
            test.registered("bob");
            String remembered = LoggedIn.of(test.doorward(), test.logIn("bob", true))
                    .cookie()
                    .split("; ")[1];
            Reply renewed = site.get("/logo.png", "Cookie: " + remembered);

            assertFalse(renewed.all("Set-Cookie").isEmpty());
            assertEquals("no-store", renewed.header("Cache-Control"));
            assertEquals("public, max-age=31536000", site.get("/logo.png").header("Cache-Control"));
        }
    }

    /** Containers hand out their own request and response there, which no filter has wrapped. */
    @ParameterizedTest
    @ValueSource(strings = {"/dispatched", "/written"})
    void a_cache_is_not_given_the_cookies_of_a_login_by_a_page_that_answers_later(String path) {
        try (WebServer site = new WebServer()
                .install(test.doorward(), guards -> guards.open("/*"))
                .page("/dispatched", (request, response) -> {
                    if (request.getDispatcherType() == DispatcherType.REQUEST) {
                        request.startAsync().dispatch();
                    } else {
                        response.setHeader("Cache-Control", "public, max-age=86400");
                    }
                })
                .page("/written", (request, response) -> {
                    AsyncContext async = request.startAsync();
                    ((HttpServletResponse) async.getResponse()).setHeader("Cache-Control", "public, max-age=86400");
                    async.complete();
                })
                .start()) {
            test.registered("carl" + path.length());
            String remembered = LoggedIn.of(test.doorward(), test.logIn("carl" + path.length(), true))
                    .cookie()
                    .split("; ")[1];
            Reply renewed = site.get(path, "Cookie: " + remembered);

            assertFalse(renewed.all("Set-Cookie").isEmpty());
            assertEquals("no-store", renewed.header("Cache-Control"));
        }
    }

    @Test
    void an_error_that_is_sent_later_is_answered_as_any_other() {
        try (WebServer site = new WebServer()
                .install(test.doorward(), guards -> guards.open("/*"))
                .page("/sent", (request, response) -> {
                    AsyncContext async = request.startAsync();
                    ((HttpServletResponse) async.getResponse()).sendError(409, "why");
                    async.complete();
                })
                .start()) {
            Reply reply = site.get("/sent", PERSON);

            assertEquals(409, reply.status());
            assertTrue(reply.body().contains(reply.header("X-Request-Id")), reply.body());
        }
    }

    @Test
    void a_cookie_of_the_library_makes_a_page_its_readers_own() {
        Reply reply = answered(UnaryOperator.identity(), (request, response) -> {
            response.setHeader("Cache-Control", "public, max-age=60");
            request.getAttribute("csrfToken");
            response.addHeader("Cache-Control", "public");
        });

        assertNotEquals(List.of(), reply.all("Set-Cookie"));
        assertEquals("no-store", reply.header("Cache-Control"));
    }

    @Test
    void an_application_keeps_its_own_caching_with_its_own_cookies() {
        Reply reply = answered(UnaryOperator.identity(), (request, response) -> {
            response.addHeader("Set-Cookie", "__Host-sessionless=x; Secure; Path=/");
            response.setHeader("Cache-Control", "private, max-age=60");
        });

        assertEquals("private, max-age=60", reply.header("Cache-Control"));
    }
}
