package dev.doorward.auth.mail;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSocket;

/**
 * TLS in front of a mail server that speaks none: from the first byte, or by STARTTLS, which it adds to what the server
 * offers. It notes what came in the clear.
 */
final class TlsFront implements AutoCloseable {
    private final ServerSocket listener;
    private final int serverPort;
    private final TestTls tls;
    private final boolean atOnce;
    private final List<String> inTheClear = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    private TlsFront(int serverPort, TestTls tls, boolean atOnce) throws IOException {
        this.serverPort = serverPort;
        this.tls = tls;
        this.atOnce = atOnce;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    static TlsFront atOnce(int serverPort, TestTls tls) throws IOException {
        return new TlsFront(serverPort, tls, true);
    }

    static TlsFront onDemand(int serverPort, TestTls tls) throws IOException {
        return new TlsFront(serverPort, tls, false);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The client's lines before TLS. */
    List<String> inTheClear() {
        return inTheClear;
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            open.add(client);
            start(() -> serve(client));
        }
    }

    private void serve(Socket client) throws IOException {
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort)) {
            open.add(server);
            Socket secured = atOnce ? secured(client) : afterStartTls(client, server);
            start(() -> server.getInputStream().transferTo(secured.getOutputStream()));
            secured.getInputStream().transferTo(server.getOutputStream());
        } finally {
            client.close();
        }
    }

    private Socket afterStartTls(Socket client, Socket server) throws IOException {
        InputStream fromServer = server.getInputStream();
        OutputStream toClient = client.getOutputStream();
        write(toClient, line(fromServer));
        while (true) {
            String command = line(client.getInputStream());
            inTheClear.add(command.strip());
            if (command.toUpperCase(Locale.ROOT).startsWith("STARTTLS")) {
                write(toClient, "220 go on\r\n");
                return secured(client);
            }
            write(server.getOutputStream(), command);
            List<String> reply = reply(fromServer);
            if (command.toUpperCase(Locale.ROOT).startsWith("EHLO")) {
                // The first line is the server's name; what it offers follows.
                reply.set(0, reply.get(0).replaceFirst("^250 ", "250-"));
                reply.add(1, (reply.size() == 1 ? "250 " : "250-") + "STARTTLS\r\n");
            }
            for (String line : reply) {
                write(toClient, line);
            }
        }
    }

    private Socket secured(Socket client) throws IOException {
        SSLSocket secured =
                (SSLSocket) tls.context().getSocketFactory().createSocket(client, "localhost", port(), true);
        secured.setUseClientMode(false);
        secured.startHandshake();
        return secured;
    }

    private static List<String> reply(InputStream in) throws IOException {
        List<String> reply = new ArrayList<>(List.of(line(in)));
        while (reply.get(reply.size() - 1).charAt(3) == '-') {
            reply.add(line(in));
        }
        return reply;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int c = in.read();
        while (c >= 0) {
            line.append((char) c);
            if (c == '\n') {
                return line.toString();
            }
            c = in.read();
        }
        throw new IOException("the other side has gone");
    }

    private static void write(OutputStream out, String line) throws IOException {
        out.write(line.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // Somebody hung up, as tests do.
                Thread.currentThread().interrupt();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
