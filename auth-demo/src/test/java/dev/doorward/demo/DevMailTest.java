package dev.doorward.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.identity.EmailAddress;
import dev.doorward.auth.mail.MailMessage;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mails of development mode, as a developer reads them. */
final class DevMailTest {
    private static final String ATTACK = "<img src=x onerror=alert(1)>\"'&";

    private static RunningServer running;
    private static String inbox;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        running = RunningServer.ofTheApplication(directory);
        inbox = running.server.baseUrl() + "/dev/mail";
        send("First", "Read this:\nhttps://localhost/auth/verify-email?token=abc\n");
        send("Second " + ATTACK, ATTACK + "\njavascript:alert(1)\n");
    }

    private static void send(String subject, String text) {
        EmailAddress to = EmailAddress.parse("ada@example.org").orElseThrow();
        running.backend.inbox().send(new MailMessage(to, subject, text, "<p style=\"color:red\">" + subject));
    }

    @AfterAll
    static void stop() throws Exception {
        running.close();
    }

    @Test
    void a_program_reads_the_newest_first_without_a_login() throws Exception {
        HttpResponse<String> answer = running.get(inbox, "Accept", "application/json");

        assertEquals(200, answer.statusCode());
        assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElseThrow());
        String json = answer.body();
        assertTrue(json.startsWith("{\"messages\":[{\"to\":\"ada@example.org\",\"subject\":\"Second "), json);
        assertTrue(
                json.contains("token=abc\\n\",\"html\":\"<p style=\\\"color:red\\\">First\",\"sent_at\":\"20"), json);
    }

    @Test
    void a_person_reads_mails_whose_links_work_and_whose_markup_is_text() throws Exception {
        String page = running.get(inbox, "Accept", "text/html").body();

        assertTrue(page.contains("<a href=\"https://localhost/auth/verify-email?token=abc\">"), page);
        assertFalse(page.contains("<img"), page);
        assertFalse(page.contains("href=\"javascript"), page);
        assertTrue(page.indexOf("Second") < page.indexOf("First"), page);
    }

    @Test
    void a_mail_is_shown_as_a_mail_program_does_and_may_do_nothing_there() throws Exception {
        HttpResponse<String> mail = running.get(inbox + "/1", "Accept", "text/html");

        assertEquals("<p style=\"color:red\">First", mail.body());
        String policy = mail.headers().firstValue("Content-Security-Policy").orElseThrow();
        assertTrue(policy.startsWith("default-src 'none'; style-src 'unsafe-inline';"), policy);
        assertFalse(policy.contains("script"), policy);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/0", "/3", "/-1", "/x", "/", "/1/", "/99999999999"})
    void a_mail_that_is_not_there_is_404(String path) throws Exception {
        assertEquals(404, running.get(inbox + path, "Accept", "text/html").statusCode());
    }

    /** Whoever sits behind a proxy on this machine is on another one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Forwarded",
                "X-Forwarded-For",
                "x-forwarded-host",
                "X-Forwarded-Proto",
                "X-Forwarded-Client-Cert",
                "X-Real-IP",
                "CF-Connecting-IP",
                "True-Client-IP",
                "X-Client-IP",
                "Via"
            })
    void a_request_that_somebody_forwarded_is_refused(String header) throws Exception {
        for (String path : new String[] {inbox, inbox + "/1"}) {
            HttpResponse<String> refused = running.get(path, "Accept", "application/json", header, "127.0.0.1");

            assertEquals(403, refused.statusCode());
            assertFalse(refused.body().contains("token"), refused.body());
        }
    }

    @Test
    void with_a_mail_server_there_is_no_inbox(@TempDir Path other) throws Exception {
        try (RunningServer server = RunningServer.ofTheApplication(
                other,
                "DOORWARD_SMTP_URL",
                "smtp://localhost:1025?allowPlaintext",
                "DOORWARD_MAIL_FROM",
                "demo@localhost")) {
            assertNull(server.backend.inbox());
            assertNull(server.backend.doorward().settings().developmentInbox());
            assertEquals(
                    404,
                    server.get(server.server.baseUrl() + "/dev/mail", "Accept", "text/html")
                            .statusCode());
        }
    }

    @Test
    void the_inbox_is_bounded() {
        DevInbox full = new DevInbox(Clock.systemUTC());
        EmailAddress to = EmailAddress.parse("ada@example.org").orElseThrow();
        for (int i = 0; i < 300; i++) {
            full.send(new MailMessage(to, "Mail", "", ""));
        }
        assertEquals(200, full.newestFirst().size());
        assertEquals(300, full.newestFirst().get(0).number());
        assertTrue(full.find(100).isEmpty());
        assertTrue(full.find(101).isPresent());
    }
}
