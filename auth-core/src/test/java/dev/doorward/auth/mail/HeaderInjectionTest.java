package dev.doorward.auth.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.identity.EmailAddress;
import jakarta.mail.Header;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Line breaks that would begin a header or a command of their own, and lists for one address. */
final class HeaderInjectionTest {
    private static final Set<String> HEADERS = new TreeSet<>(Set.of(
            "Return-Path",
            "Received",
            "Date",
            "From",
            "To",
            "Message-ID",
            "Subject",
            "MIME-Version",
            "Content-Type",
            "Auto-Submitted"));

    private final GreenMail greenMail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    @BeforeEach
    void start() {
        greenMail.start();
    }

    @AfterEach
    void stop() {
        greenMail.stop();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@x.example,b@evil.example",
                "a@x.example;b@evil.example",
                "a@x.example b@evil.example",
                "Ada <a@x.example>",
                "<a@x.example>",
                "[\"a@x.example\",\"b@evil.example\"]",
                "a@x.example>\r\nRCPT TO:<b@evil.example",
                "a@x.example\r\nBcc: b@evil.example",
                "a@x.example\nBcc: b@evil.example",
                "a@x.example\rBcc: b@evil.example",
                "a@x.example\0",
                "a@x.example\u2028b@evil.example",
                "\"a\r\n.\r\n\"@x.example",
                "a@x.example%0d%0aBcc:b@evil.example"
            })
    void what_is_more_than_one_plain_address_is_none(String text) {
        assertTrue(EmailAddress.parse(text).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nBcc: b@evil.example", "a\nb", "a\rb", "a\0b", "a\u2028b", "a\u0085b", "a\ud800b"})
    void a_subject_with_a_line_break_is_no_subject(String subject) {
        EmailAddress to = EmailAddress.parse("a@x.example").orElseThrow();
        assertThrows(IllegalArgumentException.class, () -> new MailContent(subject, "", ""));
        assertThrows(IllegalArgumentException.class, () -> new MailMessage(to, subject, "", ""));
        assertThrows(IllegalArgumentException.class, () -> new MailFrom(subject, to).name());
    }

    @Test
    void text_that_ends_a_message_and_gives_commands_stays_text() throws Exception {
        send("one.\r\n.\r\nMAIL FROM:<b@evil.example>\r\nRCPT TO:<c@evil.example>\r\nDATA\r\nSubject: x\r\n\r\n.\r\n");

        assertEquals(1, greenMail.getReceivedMessages().length);
        assertEquals(1, greenMail.getReceivedMessages()[0].getAllRecipients().length);
    }

    /** What others collected, as it stands and decoded as often as a careless reader might. */
    @Test
    void no_collected_line_break_begins_a_header_of_its_own() throws Exception {
        List<String> attacks = attacks();
        for (String attack : attacks) {
            assertTrue(EmailAddress.parse("ada@example.com" + attack).isEmpty(), attack);
            assertFalse(new Client(attack, attack).userAgent().matches("(?s).*[\r\n].*"), attack);
            send(attack);
        }
        MimeMessage[] arrived = greenMail.getReceivedMessages();
        assertEquals(attacks.size(), arrived.length);
        for (MimeMessage message : arrived) {
            for (Header header : Collections.list(message.getAllHeaders())) {
                assertTrue(HEADERS.contains(header.getName()), header.getName());
            }
            assertEquals("ada@example.com", message.getAllRecipients()[0].toString());
        }
    }

    /** Everything a stranger can choose at once, through the templates and over real SMTP. */
    private void send(String attack) throws MailException {
        MailSite site =
                new MailSite("Shop", "https://shop.example", "https://shop.example/login", "https://shop.example/f");
        OutgoingMail mail = new OutgoingMail(
                MailTemplate.USERNAME_CHANGED,
                EmailAddress.parse("ada@example.com").orElseThrow(),
                null,
                new Client(attack, attack),
                Instant.parse("2026-11-20T12:00:00Z"),
                null,
                Map.of("username", attack));
        MailContent content = new BuiltInMails(site).render(mail);
        SmtpMailer.of("smtp://localhost:" + greenMail.getSmtp().getPort() + "?allowPlaintext", "mail@shop.example")
                .send(new MailMessage(mail.to(), content.subject(), content.text(), content.html()));
    }

    private static List<String> attacks() throws IOException {
        String corpora = System.getProperty("corpora.dir", "");
        assumeTrue(!corpora.isEmpty() && !corpora.startsWith("$"), "no corpora: set -Dcorpora.dir");
        List<String> attacks = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of(corpora, "crlf_injection.txt"))) {
            String text = line;
            for (int times = 0; times < 3; times++) {
                attacks.add(text);
                text = URLDecoder.decode(text, StandardCharsets.UTF_8);
            }
        }
        return attacks;
    }
}
