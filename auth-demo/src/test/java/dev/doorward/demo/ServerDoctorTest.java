package dev.doorward.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.Finding;
import dev.doorward.auth.Finding.Grade;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor says of servers that are as they should be, and of others. */
class ServerDoctorTest {
    @TempDir
    static Path directory;

    private static RunningServer running;
    private static X509Certificate certificate;

    @BeforeAll
    static void start() throws Exception {
        running = RunningServer.with(
                directory,
                Map.of(
                        "/page",
                        new HttpServlet() {
                            @Override
                            protected void doGet(HttpServletRequest request, HttpServletResponse response) {
                                response.addHeader(
                                        "Set-Cookie", "__Host-csrf=x; Secure; HttpOnly; SameSite=Strict; Path=/");
                            }
                        },
                        "/unsafe",
                        new HttpServlet() {
                            @Override
                            protected void doGet(HttpServletRequest request, HttpServletResponse response) {
                                response.addHeader("Set-Cookie", "session=secret; Path=/");
                                response.addHeader("Strict-Transport-Security", "max-age=1");
                                response.setHeader("Content-Security-Policy", null);
                            }
                        }));
        certificate =
                AdHocCertificate.read(directory.resolve("data")).orElseThrow().certificate();
    }

    @AfterAll
    static void stop() throws Exception {
        running.close();
    }

    private static List<Finding> findings(int port, String host, String path, X509Certificate expected) {
        return new ServerDoctor(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), host, path, expected)
                .findings();
    }

    private static void assertFails(List<Finding> findings, String reason) {
        Finding last = findings.get(findings.size() - 1);
        assertEquals(Grade.FAILING, last.grade(), findings.toString());
        assertTrue(last.text().contains(reason), last.text());
    }

    @Test
    void the_demo_is_well() {
        List<Finding> findings = findings(running.httpsPort(), "localhost", "/page", certificate);
        assertEquals(
                List.of(Grade.GOOD, Grade.GOOD),
                findings.stream().map(Finding::grade).toList(),
                findings.toString());
        assertEquals(
                "it speaks TLS 1.2 and 1.3, and refuses TLS 1.0, TLS 1.1 and common suites without forward secrecy or"
                        + " authenticated encryption",
                findings.get(0).text());
    }

    @Test
    void a_server_that_shows_another_certificate_or_another_host_is_told_of(@TempDir Path elsewhere) throws Exception {
        X509Certificate other = AdHocCertificate.keptIn(elsewhere, Clock.systemUTC(), new SecureRandom())
                .certificate();
        assertFails(findings(running.httpsPort(), "localhost", "/page", other), "not show the certificate");
        assertFails(findings(running.httpsPort(), "app.example", "/page", certificate), "for app.example");
    }

    @Test
    void missing_and_doubled_headers_and_unsafe_cookies_are_named_and_never_shown() {
        List<Finding> findings = findings(running.httpsPort(), "localhost", "/unsafe", certificate);
        assertFails(findings, "Strict-Transport-Security");
        assertFails(findings, "cookie session");
        assertTrue(findings.stream().noneMatch(finding -> finding.toString().contains("secret")));
    }

    private static Finding protocolsOf(SslContextFactory.Server tls) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(
                server, new SslConnectionFactory(tls, "http/1.1"), new HttpConnectionFactory(new HttpConfiguration()));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.start();
        try {
            return findings(connector.getLocalPort(), "localhost", "/", certificate)
                    .get(0);
        } finally {
            server.stop();
        }
    }

    private static SslContextFactory.Server tls() throws Exception {
        return Tls.serving(AdHocCertificate.read(directory.resolve("data")).orElseThrow());
    }

    @Test
    void a_server_with_weak_suites_is_told_of() throws Exception {
        var tls = tls();
        tls.setExcludeCipherSuites();
        tls.setIncludeCipherSuites(
                "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
                "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                "TLS_AES_128_GCM_SHA256");
        assertFails(List.of(protocolsOf(tls)), "it speaks suites without forward secrecy or authenticated encryption");
    }

    @Test
    void a_server_that_speaks_one_version_alone_is_told_of() throws Exception {
        var old = tls();
        old.setIncludeProtocols("TLSv1.2");
        assertFails(List.of(protocolsOf(old)), "it does not speak TLS 1.3");
        var recent = tls();
        recent.setIncludeProtocols("TLSv1.3");
        assertFails(List.of(protocolsOf(recent)), "it does not speak TLS 1.2");
    }

    @Test
    void another_certificate_is_not_taken_for_another_version(@TempDir Path elsewhere) throws Exception {
        X509Certificate other = AdHocCertificate.keptIn(elsewhere, Clock.systemUTC(), new SecureRandom())
                .certificate();
        assertEquals(
                Grade.GOOD,
                findings(running.httpsPort(), "localhost", "/page", other)
                        .get(0)
                        .grade());
    }

    @Test
    void a_server_that_does_not_run_is_no_fault() throws Exception {
        try (Socket deaf = Programs.deafPort()) {
            Finding none =
                    findings(deaf.getLocalPort(), "localhost", "/", certificate).get(0);
            assertEquals(Grade.GOOD, none.grade());
            assertTrue(none.text().contains("none runs"));
        }
    }
}
