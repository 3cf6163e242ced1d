package dev.doorward.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.proxy.HeaderFamily;
import dev.doorward.auth.proxy.TrustedProxies;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Strangers who open connections and keep them. */
@Timeout(60)
class ConnectionLimitsTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @TempDir
    Path directory;

    private final Server server = new Server();
    private final List<Socket> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (Socket socket : opened) {
            socket.close();
        }
        server.stop();
    }

    private ServerConnector port(ConnectionLimits limits, TrustedProxies proxies) {
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        limits.of(connector, proxies);
        server.addConnector(connector);
        return connector;
    }

    private Socket open(ServerConnector port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port.getLocalPort());
        socket.setSoTimeout(30_000);
        opened.add(socket);
        return socket;
    }

    /** Whether it is answered; it is closed otherwise. */
    private static boolean isAnswered(Socket socket) throws IOException {
        try {
            socket.getOutputStream().write(REQUEST.getBytes(US_ASCII));
            byte[] start = socket.getInputStream().readNBytes("HTTP/1.1 404 ".length());
            return new String(start, US_ASCII).equals("HTTP/1.1 404 ");
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            return false;
        }
    }

    private static void assertClosed(Socket socket) throws IOException {
        assertEquals(-1, socket.getInputStream().read());
    }

    @Test
    void whoever_fills_one_port_leaves_the_other_open() throws Exception {
        server.setHandler(new NothingFound());
        ServerConnector full = port(new ConnectionLimits(4, 100, LONG), TrustedProxies.none());
        ServerConnector other = port(new ConnectionLimits(4, 100, LONG), TrustedProxies.none());
        server.start();
        for (int i = 0; i < 4; i++) {
            assertTrue(isAnswered(open(full)));
        }
        open(full);
        assertTrue(isAnswered(open(other)));
    }

    @Test
    void one_address_has_so_many_connections_and_no_more() throws Exception {
        server.setHandler(new NothingFound());
        ServerConnector port = port(new ConnectionLimits(100, 3, LONG), TrustedProxies.none());
        server.start();
        for (int i = 0; i < 3; i++) {
            assertTrue(isAnswered(open(port)));
        }
        assertFalse(isAnswered(open(port)), "the fourth");
        opened.get(0).close();
        boolean answered = false;
        while (!answered) { // once the server has seen it, which the timeout bounds
            answered = isAnswered(open(port));
        }
    }

    @Test
    void a_trusted_proxy_speaks_for_many() throws Exception {
        server.setHandler(new NothingFound());
        ServerConnector port = port(
                new ConnectionLimits(100, 1, LONG), TrustedProxies.of(HeaderFamily.X_FORWARDED, List.of("127.0.0.1")));
        server.start();
        for (int i = 0; i < 5; i++) {
            assertTrue(isAnswered(open(port)));
        }
    }

    @Test
    void headers_that_never_end_are_not_waited_for_however_often_a_byte_comes() throws Exception {
        server.setHandler(new NothingFound());
        ServerConnector port = port(new ConnectionLimits(100, 100, Duration.ofMillis(300)), TrustedProxies.none());
        port.setIdleTimeout(LONG.toMillis());
        server.start();
        Socket first = open(port);
        first.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\nX-".getBytes(US_ASCII));
        Socket later = open(port);
        assertTrue(isAnswered(later));
        later.getOutputStream().write("GET / HTTP/1.1\r\nX-".getBytes(US_ASCII));
        for (Socket socket : List.of(first, later)) {
            boolean open = true;
            while (open) { // a byte after the other, until the timeout
                try {
                    socket.getOutputStream().write('x');
                    open = socket.getInputStream().available() == 0
                            || socket.getInputStream().read() >= 0;
                } catch (IOException e) {
                    open = false;
                }
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void a_handshake_that_never_ends_is_not_waited_for() throws Exception {
        server.setHandler(new NothingFound());
        ServerConnector port = new ServerConnector(
                server,
                new SslConnectionFactory(
                        Tls.serving(AdHocCertificate.keptIn(directory, Clock.systemUTC(), new SecureRandom())),
                        "http/1.1"),
                new HttpConnectionFactory());
        port.setIdleTimeout(LONG.toMillis());
        new ConnectionLimits(100, 100, Duration.ofMillis(300)).of(port, TrustedProxies.none());
        server.addConnector(port);
        server.start();
        Socket socket = open(port);
        socket.getOutputStream().write(0x16);
        assertClosed(socket);
    }

    @Test
    void an_answer_that_takes_its_time_is_waited_for() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                if (request.getHttpURI().getPath().equals("/slow")) {
                    second.await();
                }
                Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
                return true;
            }
        });
        ServerConnector port = port(new ConnectionLimits(100, 100, Duration.ofMillis(300)), TrustedProxies.none());
        server.start();
        Socket slow = open(port);
        slow.getOutputStream().write(REQUEST.replace("/ ", "/slow ").getBytes(US_ASCII));
        Socket stalled = open(port);
        stalled.getOutputStream().write('G');
        assertClosed(stalled); // so a look was taken at the other one, too
        second.countDown();
        byte[] start = slow.getInputStream().readNBytes("HTTP/1.1 404 ".length());
        assertEquals("HTTP/1.1 404 ", new String(start, US_ASCII));
    }

    private static final class NothingFound extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
            return true;
        }
    }
}
