package dev.doorward.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpRedirectTest {
    @TempDir
    static Path directory;

    private static RunningServer running;

    @BeforeAll
    static void start() throws Exception {
        running = RunningServer.with(directory, Map.of("/secret", new HttpServlet() {
            @Override
            protected void service(HttpServletRequest request, HttpServletResponse response) {
                response.setHeader("X-Reached", "the application");
            }
        }));
    }

    @AfterAll
    static void stop() throws Exception {
        running.close();
    }

    @Test
    void a_page_asked_for_in_the_clear_leads_to_tls() throws Exception {
        HttpResponse<String> response =
                running.get("http://localhost:" + running.server.httpPort() + "/secret?a=b%20c");
        assertEquals(308, response.statusCode());
        assertEquals(
                running.server.baseUrl() + "/secret?a=b%20c",
                response.headers().firstValue("Location").orElseThrow());
        assertFalse(response.headers().firstValue("Strict-Transport-Security").isPresent());
        assertFalse(response.headers().firstValue("Server").isPresent());
    }

    @Test
    void the_host_header_does_not_steer_the_redirect() throws Exception {
        for (String request : List.of(
                "GET /secret HTTP/1.1\r\nHost: evil.example\r\n",
                "GET http://evil.example/secret HTTP/1.1\r\nHost: evil.example\r\n",
                "GET /secret HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Host: evil.example\r\nForwarded: host=evil.example\r\n")) {
            String answer = running.sendRawInTheClear(request + "Connection: close\r\n\r\n");
            assertTrue(answer.startsWith("HTTP/1.1 308 "), answer);
            assertTrue(answer.contains("Location: " + running.server.baseUrl() + "/secret\r\n"), answer);
        }
    }

    @Test
    void a_request_that_only_claims_to_be_secure_never_reaches_the_application() throws Exception {
        for (String request : List.of(
                "GET https://localhost/secret HTTP/1.1\r\nHost: localhost\r\n",
                "GET /secret HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Proto: https\r\nForwarded: proto=https\r\n")) {
            String answer = running.sendRawInTheClear(request + "Connection: close\r\n\r\n");
            assertFalse(answer.contains("X-Reached"), answer);
        }
    }

    @Test
    void a_form_posted_in_the_clear_is_refused_and_not_carried_over() throws Exception {
        for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS")) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://localhost:" + running.server.httpPort() + "/secret"))
                    .method(method, HttpRequest.BodyPublishers.ofString("password=secret"))
                    .build();
            HttpResponse<String> response = running.send(request);
            assertEquals(403, response.statusCode(), method);
            assertFalse(response.headers().firstValue("Location").isPresent(), method);
        }
        String answer = running.sendRawInTheClear("OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 403 "), answer);
    }

    @Test
    void what_is_refused_in_the_clear_is_told_to_come_by_https() throws Exception {
        String form = "POST /secret HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n";
        String problem = running.sendRawInTheClear(form + "Accept: application/json\r\n\r\n");
        assertTrue(problem.contains("\"code\":\"https_needed\""), problem);
        assertTrue(problem.contains("Use https, and replace whatever secret this one carried."), problem);
        String page = running.sendRawInTheClear(form + "Accept: text/html\r\n\r\n");
        assertTrue(page.contains("<h1>This needs a secure connection</h1>"), page);
    }

    /** Each that is waited for holds a thread, and anybody can ask. */
    @Test
    void a_body_that_never_comes_is_not_waited_for() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), running.server.httpPort())) {
            socket.setSoTimeout(2_000);
            socket.getOutputStream()
                    .write("POST /secret HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("HTTP/1.1 403 "), answer);
            assertTrue(answer.contains("Connection: close\r\n"), answer);
        }
    }

    @Test
    void a_path_that_looks_like_a_host_stays_a_path() throws Exception {
        for (String path : List.of("//evil.example/", "/\\evil.example", "/@evil.example", "/.evil.example")) {
            String answer = running.sendRawInTheClear(
                    "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertTrue(
                    answer.startsWith("HTTP/1.1 400 ")
                            || answer.contains("Location: " + running.server.baseUrl() + path + "\r\n"),
                    answer);
        }
    }
}
