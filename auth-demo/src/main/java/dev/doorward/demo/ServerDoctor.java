package dev.doorward.demo;

import dev.doorward.auth.Finding;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * Looks at the server that runs here as its clients see it: whether it shows the certificate that the settings name,
 * for the right host, what it speaks besides, and which headers and cookies come with a page.
 */
final class ServerDoctor {
    private static final String SUBJECT = "server";
    private static final int MILLIS = 3_000;
    private static final int HANDSHAKE_RECORD = 0x16;

    private static final int TLS_1_0 = 0x0301;
    private static final int TLS_1_1 = 0x0302;
    private static final int TLS_1_2 = 0x0303;

    /** Without AEAD or without forward secrecy: ECDHE with CBC, RSA key transport with AES and 3DES. */
    private static final int[] WEAK_SUITES = {
        0xC009, 0xC00A, 0xC013, 0xC014, 0xC023, 0xC027, 0x009C, 0x009D, 0x002F, 0x0035, 0x000A
    };

    private static final List<String> HEADERS = List.of(
            "Strict-Transport-Security",
            "Content-Security-Policy",
            "X-Content-Type-Options",
            "X-Frame-Options",
            "Referrer-Policy");

    private static final List<String> COOKIE_ATTRIBUTES = List.of("secure", "httponly", "samesite=", "path=/");

    private final InetSocketAddress address;
    private final String host;
    private final String loginPath;
    private final X509Certificate expected;

    /**
     * @param host of the base URL
     * @param loginPath a page of Doorward's own
     * @param expected the certificate that the settings name
     */
    ServerDoctor(InetSocketAddress address, String host, String loginPath, X509Certificate expected) {
        this.address = address;
        this.host = host;
        this.loginPath = loginPath;
        this.expected = expected;
    }

    List<Finding> findings() {
        try {
            connect().close();
        } catch (IOException e) {
            return List.of(Finding.good(
                    SUBJECT, "none runs at port " + address.getPort() + ", so its answers were not looked at"));
        }
        List<Finding> findings = new ArrayList<>();
        try {
            findings.add(protocols());
            findings.add(page());
        } catch (SSLException e) {
            findings.add(Finding.failing(
                    SUBJECT,
                    "it does not show the certificate that the settings name, for " + host + " (" + e.getMessage()
                            + ")",
                    "Read its log: what is wrong with a new certificate is told there. Else restart it"));
        } catch (IOException | GeneralSecurityException e) {
            findings.add(Finding.failing(SUBJECT, "it does not answer (" + e + ")", "Read its log"));
        }
        return findings;
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(address, MILLIS);
            socket.setSoTimeout(MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private Finding protocols() throws IOException, GeneralSecurityException {
        List<String> faults = new ArrayList<>();
        if (!speaks("TLSv1.2")) {
            faults.add("does not speak TLS 1.2");
        }
        if (!speaks("TLSv1.3")) {
            faults.add("does not speak TLS 1.3");
        }
        if (accepts(TLS_1_0)) {
            faults.add("speaks TLS 1.0");
        }
        if (accepts(TLS_1_1)) {
            faults.add("speaks TLS 1.1");
        }
        if (accepts(TLS_1_2)) {
            faults.add("speaks suites without forward secrecy or authenticated encryption");
        }
        return faults.isEmpty()
                ? Finding.good(
                        SUBJECT,
                        "it speaks TLS 1.2 and 1.3, and refuses TLS 1.0, TLS 1.1 and common suites without forward"
                                + " secrecy or authenticated encryption")
                : Finding.failing(
                        SUBJECT,
                        "it " + String.join("; it ", faults),
                        "Look whether something else listens on port " + address.getPort());
    }

    /** Whether it goes on with a client that knows this version alone, whatever certificate it then shows. */
    private boolean speaks(String protocol) throws IOException, GeneralSecurityException {
        try (SSLSocket socket = encrypted()) {
            socket.setEnabledProtocols(new String[] {protocol});
            socket.startHandshake();
            return true;
        } catch (SSLHandshakeException e) {
            return e.getCause() instanceof CertificateException; // refused by us and not by the server
        } catch (SocketException e) {
            return false; // it hung up
        }
    }

    /**
     * Whether it goes on with a client that knows this version at most, and only weak suites. Java's own offers
     * neither.
     */
    private boolean accepts(int version) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(clientHello(version));
            return socket.getInputStream().read() == HANDSHAKE_RECORD;
        } catch (SocketException e) {
            return false; // it hung up
        }
    }

