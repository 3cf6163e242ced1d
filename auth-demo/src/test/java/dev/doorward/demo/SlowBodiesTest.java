package dev.doorward.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that send the body of a request as slowly as they can. */
class SlowBodiesTest {
    private static final AtomicInteger STARTED = new AtomicInteger();

    private static final String GO_ON = "HTTP/1.1 100 Continue\r\n\r\n";

    private static final String CHUNKED = String.join(
            "\r\n",
            "POST /echo HTTP/1.1",
            "Host: localhost",
            "Connection: close",
            "Content-Type: application/json",
            "Transfer-Encoding: chunked",
            "",
            "");

    @TempDir
    static Path directory;

    private static RunningServer running;

    @BeforeAll
    static void start() throws Exception {
        running = RunningServer.with(directory, Map.of("/echo", new HttpServlet() {
            @Override
            protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
                STARTED.incrementAndGet();
                int length = request.getInputStream().readAllBytes().length;
                response.getWriter().print("read " + length);
            }
        }));
    }

    @AfterAll
    static void stop() throws Exception {
        running.close();
    }

    private static Socket send(String bytes) throws IOException {
        Socket socket =
                running.trusting.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), running.httpsPort());
        socket.setSoTimeout(10_000);
        write(socket, bytes);
        return socket;
    }

    private static void write(Socket socket, String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(US_ASCII));
        socket.getOutputStream().flush();
    }

    private static String post(int length, String body) {
        return "POST /echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + length + "\r\n\r\n" + body;
    }

    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }

    @Test
    void a_body_that_never_ends_holds_no_thread() throws Exception {
        STARTED.set(0);
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                slow.add(send(i % 2 == 0 ? post(10, "a") : CHUNKED + "1\r\na\r\n"));
            }
            try (Socket quick = send(post(10, "0123456789"))) {
                assertTrue(answer(quick).endsWith("read 10"));
            }
            assertEquals(1, STARTED.get(), "only the one whose body is there");
            for (int i = 0; i < 40; i++) {
                write(slow.get(i), i % 2 == 0 ? "123456789" : "9\r\n123456789\r\n0\r\n\r\n");
                assertTrue(answer(slow.get(i)).contains("read 10"), "slowness alone is no reason to refuse");
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void a_body_larger_than_what_is_kept_in_memory_is_refused() throws Exception {
        for (String request : List.of(
                post(200_000, "x".repeat(200_000)),
                CHUNKED + "30d40\r\n" + "x".repeat(200_000) + "\r\n0\r\n\r\n",
                post(150_000, "x".repeat(70_000)))) { // the last of which never ends
            // Of a connection that may be kept, the rest is read, so that the answer is not lost.
            try (Socket socket = send(request.replace("Connection: close\r\n", ""))) {
                byte[] start = socket.getInputStream().readNBytes("HTTP/1.1 413 ".length());
                assertEquals("HTTP/1.1 413 ", new String(start, US_ASCII));
            }
        }
    }

    @Test
    void whoever_asks_before_sending_too_much_is_not_told_to_go_on() throws Exception {
        try (Socket socket = send(asking(200_000))) {
            assertTrue(answer(socket).startsWith("HTTP/1.1 413 "));
        }
    }

    @Test
    void a_body_in_many_small_pieces_is_read_whole() throws Exception {
        try (Socket socket = send(CHUNKED + "1\r\nx\r\n".repeat(60_000) + "0\r\n\r\n")) {
            assertTrue(answer(socket).contains("read 60000"));
        }
    }

    @Test
    void whoever_asks_before_sending_is_told_to_go_on() throws Exception {
        try (Socket socket = send(asking(10))) {
            assertEquals(GO_ON, new String(socket.getInputStream().readNBytes(GO_ON.length()), US_ASCII));
            write(socket, "0123456789");
            assertTrue(answer(socket).endsWith("read 10"));
        }
    }

    @Test
    void whoever_asks_before_sending_and_then_sends_slowly_holds_no_thread() throws Exception {
        STARTED.set(0);
        try (Socket socket = send(asking(10))) {
            assertEquals(GO_ON, new String(socket.getInputStream().readNBytes(GO_ON.length()), US_ASCII));
            write(socket, "0");
            assertEquals(0, STARTED.get(), "before the body is there");
            write(socket, "123456789");
            assertTrue(answer(socket).endsWith("read 10"));
        }
    }

    private static String asking(int length) {
        return post(length, "").replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n");
    }
}
