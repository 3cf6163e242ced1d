package dev.doorward.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import jakarta.servlet.ServletContextListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What the running server shows of its certificate. */
@DisabledOnOs(OS.WINDOWS)
class CertificatesTest {
    @TempDir
    Path directory;

    private Authority authority;
    private SSLContext trusting;

    @BeforeEach
    void authority() throws Exception {
        authority = new Authority();
        authority.issue(directory, Authority.pair("EC", 256), "localhost");
        trusting = authority.trusting();
    }

    private DemoSettings settings() {
        return DemoSettings.of(RunningServer.environment(
                directory,
                "DOORWARD_TLS_CERTIFICATE",
                directory.resolve("fullchain.pem").toString(),
                "DOORWARD_TLS_KEY",
                directory.resolve("privkey.pem").toString()));
    }

    private static DemoServer started(DemoSettings settings) throws Exception {
        DemoServer server = new DemoServer(settings, Clock.systemUTC(), new SecureRandom());
        Site site = new Site("Doorward", "", "/auth");
        server.start(
                new ServletContextListener() {},
                new ErrorPages(site, settings.headers(), Clock.systemUTC(), new SecureRandom()));
        return server;
    }

    private DemoSettings acme(Socket deaf) {
        return DemoSettings.of(RunningServer.environment(
                directory, "DOORWARD_ACME_DIRECTORY", "https://localhost:" + deaf.getLocalPort() + "/directory"));
    }

    private SSLSocket connect(DemoServer server) throws IOException {
        return connect(server.httpsPort());
    }

    private SSLSocket connect(int port) throws IOException {
        SSLSocket socket = (SSLSocket) trusting.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        socket.startHandshake();
        return socket;
    }

    private static String ask(SSLSocket socket) throws IOException {
        socket.getOutputStream()
                .write("HEAD /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        BufferedReader answer =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        String status = answer.readLine();
        while (!answer.readLine().isEmpty()) {
            // the headers
        }
        return status;
    }

    @Test
    void a_renewed_certificate_is_shown_to_new_connections_while_the_old_ones_go_on() throws Exception {
        try (DemoServer server = started(settings());
                SSLSocket before = connect(server)) {
            Certificate first = before.getSession().getPeerCertificates()[0];
            assertEquals("HTTP/1.1 404 Not Found", ask(before));

            authority.issue(directory, Authority.pair("RSA", 2048), "localhost");
            server.certificates().look();
            server.certificates().look();

            X509Certificate renewed =
                    Pem.certificates(directory.resolve("fullchain.pem")).get(0);
            try (SSLSocket after = connect(server)) {
                assertEquals(renewed, after.getSession().getPeerCertificates()[0]);
                assertEquals("HTTP/1.1 404 Not Found", ask(after));
            }
            assertEquals("HTTP/1.1 404 Not Found", ask(before));
            assertEquals(first, before.getSession().getPeerCertificates()[0]);
        }
    }

    @Test
    void what_is_wrong_later_leaves_the_old_certificate_in_place() throws Exception {
        try (DemoServer server = started(settings())) {
            byte[] old = Files.readAllBytes(directory.resolve("privkey.pem"));
            X509Certificate first =
                    Pem.certificates(directory.resolve("fullchain.pem")).get(0);
            authority.issue(directory, Authority.pair("EC", 256), "localhost");
            Files.write(directory.resolve("privkey.pem"), old);
            for (int i = 0; i < 3; i++) {
                server.certificates().look();
            }
            try (SSLSocket socket = connect(server)) {
                assertEquals(first, socket.getSession().getPeerCertificates()[0]);
            }
        }
    }

    @Test
    void a_server_does_not_start_with_a_certificate_that_is_not_valid_now() throws Exception {
        Instant now = Instant.now();
        for (Instant from : new Instant[] {now.minus(Duration.ofDays(91)), now.plus(Duration.ofDays(1))}) {
            authority.issue(directory, Authority.pair("EC", 256), from, Duration.ofDays(90), "localhost");
            DemoSettings settings = settings();
            String reason = assertThrows(
                            CannotStartException.class,
                            () -> new DemoServer(settings, Clock.systemUTC(), new SecureRandom()))
                    .getMessage();
            assertTrue(reason.contains(directory.resolve("fullchain.pem").toString()), reason);
            assertTrue(reason.contains(from.isBefore(now) ? "it expired at" : "it is not valid before"), reason);
        }
    }

    @Test
    void where_there_is_no_certificate_yet_no_handshake_comes_about() throws Exception {
        try (Socket deaf = Programs.deafPort();
                DemoServer server = started(acme(deaf))) {
            assertThrows(SSLException.class, () -> connect(server));
        }
    }

    @Test
    void the_first_certificate_is_shown_to_whoever_comes_after_it_is_there() throws Exception {
        var tls = new ServedCertificate(null, Clock.systemUTC());
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server, tls.tls());
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.start();
        try {
            assertThrows(SSLException.class, () -> connect(connector.getLocalPort()));
            TlsIdentity first = authority.identity(Instant.now(), Duration.ofDays(90), "localhost");
            tls.replace(first);
            try (SSLSocket socket = connect(connector.getLocalPort())) {
                assertEquals(first.certificate(), socket.getSession().getPeerCertificates()[0]);
            }
        } finally {
            server.stop();
        }
    }

    @Test
    void the_first_certificate_changes_nothing_of_what_is_spoken() throws Exception {
        var tls = new ServedCertificate(null, Clock.systemUTC());
        tls.tls().start();
        try {
            String[] suites = tls.tls().getSelectedCipherSuites();
            assertEquals(9, suites.length);
            tls.replace(authority.identity(Instant.now(), Duration.ofDays(90), "localhost"));
            assertArrayEquals(suites, tls.tls().getSelectedCipherSuites());
            assertArrayEquals(new String[] {"TLSv1.3", "TLSv1.2"}, tls.tls().getSelectedProtocols());
        } finally {
            tls.tls().stop();
        }
    }

    @Test
    void why_a_certificate_that_was_issued_before_is_not_taken_is_told() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(Certificates.class);
        log.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(log);
        try (Socket deaf = Programs.deafPort()) {
            DemoSettings settings = acme(deaf);
            AcmeFiles files = new AcmeFiles(
                    settings.dataDirectory(), URI.create("https://localhost:" + deaf.getLocalPort() + "/directory"));
            files.make();
            files.keep(authority.identity(Instant.now(), Duration.ofDays(90), "localhost"));
            Files.setPosixFilePermissions(files.certificateFile(), PosixFilePermissions.fromString("rw-r--r--"));
            Certificates.of(settings, new AcmeChallenges(), Clock.systemUTC(), new SecureRandom())
                    .close();
            assertEquals(1, log.list.size(), log.list.toString());
            String line = log.list.get(0).getFormattedMessage();
            assertTrue(line.contains(files.certificateFile().toString()), line);
            assertTrue(line.contains("every user of this machine may read it"), line);
        } finally {
            logger.detachAppender(log);
            logger.setLevel(null);
        }
    }
}