    /** RFC 5246 section 7.4.1.2, in one record, with the extensions that a suite on curves needs (RFC 8422). */
    private static byte[] clientHello(int version) throws IOException {
        ByteArrayOutputStream hello = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(hello);
        out.writeShort(version);
        out.write(new byte[32]); // no secret: this handshake is never finished
        out.writeByte(0);
        out.writeShort(WEAK_SUITES.length * 2);
        for (int suite : WEAK_SUITES) {
            out.writeShort(suite);
        }
        out.write(new byte[] {1, 0}); // no compression
        byte[] groups = {0, 10, 0, 6, 0, 4, 0, 23, 0, 24};
        byte[] formats = {0, 11, 0, 2, 1, 0};
        byte[] signatures = {0, 13, 0, 10, 0, 8, 4, 3, 4, 1, 2, 3, 2, 1};
        out.writeShort(groups.length + formats.length + signatures.length);
        out.write(groups);
        out.write(formats);
        out.write(signatures);

        ByteArrayOutputStream record = new ByteArrayOutputStream();
        DataOutputStream framed = new DataOutputStream(record);
        framed.writeByte(HANDSHAKE_RECORD);
        framed.writeShort(TLS_1_0);
        framed.writeShort(hello.size() + 4);
        framed.writeByte(1);
        framed.writeByte(0);
        framed.writeShort(hello.size());
        hello.writeTo(framed);
        return record.toByteArray();
    }

    /** A connection that trusts the expected certificate for this host and nothing else, before its handshake. */
    private SSLSocket encrypted() throws IOException, GeneralSecurityException {
        SSLSocket socket =
                (SSLSocket) trusting().getSocketFactory().createSocket(connect(), host, address.getPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        if (!CertificateNames.isAddress(host)) {
            parameters.setServerNames(List.of(new SNIHostName(host)));
        }
        socket.setSSLParameters(parameters);
        return socket;
    }

    private Finding page() throws IOException, GeneralSecurityException {
        List<String> lines;
        try (SSLSocket socket = encrypted()) {
            socket.startHandshake();
            String request = "GET " + loginPath + " HTTP/1.1\r\nHost: " + host
                    + "\r\nAccept: text/html\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            lines = answer.split("\r\n\r\n", 2)[0].lines().toList();
        }
        List<String> missing = new ArrayList<>();
        for (String header : HEADERS) {
            if (values(lines, header).size() != 1) {
                missing.add(header);
            }
        }
        for (String cookie : values(lines, "Set-Cookie")) {
            String text = cookie.toLowerCase(Locale.ROOT);
            if (!text.startsWith("__host-") || !COOKIE_ATTRIBUTES.stream().allMatch(text::contains)) {
                missing.add("the attributes of cookie " + cookie.split("=", 2)[0]);
            }
        }
        return missing.isEmpty()
                ? Finding.good(SUBJECT, "it shows the right certificate, and its page has all headers and safe cookies")
                : Finding.failing(
                        SUBJECT,
                        "its login page lacks, or has twice: " + String.join(", ", missing),
                        "Look for what takes them away: docs/headers.md");
    }

    private static List<String> values(List<String> lines, String header) {
        String start = header.toLowerCase(Locale.ROOT) + ":";
        return lines.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                .map(line -> line.substring(start.length()).strip())
                .toList();
    }

    private SSLContext trusting() throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("expected", expected);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
