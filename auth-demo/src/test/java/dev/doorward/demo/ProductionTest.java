package dev.doorward.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.InvalidSettingsException;
import dev.doorward.auth.InvalidSettingsException.Problem;
import dev.doorward.auth.NamedSettings;
import dev.doorward.auth.secret.KeyRing;
import jakarta.servlet.ServletContextListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The demo as it runs for others than its developer. */
@DisabledOnOs(OS.WINDOWS)
class ProductionTest {
    private static final String TRANSPORT_SECURITY = "\r\nStrict-Transport-Security: ";

    @TempDir
    Path directory;

    private Authority authority;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void everythingThatProductionNeeds() throws Exception {
        authority = new Authority();
        authority.issue(directory, Authority.pair("EC", 256), "localhost");
        environment.put("DOORWARD_MODE", "production");
        environment.put("DOORWARD_BASE_URL", "https://localhost");
        environment.put("DOORWARD_SMTP_URL", "smtp://demo:secret@mail.example:587");
        environment.put("DOORWARD_MAIL_FROM", "demo@app.example");
        environment.put("DOORWARD_DATA_DIR", directory.resolve("data").toString());
        environment.put("DOORWARD_LOG_DIR", directory.resolve("logs").toString());
        environment.put("DOORWARD_HTTPS_PORT", "0");
        environment.put("DOORWARD_HTTP_PORT", "0");
        environment.put("DOORWARD_SMTP_URL", "smtp://localhost");
        environment.put("DOORWARD_MAIL_FROM", "demo@localhost");
        environment.put(
                "DOORWARD_TLS_CERTIFICATE", directory.resolve("fullchain.pem").toString());
        environment.put("DOORWARD_TLS_KEY", directory.resolve("privkey.pem").toString());
    }

    private DemoSettings settings() {
        return DemoSettings.of(NamedSettings.of(environment));
    }

    private DemoServer started() throws Exception {
        DemoSettings settings = settings();
        DemoServer server = new DemoServer(settings, Clock.systemUTC(), new SecureRandom());
        Site site = new Site("Doorward", "", "/auth");
        server.start(
                new ServletContextListener() {},
                new ErrorPages(site, settings.headers(), Clock.systemUTC(), new SecureRandom()));
        return server;
    }

    private List<Problem> problems() {
        return assertThrows(InvalidSettingsException.class, this::settings).problems();
    }

    private void assertOnlyProblem(String setting, String problem) {
        List<Problem> problems = problems();
        assertEquals(1, problems.size(), problems.toString());
        assertTrue(problems.get(0).setting().contains(setting), problems.toString());
        assertTrue(problems.get(0).problem().contains(problem), problems.toString());
    }

