package dev.doorward.auth.servlet.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import dev.doorward.auth.servlet.server.Corpora;
import dev.doorward.auth.servlet.server.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.ObjectMapper;

/**
 * CVE-2021-32052, CVE-2021-44228 and other texts that mean something to somebody: in every field, from a person and
 * from a program.
 */
final class HostileTextTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> OWN = List.of(
            "\r\nSet-Cookie: crlf=injection",
            "%0d%0aSet-Cookie: crlf=injection",
            "a\r\n11:00:00.000 INFO forged",
            "\u2028forged\u2029\u0085forged",
            "${jndi:ldap://127.0.0.1:1/a}",
            "{} {} %s %n",
            "<script>alert(1)</script>",
            "\"><img src=x onerror=alert(1)>",
            "'; drop table auth_account; --",
            "\0",
            "\u202ecilbup",
            "\ufeffada");

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
    void texts_of_our_own_break_nothing() {
        OWN.forEach(HostileTextTest::everywhere);
    }

    @Test
    void no_known_line_break_makes_a_header_or_a_log_line() throws IOException {
        for (String line : Corpora.lines("crlf_injection.txt")) {
            everywhere(line);
            everywhere(line.replace("%0d", "\r").replace("%0a", "\n"));
        }
    }

    @Test
    void no_naughty_string_breaks_anything() throws IOException {
        for (String line : Corpora.lines("naughty_strings.jsonl")) {
            everywhere(JSON.readTree(line).asString());
        }
    }

    @Test
    void a_password_is_taken_as_it_is_to_the_last_character() throws IOException {
        List<String> passwords = new ArrayList<>(OWN);
        for (String line : Corpora.lines("naughty_strings.jsonl")) {
            passwords.add(JSON.readTree(line).asString());
        }
        int number = 0;
        for (String password : passwords) {
            String username = "user" + number++;
            Reply reply = site.program()
                    .post(
                            "/auth/register",
                            Map.of("username", username, "email", username + "@example.com", "password", password));
            assertTrue(Set.of(201, 422).contains(reply.status()), reply.body());
            if (reply.status() == 201) {
                assertEquals(200, login(username, password));
                assertEquals(401, login(username, password + " "));
                assertEquals(401, login(username, password.substring(0, password.length() - 1)));
            }
        }
    }

    private static int login(String username, String password) {
        return site.program()
                .post("/auth/login", Map.of("login", username, "password", password))
                .status();
    }

    private static void everywhere(String text) {
        String log = logged(() -> {
            Person stranger = site.person();
            String token = stranger.token("/auth/login");
            harmless(stranger.send("/auth/login", of(text, "login", "next", "remember"), token), 422);
            harmless(stranger.send("/auth/login", of(text, "login", "password", "next"), token), 422);
            harmless(stranger.send("/auth/register", of(text, "username", "email", "password", "about"), token), 422);
            String own = ada.token("/auth/logout");
            harmless(ada.send("/auth/confirm", of(text, "password", "next"), own), 422);
            harmless(ada.send("/auth/account/password", of(text, "current_password", "password"), own), 422);
            // Some of these are good names.
            harmless(ada.send("/auth/account/username", of(text, "username"), own), 422, 303);
            harmless(site.program().post("/auth/login", of(text, "login", "password", "next")), 401);
            harmless(site.program().post("/auth/register", of(text, "username", "email", "password", "about")), 422);
            harmless(site.server.get("/auth/login", "User-Agent: " + text.replaceAll("[\\r\\n\\x00]", "")), 200, 400);
        });
        for (String line : log.split("\n", -1)) {
            assertTrue(line.isEmpty() || line.startsWith("| "), () -> "a line of its own: " + line);
        }
    }

    private static Map<String, String> of(String text, String... fields) {
        Map<String, String> all = new LinkedHashMap<>();
        for (String field : fields) {
            all.put(field, text);
        }
        return all;
    }

    private static void harmless(Reply reply, Integer... expected) {
        assertTrue(List.of(expected).contains(reply.status()), () -> reply.status() + "\n" + reply.body());
        assertFalse(String.join("\n", reply.headers()).contains("crlf=injection"));
        String type = String.valueOf(reply.header("Content-Type"));
        for (String markup :
                List.of("<script>", "<img", "<svg onload", "<iframe", "<a href=\"java", "javascript:alert(1)\"")) {
            assertFalse(type.startsWith("text/html") && reply.body().contains(markup), markup);
        }
    }

    /** What is logged meanwhile, as a plain text log of one line for each event has it. */
    private static String logged(Runnable work) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setPattern("| %logger %msg%n");
        encoder.start();
        OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.setOutputStream(lines);
        appender.start();
        root.addAppender(appender);
        try {
            work.run();
        } finally {
            root.detachAppender(appender);
            appender.stop();
        }
        return lines.toString(StandardCharsets.UTF_8);
    }
}
