package dev.doorward.demo;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.Test;

class UnreadBodiesTest {
    private static final int THREADS = UnreadBodies.MOST_WAITING + 10;

    @Test
    void bodies_that_never_come_do_not_take_every_thread() throws Exception {
        Server server = new Server(new QueuedThreadPool(THREADS));
        ServerConnector connector = new ServerConnector(server);
        server.addConnector(connector);
        server.setHandler(new UnreadBodies(new NothingFound(), Duration.ofMinutes(1)));
        server.start();
        List<Socket> stalled = new ArrayList<>();
        try {
            for (int i = 0; i < 2 * THREADS; i++) {
                stalled.add(send(connector, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n"));
            }
            try (Socket quick = send(connector, "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")) {
                String answer = new String(quick.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertTrue(answer.startsWith("HTTP/1.1 404 "), answer);
            }
        } finally {
            for (Socket socket : stalled) {
                socket.close();
            }
            server.stop();
        }
    }

    private static Socket send(ServerConnector to, String request) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), to.getLocalPort());
        socket.setSoTimeout(5_000);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static final class NothingFound extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
            return true;
        }
    }
}
