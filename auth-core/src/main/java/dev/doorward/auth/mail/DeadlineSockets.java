package dev.doorward.auth.mail;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import javax.net.SocketFactory;

/**
 * Sockets that all stop to read at one moment. A socket's own timeout begins anew with each byte, so that a server
 * which sends one from time to time would hold its client forever.
 */
final class DeadlineSockets extends SocketFactory {
    private final int timeoutMillis;
    private final long deadline;

    /** @param timeout for each read; {@code patience} for all of them, from now on */
    DeadlineSockets(Duration timeout, Duration patience) {
        this.timeoutMillis = Math.toIntExact(timeout.toMillis());
        this.deadline = System.nanoTime() + patience.toNanos();
    }

    private int leftMillis() throws SocketTimeoutException {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new SocketTimeoutException("the server takes too long");
        }
        return (int) Math.min(left, timeoutMillis);
    }

    @Override
    public Socket createSocket() {
        return new Socket() {
            @Override
            public InputStream getInputStream() throws IOException {
                Socket socket = this;
                return new FilterInputStream(super.getInputStream()) {
                    @Override
                    public int read() throws IOException {
                        socket.setSoTimeout(leftMillis());
                        return super.read();
                    }

                    @Override
                    public int read(byte[] bytes, int offset, int length) throws IOException {
                        socket.setSoTimeout(leftMillis());
                        return super.read(bytes, offset, length);
                    }
                };
            }
        };
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException("The mail client connects its sockets itself");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        return createSocket(host.getHostAddress(), port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
        return createSocket(host, port);
    }
}
