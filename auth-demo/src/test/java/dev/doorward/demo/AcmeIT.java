package dev.doorward.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar against pebble, the ACME server that Let's Encrypt makes for tests. */
class AcmeIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final Authority authority = new Authority();
    private final int acme = Programs.freePort();
    private final int management = Programs.freePort();
    private final int http = Programs.freePort();

    AcmeIT() throws Exception {}

    @Test
    void a_real_acme_server_issues_the_certificate_that_is_then_served() throws Exception {
        String pebble = Programs.require("pebble");
        authority.issue(directory.resolve("pebble"), Authority.pair("EC", 256), "localhost");
        Process running = pebble(pebble);
        try (DemoProcess demo = DemoProcess.serve(
                directory,
                "DOORWARD_ACME_DIRECTORY=https://localhost:" + acme + "/dir",
                "DOORWARD_ACME_EMAIL=admin@app.example",
                "DOORWARD_HTTP_PORT=" + http,
                "JDK_JAVA_OPTIONS=-Djavax.net.ssl.trustStore=" + trustStore()
                        + " -Djavax.net.ssl.trustStorePassword=changeit")) {
            awaitLogLine("A new certificate is served");

            HttpResponse<String> answer = get(demo.address() + "/", trusting(rootOfPebble()));
            assertEquals(200, answer.statusCode());
            assertTrue(answer.sslSession().isPresent());
            try (Stream<Path> kept = Files.walk(directory.resolve("data/acme"))) {
                assertEquals(
                        "[account-key.pem, certificate.pem, next-attempt]",
                        kept.filter(Files::isRegularFile)
                                .map(path -> path.getFileName().toString())
                                .sorted()
                                .toList()
                                .toString());
            }
        } finally {
            running.destroy();
            running.waitFor();
        }
    }

    /** It waits for nothing, and refuses one nonce in twenty as it does by itself. */
    private Process pebble(String program) throws IOException {
        Path configuration = directory.resolve("pebble/pebble.json");
        Files.writeString(configuration, """
                {"pebble": {"listenAddress": "127.0.0.1:%d", "managementListenAddress": "127.0.0.1:%d",
                 "certificate": "fullchain.pem", "privateKey": "privkey.pem", "httpPort": %d, "tlsPort": 1}}""".formatted(acme, management, http));
        ProcessBuilder builder = new ProcessBuilder(program, "-config", configuration.toString())
                .directory(directory.resolve("pebble").toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("pebble/log").toFile());
        builder.environment().put("PEBBLE_VA_NOSLEEP", "1");
        Process process = builder.start();
        await(() -> Files.readString(directory.resolve("pebble/log")).contains("ACME directory available"));
        return process;
    }

    /** For the jar, which trusts what its Java trusts. */
    private Path trustStore() throws Exception {
        Path file = directory.resolve("trusted.p12");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("authority", certificate(authority.pem().getBytes(StandardCharsets.US_ASCII)));
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, "changeit".toCharArray());
        }
        return file;
    }

    /** It makes a new root at each start. */
    private Certificate rootOfPebble() throws Exception {
        HttpResponse<String> root = get("https://localhost:" + management + "/roots/0", authority.trusting());
        return certificate(root.body().getBytes(StandardCharsets.US_ASCII));
    }

    private static Certificate certificate(byte[] pem) throws Exception {
        return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
    }

    private static SSLContext trusting(Certificate root) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("root", root);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static HttpResponse<String> get(String url, SSLContext trusting) throws Exception {
        return HttpClient.newBuilder()
                .sslContext(trusting)
                .build()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private void awaitLogLine(String text) throws Exception {
        await(() -> Files.readString(directory.resolve("logs/doorward.log")).contains(text));
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private void await(Condition condition) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        "Not within " + PATIENCE + ": " + Files.readString(directory.resolve("pebble/log")));
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }
}
