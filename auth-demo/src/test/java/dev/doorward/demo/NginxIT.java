package dev.doorward.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar behind nginx, which ends TLS, as docs/deployment.md has it. */
class NginxIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private final int https = Programs.freePort();
    private final int http = Programs.freePort();

    NginxIT() throws IOException {}

    @Test
    void behind_nginx_pages_are_reached_by_https_and_clients_are_known_by_their_address() throws Exception {
        String program = Programs.require("nginx");
        Authority authority = new Authority();
        authority.issue(directory, Authority.pair("EC", 256), "localhost");
        Process nginx = start(program);
        try (DemoProcess demo = DemoProcess.serve(
                directory,
                "DOORWARD_MODE=production",
                "DOORWARD_BASE_URL=https://localhost:" + https,
                "DOORWARD_TRUSTED_PROXIES=127.0.0.1",
                "DOORWARD_HTTP_PORT=" + http,
                "DOORWARD_SMTP_URL=smtp://localhost:1",
                "DOORWARD_MAIL_FROM=demo@localhost")) {
            assertEquals("https://localhost:" + https, demo.address());
            Visitor visitor = new Visitor(demo.address(), authority.trusting());

            HttpResponse<String> home = visitor.get("/");
            assertEquals(200, home.statusCode());
            assertEquals(
                    1, home.headers().allValues("Strict-Transport-Security").size());
            HttpResponse<String> guarded = visitor.get("/dashboard");
            assertEquals(303, guarded.statusCode());
            String loginPage = guarded.headers().firstValue("Location").orElse("");
            assertTrue(loginPage.contains("/auth/login?next=") && !loginPage.startsWith("http:"), loginPage);
            HttpResponse<String> login =
                    visitor.submit("/auth/login", "/auth/login", "login", "ada", "password", "wrong");
            assertFalse(login.statusCode() == 403, "the form's origin is the base URL's: " + login.body());

            // Whoever reaches the port without the proxy is led to it, and sends no form in the clear.
            String page = asked("GET /dashboard HTTP/1.1\r\nHost: evil.example\r\nAccept: text/html\r\n");
            assertTrue(
                    page.startsWith("HTTP/1.1 308 ") && page.contains("Location: " + demo.address() + "/dashboard"),
                    page);
            String form = asked("POST /auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n");
            assertTrue(form.startsWith("HTTP/1.1 403 "), form);
        } finally {
            nginx.destroy();
            nginx.waitFor();
        }
    }

    private String asked(String request) throws IOException {
        InetAddress neighbour = InetAddress.getByAddress(new byte[] {127, 0, 0, 7});
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), http, neighbour, 0)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write((request + "Connection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Process start(String program) throws Exception {
        Path configuration = directory.resolve("nginx.conf");
        Files.writeString(configuration, """
                daemon off;
                master_process off;
                pid nginx.pid;
                error_log stderr warn;
                events {}
                http {
                    access_log off;
                    client_body_temp_path client; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
                    uwsgi_temp_path uwsgi; scgi_temp_path scgi;
                    server {
                        listen 127.0.0.1:%d ssl;
                        server_name localhost;
                        ssl_certificate fullchain.pem;
                        ssl_certificate_key privkey.pem;
                        ssl_protocols TLSv1.2 TLSv1.3;
                        location / {
                            proxy_pass http://127.0.0.1:%d;
                            proxy_http_version 1.1;
                            proxy_set_header Host $host;
                            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                            proxy_set_header X-Forwarded-Proto $scheme;
                        }
                    }
                }
                """.formatted(https, http));
        Process process = new ProcessBuilder(program, "-p", directory.toString(), "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("nginx.txt").toFile())
                .start();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!listens()) {
            if (System.nanoTime() > deadline || !process.isAlive()) {
                throw new IOException("nginx does not start: " + Files.readString(directory.resolve("nginx.txt")));
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        return process;
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), https)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
