package dev.doorward.demo;

import dev.doorward.auth.NamedSettings;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A demo server on free ports with a directory of its own, and clients that trust its certificate. */
final class RunningServer implements AutoCloseable {
    /** Everybody in a test comes from one address. */
    static final String LIMITS = "login=1000/1m, registration=1000/1m, reset=1000/1m, resend=1000/1m";

    final DemoServer server;
    final SSLContext trusting;

    /** Null unless it serves the application. */
    final Backend backend;

    private final HttpClient client;

    private RunningServer(DemoServer server, SSLContext trusting, Backend backend) {
        this.server = server;
        this.trusting = trusting;
        this.backend = backend;
        this.client = HttpClient.newBuilder().sslContext(trusting).build();
    }

    /** Serves the demo's application. */
    static RunningServer ofTheApplication(Path directory, String... setting) throws Exception {
        DemoSettings settings = DemoSettings.of(environment(directory, setting));
        DemoServer server = new DemoServer(settings, Clock.systemUTC(), new SecureRandom());
        Backend backend = Backend.open(settings, server.baseUrl());
        Site site = Site.of(backend.doorward().settings());
        server.start(new App(backend, new Pages(site)), errorPages(site, settings));
        return new RunningServer(server, trusting(settings.dataDirectory()), backend);
    }

    /** Serves these servlets, by path, and nothing else. */
    static RunningServer with(Path directory, Map<String, HttpServlet> servlets, String... setting) throws Exception {
        DemoSettings settings = DemoSettings.of(environment(directory, setting));
        DemoServer server = new DemoServer(settings, Clock.systemUTC(), new SecureRandom());
        ServletContextListener application = new ServletContextListener() {
            @Override
            public void contextInitialized(ServletContextEvent event) {
                servlets.forEach((path, servlet) ->
                        event.getServletContext().addServlet(path, servlet).addMapping(path));
            }
        };
        server.start(application, errorPages(new Site("Doorward", "", "/auth"), settings));
        return new RunningServer(server, trusting(settings.dataDirectory()), null);
    }

    private static ErrorPages errorPages(Site site, DemoSettings settings) {
        return new ErrorPages(site, settings.headers(), Clock.systemUTC(), new SecureRandom());
    }

    /** The environment of a server in this directory: free ports, and the given names and values in turn. */
    static NamedSettings environment(Path directory, String... settings) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "DOORWARD_DATA_DIR",
                directory.resolve("data").toString(),
                "DOORWARD_LOG_DIR",
                directory.resolve("logs").toString(),
                "DOORWARD_HTTPS_PORT",
                "0",
                "DOORWARD_HTTP_PORT",
                "0",
                "DOORWARD_LIMITS",
                LIMITS));
        for (int i = 0; i < settings.length; i += 2) {
            environment.put(settings[i], settings[i + 1]);
        }
        return NamedSettings.of(environment);
    }

    /** A TLS context that trusts the certificate kept in this data directory, and no other. */
    static SSLContext trusting(Path dataDirectory) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(
                "localhost",
                AdHocCertificate.keptIn(dataDirectory, Clock.systemUTC(), new SecureRandom())
                        .certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    int httpsPort() {
        return server.httpsPort();
    }

    HttpResponse<String> get(String url, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Sends these bytes over TLS, as no client library would let one, and reads until the server closes. */
    String sendRawOverTls(String bytes) throws IOException {
        try (Socket socket = trusting.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), httpsPort())) {
            return exchange(socket, bytes);
        }
    }

    String sendRawInTheClear(String bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.httpPort())) {
            return exchange(socket, bytes);
        }
    }

    private static String exchange(Socket socket, String bytes) throws IOException {
        socket.setSoTimeout(10_000);
        OutputStream out = socket.getOutputStream();
        out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        InputStream in = socket.getInputStream();
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws Exception {
        server.close();
    }
}
