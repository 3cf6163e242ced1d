package dev.doorward.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Everything that people and programs can do, with the log wide open; then each secret is searched for in it. */
class SecretsInLogsTest {
    private static final Pattern SESSION = Pattern.compile("/auth/account/sessions/([0-9a-f-]{36})/revoke");
    private static final Pattern KEY = Pattern.compile("\"(?:k|d)\":\"([^\"]+)\"");

    /** Time, level, thread, request, account, logger, message. */
    private static final Pattern LINE = Pattern.compile(
            "\\d{4}-\\d\\d-\\d\\dT\\S+ (?:TRACE|DEBUG|INFO|WARN|ERROR) +\\[[^]]+] (\\S+) (\\S+) (\\S+) (.*)");

    private final LoggerContext logging = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Set<String> secrets = new TreeSet<>();

    @TempDir
    Path directory;

    private RunningServer running;

    @BeforeEach
    void everything_is_logged() throws Exception {
        Logging.to(directory.resolve("logs"));
        logging.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).detachAppender("console");
        logging.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.TRACE);
        logging.getLogger("dev.doorward").setLevel(Level.TRACE);
        running = RunningServer.ofTheApplication(directory);
    }

    @AfterEach
    void as_before() throws Exception {
        running.close();
        logging.reset();
        logging.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
    }

    private Visitor visitor() {
        return new Visitor(running.server.baseUrl().toString(), running.trusting);
    }

    @Test
    void no_line_at_any_level_holds_a_secret() throws Exception {
        browsing();
        refusals();
        changes();
        mailedLinks();
        programs();
        brokenRequests();
        KEY.matcher(Files.readString(directory.resolve("data/keys.json")))
                .results()
                .forEach(key -> secrets.add(key.group(1)));
        running.close();

        List<String> lines = Files.readAllLines(directory.resolve("logs").resolve(Logging.FILE));
        assertTrue(secrets.size() > 30, "secrets were collected: " + secrets.size());
        for (String event : List.of(
                "REGISTERED",
                "LOGGED_IN",
                "LOGIN_REFUSED",
                "LOGGED_OUT",
                "PASSWORD_CHANGED",
                "PASSWORD_RESET",
                "EMAIL_CHANGED")) {
            assertTrue(lines.stream().anyMatch(line -> line.contains(event)), event);
        }
        String log = String.join("\n", lines).toLowerCase(Locale.ROOT);
        for (String secret : secrets) {
            for (String form : forms(secret)) {
                assertFalse(log.contains(form.toLowerCase(Locale.ROOT)), form);
            }
        }
        lines.forEach(SecretsInLogsTest::assertWellFormed);
    }

    /** As it is, as a URL has it, and the part of a token that is not its name. */
    private static Set<String> forms(String secret) {
        Set<String> forms = new TreeSet<>(List.of(secret, URLEncoder.encode(secret, StandardCharsets.UTF_8)));
        String[] parts = secret.split("\\.");
        for (int i = 1; i < parts.length; i++) {
            if (parts[i].length() >= 20) {
                forms.add(parts[i]);
            }
        }
        return forms;
    }

    /** A line of a stack trace is indented; every other one names its request and its account. */
    private static void assertWellFormed(String line) {
        Matcher matcher = LINE.matcher(line);
        assertTrue(line.startsWith("    ") || matcher.matches(), line);
        if (matcher.matches() && matcher.group(3).equals("dev.doorward.audit")) {
            assertFalse(matcher.group(1).equals("-"), "what happened in a request: " + line);
        }
    }

    private void browsing() throws Exception {
        Visitor ada = visitor();
        ada.registers("ada");
        assertEquals(
                303,
                ada.submit(
                                "/auth/login",
                                "/auth/login",
                                "login",
                                "ada@example.org",
                                "password",
                                Visitor.PASSWORD,
                                "remember",
                                "on")
                        .statusCode());
        assertEquals(200, ada.get("/dashboard").statusCode());
        ada.submit("/notes", "/notes", "title", "Milk", "text", "two litres");
        Matcher session = SESSION.matcher(ada.get("/auth/account/sessions").body());
        if (session.find()) {
            ada.submit("/auth/account/sessions", session.group());
        }
        Visitor again = visitor();
        again.logsIn("ada");
        again.submit("/auth/account/sessions", "/auth/account/sessions/revoke-others");
        again.submit("/dashboard", "/auth/logout");
        secrets.addAll(ada.secrets());
        secrets.addAll(again.secrets());
    }

    private void refusals() throws Exception {
        Visitor stranger = visitor();
        // People type the password where the name belongs.
        for (String login : List.of("ada", "a passphrase in the wrong field", "nobody@example.org")) {
            stranger.submit("/auth/login", "/auth/login", "login", login, "password", "not the passphrase of ada");
            stranger.submit(
                    "/auth/register",
                    "/auth/register",
                    "username",
                    "ada",
                    "email",
                    "other@example.org",
                    "password",
                    "short");
        }
        secrets.addAll(stranger.secrets());
        secrets.remove("ada"); // her name, typed as a login
        secrets.remove("short");
    }

    private void changes() throws Exception {
        Visitor grace = visitor();
        grace.registers("grace");
        grace.logsIn("grace");
        grace.submit(
                "/auth/account/password",
                "/auth/account/password",
                "current_password",
                Visitor.PASSWORD,
                "password",
                "five dry herons dance");
        grace.submit(
                "/auth/account/username",
                "/auth/account/username",
                "username",
                "hopper",
                "password",
                "five dry herons dance");
        secrets.addAll(grace.secrets());
        secrets.remove("grace");
    }

    private void mailedLinks() throws Exception {
        Visitor edith = visitor();
        edith.registers("edith");
        edith.submit("/auth/forgot-password", "/auth/forgot-password", "email", "edith@example.org");
        edith.submit("/auth/forgot-password", "/auth/forgot-password", "email", "nobody@example.org");
        edith.submit("/auth/verify-email/resend", "/auth/verify-email/resend", "email", "edith@example.org");
        String reset = edith.mailedLink("edith@example.org", "/auth/reset-password");
        String token = token(reset);
        assertEquals(
                303,
                edith.submit(reset, "/auth/reset-password", "token", token, "password", "six warm ravens hum")
                        .statusCode());
        edith.submit("/auth/login", "/auth/login", "login", "edith", "password", "six warm ravens hum");
        edith.submit(
                "/auth/account/email",
                "/auth/account/email",
                "email",
                "clarke@example.org",
                "password",
                "six warm ravens hum");
        String confirm = edith.mailedLink("clarke@example.org", "/auth/verify-email");
        assertEquals(
                303,
                edith.submit(confirm, "/auth/verify-email", "token", token(confirm))
                        .statusCode());
        secrets.addAll(edith.secrets());
        secrets.remove("edith"); // typed as a login
    }

    private static String token(String link) {
        return link.substring(link.indexOf('=') + 1);
    }

    private void programs() throws Exception {
        Visitor program = visitor();
        String token = program.json("/auth/csrf").body().replaceAll(".*\"token\"\\s*:\\s*\"([^\"]+)\".*", "$1");
        program.postJson("/auth/login", token, "{\"login\":\"hopper\",\"password\":\"five dry herons dance\"}");
        program.json("/api/me");
        program.postJson("/auth/login", token, "{\"login\":\"hopper\",\"password\":[\"five dry herons\"]}");
        program.postJson("/auth/login", "x" + token, "{\"password\":\"five dry herons dance\"");
        secrets.add(token);
        secrets.addAll(program.secrets());
    }

    private void brokenRequests() throws Exception {
        String secret = "a-secret-in-a-broken-request";
        secrets.add(secret);
        Visitor visitor = visitor();
        visitor.get("/auth/reset-password?token=" + secret);
        visitor.get("/auth/nothing?token=" + secret);
        for (String request : List.of(
                "GET /auth/verify-email?token=" + secret
                        + "%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /%2f?" + secret + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nCookie: __Host-session=" + secret
                        + "\r\nConnection: close\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nCookie: __Host-session=" + secret
                        + "\u0001\r\nConnection: close\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic " + secret + "\r\nConnection: close\r\n\r\n",
                "POST /auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nConnection: close\r\n\r\n"
                        + secret)) {
            running.sendRawOverTls(request);
        }
    }
}