    @Test
    void it_serves_with_the_certificate_it_was_given() throws Exception {
        for (Map.Entry<String, Integer> kind : List.of(Map.entry("EC", 256), Map.entry("RSA", 2048))) {
            authority.issue(directory, Authority.pair(kind.getKey(), kind.getValue()), "localhost");
            try (DemoServer server = started()) {
                HttpResponse<String> answer = HttpClient.newBuilder()
                        .sslContext(authority.trusting())
                        .build()
                        .send(
                                HttpRequest.newBuilder(
                                                URI.create("https://localhost:" + server.httpsPort() + "/nothing"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
                assertEquals(404, answer.statusCode());
            }
        }
    }

    @Test
    void a_certificate_that_the_demo_made_for_itself_is_refused() throws Exception {
        environment.remove("DOORWARD_TLS_CERTIFICATE");
        environment.remove("DOORWARD_TLS_KEY");
        assertOnlyProblem("DOORWARD_TLS_CERTIFICATE", "it is missing");

        AdHocCertificate.keptIn(directory, Clock.systemUTC(), new SecureRandom());
        environment.put(
                "DOORWARD_TLS_CERTIFICATE",
                directory.resolve(AdHocCertificate.CERTIFICATE_FILE).toString());
        environment.put(
                "DOORWARD_TLS_KEY", directory.resolve(AdHocCertificate.KEY_FILE).toString());
        assertOnlyProblem("DOORWARD_TLS_CERTIFICATE", "made for itself");
        environment.put("DOORWARD_MODE", "development");
        settings();
    }

    @Test
    void an_acme_server_is_as_good_as_a_certificate() {
        environment.remove("DOORWARD_TLS_CERTIFICATE");
        environment.remove("DOORWARD_TLS_KEY");
        environment.put("DOORWARD_ACME_DIRECTORY", "https://acme.example/directory");
        settings();
    }

    @Test
    void a_mail_server_is_needed_and_mail_in_plain_text_is_refused() {
        environment.remove("DOORWARD_SMTP_URL");
        assertOnlyProblem("mailer (DOORWARD_SMTP_URL)", "it is missing");
        environment.put("DOORWARD_SMTP_URL", "smtp://localhost:1025?allowPlaintext");
        assertOnlyProblem("mailer (DOORWARD_SMTP_URL)", "mail in plain text can be read");
    }

    @Test
    void the_keys_of_a_demo_that_ran_in_development_are_refused() {
        KeyRing.readOrCreateForDevelopment(directory.resolve("data/keys.json"), new SecureRandom(), Clock.systemUTC());
        assertOnlyProblem("DOORWARD_KEYS_FILE", "development mode made these keys");
    }

    @Test
    void mail_in_plain_text_is_refused() {
        environment.put("DOORWARD_SMTP_URL", "smtp://mail.example:25?allowPlaintext");
        assertOnlyProblem("DOORWARD_SMTP_URL", "mail in plain text can be read on its way");
    }

    @Test
    void one_of_the_two_files_is_not_enough() {
        environment.remove("DOORWARD_TLS_KEY");
        assertOnlyProblem("DOORWARD_TLS_KEY", "it is missing");
    }

    @Test
    void a_certificate_for_another_host_is_refused() {
        environment.put("DOORWARD_BASE_URL", "https://app.example");
        assertOnlyProblem("DOORWARD_TLS_CERTIFICATE", "not for the host of the base URL");
    }

    @Test
    void an_expired_certificate_is_told_as_every_other_bad_setting_is() throws Exception {
        Instant now = Instant.now();
        authority.issue(
                directory, Authority.pair("EC", 256), now.minus(Duration.ofDays(91)), Duration.ofDays(90), "localhost");
        DemoSettings settings = settings();
        String told = assertThrows(
                        CannotStartException.class,
                        () -> new DemoServer(settings, Clock.systemUTC(), new SecureRandom()))
                .getMessage();
        assertTrue(
                told.startsWith("Doorward cannot start; one setting needs attention:\n  - DOORWARD_TLS_CERTIFICATE ("
                        + directory.resolve("fullchain.pem") + "): it expired at "),
                told);
    }

    @Test
    void what_the_container_answers_behind_a_proxy_keeps_browsers_at_https() throws Exception {
        environment.remove("DOORWARD_TLS_CERTIFICATE");
        environment.remove("DOORWARD_TLS_KEY");
        environment.put("DOORWARD_TRUSTED_PROXIES", "127.0.0.1");
        try (DemoServer server = started()) {
            String encrypted = "Host: localhost\r\nX-Forwarded-For: 203.0.113.7\r\nX-Forwarded-Proto: https\r\n";
            String clear = encrypted.replace("https", "http");
            for (String bad : List.of(
                    "", "Expect: something\r\n", "Host: twice\r\n", "Cookie: a=" + "x".repeat(9 * 1024) + "\r\n")) {
                String answer = askedInTheClear(server, encrypted + bad);
                assertEquals(2, answer.split(TRANSPORT_SECURITY, -1).length, "once in " + answer);
            }
            for (String readable : List.of("", "Expect: something\r\n")) {
                String answer = askedInTheClear(server, clear + readable);
                assertFalse(answer.contains(TRANSPORT_SECURITY), answer);
            }
        }
    }

    @Test
    void where_no_proxy_is_in_front_nobody_is_believed_to_have_come_by_https() throws Exception {
        try (DemoServer server = started()) {
            assertFalse(askedInTheClear(server, "Host: localhost\r\nX-Forwarded-Proto: https\r\n")
                    .contains(TRANSPORT_SECURITY));
        }
    }

    private static String askedInTheClear(DemoServer server, String headers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.httpPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("GET /nothing HTTP/1.1\r\nConnection: close\r\n" + headers + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void a_base_url_must_be_said_and_be_https() {
        environment.remove("DOORWARD_BASE_URL");
        assertOnlyProblem("DOORWARD_BASE_URL", "it is missing");
        environment.put("DOORWARD_BASE_URL", "http://localhost");
        assertEquals(
                List.of("DOORWARD_BASE_URL", "baseUrl (DOORWARD_BASE_URL)"),
                problems().stream().map(Problem::setting).toList());
    }
}
