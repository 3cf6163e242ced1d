package dev.doorward.auth.servlet.server;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Speaks to a server of this machine over a socket, so that a request arrives exactly as a test writes it. */
public record Wire(int port) {

    private static final int TIMEOUT_MILLIS = 20_000;

    /** Sends a GET for the path with these header lines. */
    public Reply get(String path, String... headers) {
        return send("GET", path, "", headers);
    }

    public Reply post(String path, String body, String... headers) {
        return send("POST", path, body, headers);
    }

    public Reply send(String method, String path, String body, String... headers) {
        StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        if (!body.isEmpty()) {
            request.append("Content-Length: ")
                    .append(body.getBytes(StandardCharsets.UTF_8).length)
                    .append("\r\n");
        }
        return raw(request + "Connection: close\r\n\r\n" + body);
    }

    /** Sends these characters, as UTF-8, and reads until the server closes the connection. */
    public Reply raw(String request) {
        return raw(request, new byte[0]);
    }

    /** Sends these characters, then these bytes. */
    public Reply raw(String request, byte[] more) {
        return raw(request, more, false);
    }

    /** @param ends whether the client then says that nothing more will come */
    public Reply raw(String request, byte[] more, boolean ends) {
        return Reply.parsed(exchange(null, request, more, ends));
    }

    /** Sends several requests at once; what comes back is left as it is. */
    public String pipelined(String requests) {
        return new String(exchange(null, requests, new byte[0], false), StandardCharsets.UTF_8);
    }

    /** Sends a request from an address of this machine, such as {@code 127.0.0.7}. */
    public Reply from(String address, String request) {
        return Reply.parsed(exchange(address, request, new byte[0], false));
    }

    private byte[] exchange(String from, String request, byte[] more, boolean ends) {
        try (Socket socket = new Socket()) {
            if (from != null) {
                socket.bind(new InetSocketAddress(from, 0));
            }
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setSoTimeout(TIMEOUT_MILLIS);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.UTF_8));
            out.write(more);
            out.flush();
            if (ends) {
                socket.shutdownOutput();
            }
            return socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
