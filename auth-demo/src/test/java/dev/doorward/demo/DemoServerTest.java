package dev.doorward.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class DemoServerTest {
    private static final Set<String> NINE_SUITES = Set.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    @TempDir
    static Path directory;

    private static RunningServer running;

    @BeforeAll
    static void start() throws Exception {
        running = RunningServer.with(directory, Map.of("/address", new HttpServlet() {
            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                response.getWriter().print(request.getRequestURL() + " from " + request.getRemoteAddr());
            }
        }));
    }

    @AfterAll
    static void stop() throws Exception {
        running.close();
    }

    @Test
    void it_answers_at_every_name_in_the_certificate() throws Exception {
        for (String host : List.of("localhost", "127.0.0.1")) {
            String url = "https://" + host + ":" + running.httpsPort() + "/address";
            HttpResponse<String> response = running.get(url);
            assertEquals(200, response.statusCode(), url);
            assertTrue(response.body().startsWith(url));
        }
    }

    @Test
    void it_answers_at_the_ipv6_loopback_address() throws Exception {
        try (RunningServer six = RunningServer.with(
                directory.resolve("six"),
                Map.of("/", new HttpServlet() {
                    @Override
                    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
                        response.setStatus(204);
                    }
                }),
                "DOORWARD_BIND",
                "::1")) {
            assertEquals(204, six.get("https://[::1]:" + six.httpsPort() + "/").statusCode());
        }
    }

    @Test
    void a_host_that_is_not_in_the_certificate_is_refused() throws Exception {
        String answer =
                running.sendRawOverTls("GET /address HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        assertFalse(answer.contains("evil.example"), answer);
    }

    @Test
    void forwarded_headers_are_not_believed() throws Exception {
        HttpResponse<String> response = running.get(
                running.server.baseUrl() + "/address",
                "X-Forwarded-For",
                "203.0.113.7",
                "X-Forwarded-Host",
                "evil.example",
                "Forwarded",
                "for=203.0.113.7;host=evil.example;proto=http");
        assertEquals(running.server.baseUrl() + "/address from 127.0.0.1", response.body());
    }

    @Test
    void tls_is_1_2_and_1_3_with_the_nine_suites_and_nothing_else() throws Exception {
        var tls = Tls.serving(AdHocCertificate.keptIn(directory, Clock.systemUTC(), new SecureRandom()));
        tls.start();
        try {
            assertEquals(NINE_SUITES, Set.of(tls.getSelectedCipherSuites()));
            assertEquals(Set.of("TLSv1.3", "TLSv1.2"), Set.of(tls.getSelectedProtocols()));
            assertFalse(tls.isRenegotiationAllowed());
        } finally {
            tls.stop();
        }
    }

    @Test
    void every_suite_an_ecdsa_certificate_allows_is_spoken() throws Exception {
        for (String suite : NINE_SUITES) {
            if (!suite.contains("_RSA_")) {
                assertEquals(suite, handshake(suite));
            }
        }
    }

    @Test
    void suites_without_aead_or_forward_secrecy_get_no_handshake() {
        for (String suite : List.of(
                "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
                "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
                "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA")) {
            assertThrows(SSLException.class, () -> handshake(suite), suite);
        }
    }

    @Test
    void a_client_that_wants_to_renegotiate_is_shut_out() throws Exception {
        try (SSLSocket socket = (SSLSocket) running.trusting
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), running.httpsPort())) {
            socket.setSoTimeout(10_000);
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.startHandshake();
            assertThrows(IOException.class, () -> {
                socket.startHandshake(); // the second one
                socket.getOutputStream().write("GET /address HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
                if (socket.getInputStream().read() < 0) {
                    throw new IOException("closed");
                }
            });
        }
    }

    private String handshake(String suite) throws IOException {
        try (SSLSocket socket = (SSLSocket) running.trusting
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), running.httpsPort())) {
            assertTrue(Arrays.asList(socket.getSupportedCipherSuites()).contains(suite), suite);
            socket.setEnabledCipherSuites(new String[] {suite});
            socket.startHandshake();
            return socket.getSession().getCipherSuite();
        }
    }

    @Test
    void a_body_refused_unread_still_gets_its_answer() throws Exception {
        for (int bytes : List.of(0, 100, 100_000, 1_000_000, 3_000_000)) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(running.server.baseUrl() + "/address"))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[bytes]))
                    .build();
            int refused = bytes > WholeBodies.MOST_BYTES ? 413 : 405;
            assertEquals(refused, running.send(request).statusCode(), bytes + " bytes");
        }
    }

    @Test
    void an_endless_body_is_not_read_to_its_end() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(running.server.baseUrl() + "/address"))
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new InputStream() {
                    @Override
                    public int read() {
                        return 'x';
                    }
                }))
                .build();
        try {
            assertEquals(413, running.send(request).statusCode());
        } catch (IOException e) {
            assertFalse(e instanceof HttpTimeoutException, "the server ended it");
        }
    }

    @Test
    @Timeout(60)
    void one_address_does_not_fill_a_port() throws Exception {
        for (int port : List.of(running.server.httpPort(), running.httpsPort())) {
            int most = port == running.httpsPort() ? 200 : 50;
            List<SocketChannel> opened = new ArrayList<>();
            try {
                for (int i = 0; i <= most; i++) {
                    SocketChannel channel =
                            SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                    channel.configureBlocking(false);
                    opened.add(channel);
                }
                boolean closed = false;
                while (!closed) { // one of them, whichever was the last to be seen
                    for (SocketChannel channel : opened) {
                        closed |= isClosed(channel);
                    }
                }
            } finally {
                for (SocketChannel channel : opened) {
                    channel.close();
                }
            }
        }
    }

    private static boolean isClosed(SocketChannel channel) {
        try {
            return channel.read(ByteBuffer.allocate(1)) < 0;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void a_taken_port_is_told_with_the_setting_that_changes_it() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (String setting : List.of("DOORWARD_HTTPS_PORT", "DOORWARD_HTTP_PORT")) {
                DemoSettings settings = DemoSettings.of(
                        RunningServer.environment(directory, setting, Integer.toString(taken.getLocalPort())));
                CannotStartException refused = assertThrows(
                        CannotStartException.class,
                        () -> new DemoServer(settings, Clock.systemUTC(), new SecureRandom()));
                assertEquals(
                        "Port " + taken.getLocalPort() + " of 127.0.0.1 is taken. Stop what uses it, or choose another"
                                + " with " + setting + " (0 takes any free port).",
                        refused.getMessage());
            }
        }
    }

    @Test
    void the_base_url_follows_the_port_unless_it_was_set() throws Exception {
        assertEquals(
                "https://localhost:" + running.httpsPort(),
                running.server.baseUrl().toString());
        DemoSettings behind = DemoSettings.of(
                RunningServer.environment(directory, "DOORWARD_BASE_URL", "https://localhost:9443/shop/"));
        try (DemoServer server = new DemoServer(behind, Clock.systemUTC(), new SecureRandom())) {
            assertEquals("https://localhost:9443/shop", server.baseUrl().toString());
        }
    }

    @Test
    void the_path_of_the_base_url_is_the_context_path() throws Exception {
        try (RunningServer shop = RunningServer.with(
                directory.resolve("shop"),
                Map.of("/here", new HttpServlet() {
                    @Override
                    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                        response.getWriter().print(request.getContextPath());
                    }
                }),
                "DOORWARD_BASE_URL",
                "https://localhost/shop")) {
            String origin = "https://localhost:" + shop.httpsPort();
            assertEquals("/shop", shop.get(origin + "/shop/here").body());
            assertEquals(404, shop.get(origin + "/here").statusCode());
        }
    }

    @Test
    void data_is_kept_where_only_its_owner_may_look() throws Exception {
        assertEquals(
                PosixFilePermissions.fromString("rwx------"), Files.getPosixFilePermissions(directory.resolve("data")));
    }
}
