package dev.doorward.auth.mail;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocketFactory;

/** TLS over sockets that keep a deadline. The mail client asks for a socket, connects it, and has it wrapped. */
final class LayeredTls extends SSLSocketFactory {
    private final DeadlineSockets sockets;
    private final SSLSocketFactory tls;

    LayeredTls(DeadlineSockets sockets, SSLSocketFactory tls) {
        this.sockets = sockets;
        this.tls = tls;
    }

    @Override
    public Socket createSocket() {
        return sockets.createSocket();
    }

    @Override
    public Socket createSocket(Socket connected, String host, int port, boolean autoClose) throws IOException {
        return tls.createSocket(connected, host, port, autoClose);
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return tls.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return tls.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket(String host, int port) {
        return sockets.createSocket(host, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
        return sockets.createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        return sockets.createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
        return sockets.createSocket(host, port);
    }
}
