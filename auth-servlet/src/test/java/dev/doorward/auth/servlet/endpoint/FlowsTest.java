package dev.doorward.auth.servlet.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.servlet.server.Reply;
import dev.doorward.auth.servlet.server.WebServer;
import dev.doorward.auth.testing.TestDoorward;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people do, over a real server, form by form. */
final class FlowsTest {
    private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

    private final TestDoorward test = TestDoorward.inMemory();
    private final WebServer server = new WebServer();
    private final Map<String, String> cookies = new LinkedHashMap<>();

    @BeforeEach
    void start() {
        server.install(test.doorward(), guards -> guards.open("/"))
                .page("/dashboard", "secret page")
                .start();
    }

    @AfterEach
    void stop() {
        server.close();
        test.close();
    }

    @Test
    void a_person_registers_logs_in_sees_the_page_and_logs_out() {
        Reply stranger = get("/dashboard");
        assertEquals(303, stranger.status());
        assertEquals("/auth/login?next=%2Fdashboard", stranger.header("Location"));

        Reply registered = submit(
                "/auth/register",
                Map.of("username", "ada", "email", "ada@example.com", "password", TestDoorward.PASSWORD));
        assertEquals(303, registered.status(), registered.body());
        assertEquals("/auth/login", registered.header("Location"));
        assertTrue(get("/auth/login").body().contains("Your account is ready"));

        Reply wrong = submit(
                "/auth/login?next=%2Fdashboard",
                Map.of("login", "ada", "password", "something else entirely", "next", "/dashboard"));
        assertEquals(422, wrong.status());
        assertTrue(wrong.body().contains("value=\"ada\""), "what was typed is kept");

        Reply loggedIn = submit(
                "/auth/login?next=%2Fdashboard",
                Map.of("login", "ADA", "password", TestDoorward.PASSWORD, "next", "/dashboard"));
        assertEquals(303, loggedIn.status());
        assertEquals("/dashboard", loggedIn.header("Location"));
        assertEquals("secret page", get("/dashboard").body());
        assertTrue(get("/auth/account").body().contains("ada@example.com"));
        assertTrue(get("/auth/account/sessions").body().contains("This device"));

        Reply loggedOut = submit("/auth/logout", Map.of());
        assertEquals(303, loggedOut.status());
        assertEquals("\"cache\", \"storage\"", loggedOut.header("Clear-Site-Data"));
        assertEquals(303, get("/dashboard").status());
    }

    private Reply get(String path) {
        return remembered(server.get(path, "Accept: text/html", "Sec-Fetch-Dest: document", cookieHeader()));
    }

    /** Opens the form and sends it with its token, as a browser does. */
    private Reply submit(String path, Map<String, String> fields) {
        Matcher token = TOKEN.matcher(get(path).body());
        assertTrue(token.find(), "a form with a token at " + path);
        Map<String, String> all = new LinkedHashMap<>(fields);
        all.put("_csrf", token.group(1));
        String body = all.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        int query = path.indexOf('?');
        return remembered(server.post(
                query < 0 ? path : path.substring(0, query),
                body,
                "Accept: text/html",
                "Content-Type: application/x-www-form-urlencoded",
                "Sec-Fetch-Site: same-origin",
                cookieHeader()));
    }

    private String cookieHeader() {
        return cookies.entrySet().stream()
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                .collect(Collectors.joining("; ", "Cookie: ", ""));
    }

    private Reply remembered(Reply reply) {
        for (String line : reply.all("Set-Cookie")) {
            String[] pair = line.split(";", 2)[0].split("=", 2);
            if (line.contains("Max-Age=0")) {
                cookies.remove(pair[0]);
            } else {
                cookies.put(pair[0], pair[1]);
            }
        }
        return reply;
    }
}
