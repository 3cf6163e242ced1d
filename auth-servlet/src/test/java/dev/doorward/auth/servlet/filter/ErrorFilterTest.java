package dev.doorward.auth.servlet.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.Mode;
import dev.doorward.auth.audit.AuditEvent;
import dev.doorward.auth.audit.AuditType;
import dev.doorward.auth.audit.AuthListener;
import dev.doorward.auth.audit.FieldRefusal;
import dev.doorward.auth.password.Argon2Parameters;
import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.servlet.CurrentUser;
import dev.doorward.auth.servlet.DoorwardFilter;
import dev.doorward.auth.servlet.Guards;
import dev.doorward.auth.servlet.server.Reply;
import dev.doorward.auth.servlet.server.WebServer;
import dev.doorward.auth.servlet.testing.LoggedIn;
import dev.doorward.auth.store.DatabaseException;
import dev.doorward.auth.testing.TestDoorward;
import dev.doorward.auth.throttle.Limits;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ErrorFilterTest {

    private static final String PERSON = "Accept: text/html";
    private static final String PROGRAM = "Accept: application/json";
    private static final String SECRET = "a secret detail";

    @TempDir
    static Path directory;

    private static TestDoorward production;
    private static TestDoorward development;
    private static WebServer server;
    private static WebServer developers;

    @BeforeAll
    static void start() {
        KeyRing keys = KeyRing.readOrCreate(directory.resolve("keys.json"));
        production = TestDoorward.inMemory(builder -> builder.mode(Mode.PRODUCTION)
                .limits(Limits.standard())
                .hashing(Argon2Parameters.STANDARD)
                .keys(keys));
        development = TestDoorward.inMemory();
        server = broken(new WebServer().install(production.doorward(), guards -> guards.open("/*")));
        developers = broken(new WebServer().install(development.doorward(), guards -> guards.open("/*")));
    }

    @AfterAll
    static void stop() {
        server.close();
        developers.close();
        production.close();
        development.close();
    }

    /** An application in which everything goes wrong. */
    private static WebServer broken(WebServer server) {
        return server.page("/sends", (request, response) -> {
                    if (request.getParameter("retry") != null) {
                        response.setHeader("Retry-After", request.getParameter("retry"));
                    }
                    response.addHeader("Set-Cookie", "own=kept");
                    response.setContentType("image/png");
                    response.getWriter().print("half a picture");
                    response.sendError(Integer.parseInt(request.getParameter("status")), SECRET);
                    response.getWriter().print("and more of it");
                })
                .page("/throws", (request, response) -> {
                    response.getWriter().print("half a page");
                    throw new ServletException("wrapped", new IllegalStateException(SECRET));
                })
                .page("/overflows", (request, response) -> {
                    throw new StackOverflowError(SECRET);
                })
                .page("/away", (request, response) -> {
                    throw new IllegalStateException(
                            switch (request.getParameter("how")) {
                                case "pool" -> new SQLTransientConnectionException(SECRET);
                                case "library" -> new DatabaseException(SECRET, null);
                                default -> new SQLException(SECRET, request.getParameter("how"));
                            });
                })
                .page("/committed", (request, response) -> {
                    response.setContentLength(1000);
                    response.getWriter().print("half a page");
                    response.flushBuffer();
                    throw new IllegalStateException(SECRET);
                })
                .page("/parameters", (request, response) -> response.getWriter().print(request.getParameter("a")))
                .page(
                        "/forwards",
                        (request, response) ->
                                request.getRequestDispatcher("/sends").forward(request, response))
                .page("/includes", (request, response) -> {
                    response.getWriter().print("before ");
                    request.getRequestDispatcher("/sends").include(request, response);
                    response.getWriter().print(" after");
                })
                .page("/async", (request, response) -> {
                    AsyncContext context = request.startAsync(request, response);
                    context.start(() -> {
                        try {
                            response.sendError(409, SECRET);
                        } catch (IOException e) {
                            throw new IllegalStateException(e);
                        } finally {
                            context.complete();
                        }
                    });
                })
                .page("/later", (request, response) -> {
                    if (request.getAttribute("again") == null) {
                        request.setAttribute("again", true);
                        request.startAsync().dispatch();
                    } else {
                        CurrentUser.require(request);
                    }
                })
                .page("/redirects", (request, response) -> response.sendRedirect("/elsewhere"))
                .page("/sets", (request, response) -> response.setStatus(HttpServletResponse.SC_NOT_FOUND))
                .start();
    }

    @ParameterizedTest
    @CsvSource({
        "400, bad_request, This request is not understood",
        "401, login_needed, Log in to see this page",
        "403, forbidden, You cannot open this page",
        "404, not_found, This page does not exist",
        "405, method_not_allowed, That does not work here",
        "409, conflict, Something changed meanwhile",
        "413, payload_too_large, That is too much at once",
        "415, unsupported_media_type, This format is not understood",
        "422, unprocessable, This cannot be done with what you sent",
        "429, rate_limited, Too many attempts in a short time",
        "500, server_error, Something broke on our side",
        "503, unavailable, This is not available right now",
        "410, http_410, This did not work",
        "504, http_504, Something broke on our side"
    })
    void a_status_that_is_sent_is_a_page_for_people_and_a_problem_for_programs(
            int status, String code, String heading) {
        Reply page = server.get("/sends?status=" + status, PERSON);
        Reply problem = server.get("/sends?status=" + status, PROGRAM);

        for (Reply reply : List.of(page, problem)) {
            assertEquals(status, reply.status());
            assertNotNull(reply.header("X-Request-Id"));
            assertEquals("no-store", reply.header("Cache-Control"));
            assertEquals("nosniff", reply.header("X-Content-Type-Options"));
            assertEquals(status == 503 || status == 429, reply.header("Retry-After") != null);
            assertEquals(status == 401, reply.header("WWW-Authenticate") != null);
            assertEquals("kept", reply.cookie("own"), "the application's cookies stay");
            assertTellsNothing(reply);
        }
        assertEquals("text/html;charset=utf-8", page.header("Content-Type").toLowerCase(Locale.ROOT));
        assertTrue(page.body().contains("<h1>" + heading + "</h1>"), page.body());
        assertTrue(page.body().contains(page.header("X-Request-Id")));
        assertEquals("application/problem+json", problem.header("Content-Type"));
        JsonNode json = JsonMapper.shared().readTree(problem.body());
        assertEquals(code, json.get("code").asString());
        assertEquals(status, json.get("status").asInt());
        assertFalse(json.get("title").asString().isEmpty());
        assertEquals(problem.header("X-Request-Id"), json.get("request_id").asString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/throws", "/overflows"})
    void what_nobody_caught_tells_a_stranger_nothing(String path) {
        for (String accept : List.of(PERSON, PROGRAM, "Accept: image/png", "Accept: */*")) {
            Reply reply = server.get(path, accept);
            assertEquals(500, reply.status());
            assertFalse(reply.body().contains("half a page"));
            assertTellsNothing(reply);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pool", "library", "08001", "08006", "57P01"})
    void a_database_that_is_away_is_an_outage(String how) {
        Reply reply = server.get("/away?how=" + how, PROGRAM);

        assertEquals(503, reply.status());
        assertEquals("5", reply.header("Retry-After"));
        assertTrue(reply.body().contains("\"code\":\"outage\""), reply.body());
        assertTellsNothing(reply);
    }

    @ParameterizedTest
    @ValueSource(strings = {"42601", "23505"})
    void a_wrong_statement_is_no_outage(String state) {
        assertEquals(500, server.get("/away?how=" + state, PROGRAM).status());
    }

    @Test
    void half_an_answer_is_not_taken_for_a_whole_one() {
        Reply reply = server.get("/committed", PERSON);

        assertEquals("1000", reply.header("Content-Length"));
        assertEquals("half a page", reply.body(), "and then the connection broke");
    }

    @Test
    void parameters_that_cannot_be_read_are_the_senders_doing() {
        Reply query = server.get("/parameters?a=%ff%zz", PROGRAM);
        Reply form = server.post(
                "/parameters",
                "a=%zz",
                PROGRAM,
                "Sec-Fetch-Site: same-origin",
                "Content-Type: application/x-www-form-urlencoded");

        assertEquals(400, form.status(), form.body());
        assertTrue(form.body().contains("\"code\":\"bad_request\""), form.body());
        assertEquals(400, query.status());
    }

    @Test
    void an_error_behind_a_forward_is_answered_too() {
        assertEquals(404, server.get("/forwards?status=404", PERSON).status());
        assertTrue(server.get("/forwards?status=404", PERSON).body().contains("This page does not exist"));
    }

    @Test
    void a_part_of_a_page_cannot_make_it_an_error() {
        Reply reply = server.get("/includes?status=404", PERSON);

        assertEquals(200, reply.status());
        assertTrue(reply.body().startsWith("before "), reply.body());
        assertTrue(reply.body().endsWith(" after"), reply.body());
    }

    @Test
    void an_error_that_another_thread_sends_is_answered_too() {
        Reply reply = server.get("/async", PROGRAM);

        assertEquals(409, reply.status());
        assertTrue(reply.body().contains("\"code\":\"conflict\""), reply.body());
    }

    @Test
    void who_is_asked_for_too_late_is_still_asked_to_log_in() {
        assertEquals(401, server.get("/later", PROGRAM).status());
        assertEquals(401, server.get("/later", PERSON).status());
    }

    @Test
    void what_the_application_says_of_waiting_stays() {
        assertEquals("120", server.get("/sends?status=429&retry=120", PROGRAM).header("Retry-After"));
        assertTrue(server.get("/sends?status=429&retry=120", PERSON).body().contains("Try again in 2 minutes."));
        assertEquals(
                "Fri, 20 Nov 2026 12:00:00 GMT",
                server.get("/sends?status=503&retry=Fri,%2020%20Nov%202026%2012:00:00%20GMT", PROGRAM)
                        .header("Retry-After"));
    }

    @Test
    void an_answer_that_is_no_error_is_left_alone() {
        assertEquals(302, server.get("/redirects", PERSON).status());
        Reply own = server.get("/sets", PERSON);
        assertEquals(404, own.status());
        assertEquals("", own.body());
    }

    @Test
    void a_developer_sees_what_was_thrown() {
        Reply page = developers.get("/throws", PERSON);
        Reply problem = developers.get("/throws", PROGRAM);
        Reply sent = developers.get("/sends?status=409", PROGRAM);

        assertTrue(page.body().contains("IllegalStateException: " + SECRET), page.body());
        assertTrue(problem.body().contains("IllegalStateException: " + SECRET), problem.body());
        assertTrue(sent.body().contains("\"details\":[\"" + SECRET + "\"]"), sent.body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Forwarded: for=203.0.113.7",
                "X-Forwarded-For: 203.0.113.7",
                "x-forwarded-proto: https",
                "X-Forwarded-Client-Cert: By=spiffe",
                "X-Original-Forwarded-For: 203.0.113.7",
                "X-Real-IP: 203.0.113.7",
                "CF-Connecting-IP: 203.0.113.7",
                "True-Client-IP: 203.0.113.7",
                "X-Client-IP: 203.0.113.7",
                "client-ip: 203.0.113.7",
                "Via: 1.1 proxy"
            })
    void who_comes_through_a_proxy_sees_nothing_of_it(String header) {
        assertTellsNothing(developers.get("/throws", PERSON, header));
        assertTellsNothing(developers.get("/throws", PROGRAM, header));
        assertTellsNothing(developers.get("/sends?status=409", PROGRAM, header));
    }

    @Test
    void an_error_page_knows_who_is_logged_in() {
        LoggedIn ada = LoggedIn.as(development, "ada");

        Reply reply = developers.get("/sends?status=401", PERSON, ada.header());

        assertFalse(reply.body().contains("/auth/login"), "who is logged in is not asked to log in");
    }

    @Test
    void errors_of_the_container_look_the_same_where_it_is_told_the_address() {
        try (TestDoorward test = TestDoorward.inMemory();
                WebServer told =
                        new WebServer().page("/early", "never seen").errorPage(400, "/auth" + ErrorFilter.LOCATION)) {
            Filter inFront = (request, response, chain) -> ((HttpServletResponse) response).sendError(400, SECRET);
            Filter ours = new DoorwardFilter(test.doorward(), new Guards().open("/*"));
            told.context().addFilter(new FilterHolder(inFront), "/early", EnumSet.of(DispatcherType.REQUEST));
            told.context().addFilter(new FilterHolder(ours), "/*", EnumSet.allOf(DispatcherType.class));
            told.start();
            Reply page = told.get("/early", PERSON);
            Reply problem = told.get("/early", PROGRAM);

            assertEquals(400, page.status());
            assertTrue(page.body().contains("<h1>This request is not understood</h1>"), page.body());
            assertTrue(problem.body().contains("\"code\":\"bad_request\""), problem.body());
            assertNotNull(problem.header("X-Request-Id"));
            assertEquals(404, told.get("/auth" + ErrorFilter.LOCATION, PERSON).status(), "no address for browsers");
        }
    }

    @Test
    void an_application_may_leave_its_errors_to_the_container() {
        try (TestDoorward test = TestDoorward.inMemory();
                WebServer own = broken(new WebServer()
                        .installLeavingErrors(test.doorward(), guards -> guards.open("/own", "/sends", "/throws"))
                        .page(
                                "/own",
                                (request, response) -> response.getWriter()
                                        .print("own page for "
                                                + request.getAttribute("jakarta.servlet.error.status_code")))
                        .errorPage(404, "/own")
                        .errorPage(403, "/own")
                        .errorPage(500, "/own"))) {
            assertEquals(
                    "own page for 404", own.get("/sends?status=404", PERSON).body());
            assertEquals("own page for 500", own.get("/throws", PERSON).body());
            assertEquals(
                    "own page for 403",
                    own.post("/own", "", PERSON, "Sec-Fetch-Site: cross-site").body(),
                    "and those of the library");
            assertTrue(own.get("/throws", PROGRAM).body().contains("\"code\":\"server_error\""));
        }
    }

    @Test
    void an_answer_that_is_on_its_way_takes_no_error() {
        AtomicReference<Throwable> refused = new AtomicReference<>();
        try (TestDoorward test = TestDoorward.inMemory();
                WebServer late = new WebServer()
                        .install(test.doorward(), guards -> guards.open("/*"))
                        .page("/late", (request, response) -> {
                            response.getWriter().print("sent");
                            response.flushBuffer();
                            try {
                                response.sendError(404);
                            } catch (IllegalStateException e) {
                                refused.set(e);
                            }
                        })
                        .start()) {
            assertEquals(200, late.get("/late").status());
        }
        assertNotNull(refused.get(), "the application is told");
    }

    @Test
    void what_was_begun_is_rolled_back() {
        AuthListener failing = new AuthListener() {
            @Override
            public List<FieldRefusal> inTransaction(AuditEvent event, Connection connection) {
                if (event.type() == AuditType.REGISTERED) {
                    throw new IllegalStateException(SECRET);
                }
                return List.of();
            }
        };
        try (TestDoorward test = TestDoorward.inMemory(builder -> builder.listener(failing));
                WebServer failed = new WebServer()
                        .install(test.doorward(), guards -> guards.open("/*"))
                        .start()) {
            String ada = """
                    {"username": "ada", "email": "ada@example.com", "password": "correct horse battery staple"}""";

            Reply reply = failed.post("/auth/register", ada, PROGRAM, "Content-Type: application/json");

            assertEquals(500, reply.status(), reply.body());
            assertTrue(test.doorward().accounts().findByLogin("ada").isEmpty(), "no account is left behind");
            assertNull(reply.header("Set-Cookie"));
        }
    }

    private static void assertTellsNothing(Reply reply) {
        String all = reply.headers() + reply.body();
        for (String word : Set.of("secret", "Exception", "\tat ", "java.", "half a picture", "more of it")) {
            assertFalse(all.contains(word), word + " in " + all);
        }
    }
}
