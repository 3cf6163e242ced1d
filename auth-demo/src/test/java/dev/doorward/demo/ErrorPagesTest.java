package dev.doorward.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErrorPagesTest {
    @TempDir
    static Path directory;

    private static RunningServer running;

    @BeforeAll
    static void start() throws Exception {
        running = RunningServer.with(
                directory,
                Map.of(
                        "/throws",
                        new HttpServlet() {
                            @Override
                            protected void doGet(HttpServletRequest request, HttpServletResponse response)
                                    throws ServletException {
                                throw new ServletException("wrapped", new IllegalStateException("a secret detail"));
                            }
                        },
                        "/fails",
                        new HttpServlet() {
                            @Override
                            protected void doGet(HttpServletRequest request, HttpServletResponse response) {
                                throw new IllegalStateException(
                                        new SQLException("a secret detail", request.getParameter("state")));
                            }
                        },
                        "/sends",
                        new HttpServlet() {
                            @Override
                            protected void doGet(HttpServletRequest request, HttpServletResponse response)
                                    throws IOException {
                                response.sendError(Integer.parseInt(request.getParameter("status")), "a secret detail");
                            }
                        }));
    }

    @AfterAll
    static void stop() throws Exception {
        running.close();
    }

    @Test
    void an_exception_is_answered_without_a_word_about_it() throws Exception {
        for (String accept : List.of("text/html", "application/json", "*/*", "text/plain", "image/png")) {
            HttpResponse<String> response = running.get(running.server.baseUrl() + "/throws", "Accept", accept);
            assertEquals(500, response.statusCode());
            assertTellsNothing(response.headers().map() + response.body());
        }
    }

    @Test
    void a_database_that_is_away_is_503_and_a_wrong_statement_is_not() throws Exception {
        for (String state : List.of("08001", "08006", "57P01")) {
            HttpResponse<String> response = running.get(running.server.baseUrl() + "/fails?state=" + state);
            assertEquals(503, response.statusCode(), state);
            assertEquals("5", response.headers().firstValue("Retry-After").orElse(""));
            assertTellsNothing(response.headers().map() + response.body());
        }
        for (String state : List.of("42601", "23505")) {
            assertEquals(
                    500,
                    running.get(running.server.baseUrl() + "/fails?state=" + state)
                            .statusCode(),
                    state);
        }
    }

    @Test
    void every_status_has_its_page() throws Exception {
        for (int status :
                List.of(400, 401, 403, 404, 405, 408, 409, 413, 414, 415, 418, 422, 429, 431, 500, 503, 504)) {
            HttpResponse<String> response =
                    running.get(running.server.baseUrl() + "/sends?status=" + status, "Accept", "text/html,*/*;q=0.8");
            assertEquals(status, response.statusCode());
            assertTrue(response.body().contains("<p class=\"soft\">Error " + status + "</p>"), response.body());
            assertTellsNothing(response.headers().map() + response.body());
        }
    }

    @Test
    void an_unknown_path_is_a_page_for_people_and_a_problem_for_programs() throws Exception {
        HttpResponse<String> page = running.get(running.server.baseUrl() + "/nowhere", "Accept", "text/html");
        assertEquals(404, page.statusCode());
        assertEquals(
                "text/html;charset=utf-8",
                page.headers().firstValue("Content-Type").orElseThrow().replace(" ", ""));
        HttpResponse<String> problem = running.get(running.server.baseUrl() + "/nowhere", "Accept", "application/json");
        assertEquals(404, problem.statusCode());
        assertEquals(
                "application/problem+json",
                problem.headers().firstValue("Content-Type").orElseThrow());
        String id = problem.headers().firstValue("X-Request-Id").orElseThrow();
        assertEquals(
                "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,"
                        + "\"detail\":\"There is nothing here.\",\"code\":\"not_found\",\"request_id\":\"" + id + "\"}",
                problem.body());
    }

    @Test
    void the_path_asked_for_is_not_written_back() throws Exception {
        HttpResponse<String> response =
                running.get(running.server.baseUrl() + "/%3Cscript%3Ealert(1)%3C/script%3E", "Accept", "text/html");
        assertFalse(response.body().contains("alert"), response.body());
    }

    @Test
    void requests_the_parser_refuses_get_the_same_look() throws Exception {
        String end = "Host: localhost:" + running.httpsPort() + "\r\nConnection: close\r\n\r\n";
        for (String request : List.of(
                "GARBAGE\r\n\r\n",
                "GET / HTTP/9.9\r\n" + end,
                "GET /a\0b HTTP/1.1\r\n" + end,
                "GET /a%2fb HTTP/1.1\r\n" + end,
                "GET /a/..;/b HTTP/1.1\r\n" + end,
                "GET /%zz HTTP/1.1\r\n" + end,
                "GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
                "GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n" + end,
                "GET / HTTP/1.1\r\nBad Header: x\r\n" + end)) {
            String answer = running.sendRawOverTls(request);
            assertTrue(answer.startsWith("HTTP/1.1 400 ") || answer.startsWith("HTTP/1.1 505 "), answer);
            assertTrue(answer.contains("<h1>"), answer);
            assertTellsNothing(answer);
        }
    }

    @Test
    void too_large_headers_are_a_clean_431() throws Exception {
        String answer = running.sendRawOverTls("GET / HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\nCookie: a="
                + "x".repeat(9 * 1024) + "\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 431 "), answer);
        assertTrue(answer.contains("Delete the cookies of this site"), answer);
        assertTellsNothing(answer);
    }

    @Test
    void the_strict_headers_are_on_errors_of_the_container_too() throws Exception {
        for (String request :
                List.of("GARBAGE\r\n\r\n", "GET /nowhere HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")) {
            String answer = running.sendRawOverTls(request);
            for (String header : List.of(
                    "Strict-Transport-Security: max-age=63072000; includeSubDomains",
                    "X-Content-Type-Options: nosniff",
                    "X-Frame-Options: DENY",
                    "Referrer-Policy: no-referrer",
                    "Cache-Control: no-store",
                    "Content-Security-Policy: default-src 'none'; script-src 'none'; style-src 'self'")) {
                assertEquals(2, answer.split("\r\n" + header, -1).length, header + " once in " + answer);
            }
        }
    }

    private static void assertTellsNothing(String answer) {
        String lower = answer.toLowerCase(Locale.ROOT);
        for (String word : List.of("jetty", "secret", "exception", "\tat ", "java.", "server:", "powered", "servlet")) {
            assertFalse(lower.contains(word), word + " in " + answer);
        }
    }
}
