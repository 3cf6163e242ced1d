package dev.doorward.auth.servlet.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.doorward.auth.servlet.filter.ErrorFilter;
import dev.doorward.auth.servlet.server.Reply;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** What goes wrong is answered alike, and tells strangers nothing. */
class ErrorsTest {

    private static final String PERSON = "Accept: text/html";
    /** Development shows it to this machine, but for requests that a proxy passed on. */
    private static final String PROXIED = "Via: 1.1 proxy";

    /** Each exception is in it at length. */
    private static final Logger LOG = (Logger) LoggerFactory.getLogger(ErrorFilter.class);

    @BeforeAll
    static void keepTheLogShort() {
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void logAgain() {
        LOG.setLevel(null);
    }

    @EveryContainer
    void errors_and_exceptions_are_answered_with_a_page_or_a_problem(RunningContainer server) {
        expect(server, "/broken/error?status=404", 404);
        expect(server, "/broken/error?status=410", 410);
        expect(server, "/broken/error?status=503", 503);
        expect(server, "/broken/exception", 500);
        expect(server, "/broken/late", 500);
        expect(server, "/broken/async", 500);
        expect(server, "/public/no-such-file.txt", 404);
        expect(server, "/public/forward?to=/public/no-such-file.txt", 404);
    }

    private static void expect(RunningContainer server, String path, int status) {
        Reply page = server.wire().get(path, PERSON, PROXIED);
        assertEquals(status, page.status(), path);
        assertTrue(page.header("Content-Type").startsWith("text/html"), path + page.headers());
        assertTrue(page.body().contains(page.header("X-Request-Id")), path + page.body());
        Reply problem = server.wire().get(path, "Accept: application/json", PROXIED);
        assertEquals(status, problem.status(), path);
        assertTrue(problem.header("Content-Type").startsWith("application/problem+json"), path + problem.headers());
        assertEquals(
                status,
                JsonMapper.shared().readTree(problem.body()).get("status").intValue(),
                path);
        for (Reply reply : List.of(page, problem)) {
            assertFalse(reply.body().contains("a message for developers"), path);
            assertFalse(reply.body().contains("half an answer"), path);
            assertFalse(reply.body().contains("Exception"), path);
        }
    }

    @EveryContainer
    void a_request_that_cannot_be_read_is_the_senders_fault(RunningContainer server) {
        String form = "Content-Type: application/x-www-form-urlencoded";
        String site = "Sec-Fetch-Site: same-origin";
        for (String body : List.of("field=%zz", "field=%", "field=%c3%28", "field=" + "x".repeat(100))) {
            Reply reply = server.wire().post("/public/form", body, form, site);
            assertTrue(reply.status() == 200 || reply.status() == 400, body + reply);
        }
        for (String target : List.of("/public/%zz", "/public/%", "/public/%c3%28", "/public/form?field=%zz")) {
            Reply reply = server.wire().get(target);
            assertNotEquals(500, reply.status(), target);
            assertFalse(reply.body().contains("\tat "), target);
        }
    }
}
