package dev.doorward.auth.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.doorward.auth.identity.EmailAddress;
import dev.doorward.auth.mail.MailException.Kind;
import jakarta.mail.Message;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Over real SMTP, with TLS, against a real server and against scripted ones. */
final class SmtpMailerTest {
    private static final String FROM = "Shop & Söhne <mail@shop.example>";
    private static final MailMessage MESSAGE = new MailMessage(
            EmailAddress.parse("Ada@example.com").orElseThrow(),
            "Grüße aus dem Laden",
            "Grüße:\n\nhttps://shop.example/auth/reset-password?token=" + "x".repeat(700) + "\n",
            "<!DOCTYPE html><p>Grüße</p>");

    private static GreenMail greenMail;
    private static TestTls localhost;
    private static TestTls elsewhere;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        localhost = TestTls.forName("localhost", directory);
        elsewhere = TestTls.forName("mail.elsewhere.example", directory);
        greenMail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        greenMail.setUser("shop@relay.example", "shop", "p@ss:w/rd+1");
        greenMail.start();
    }

    @AfterAll
    static void stop() {
        greenMail.stop();
    }

    @BeforeEach
    void forget() throws Exception {
        greenMail.purgeEmailFromAllMailboxes();
    }

    private static int plainPort() {
        return greenMail.getSmtp().getPort();
    }

    private static SmtpMailer mailer(String url) {
        return SmtpMailer.of(url, FROM).trusting(localhost.context().getSocketFactory());
    }

    private static MailException refusal(SmtpMailer mailer) {
        return assertThrows(MailException.class, () -> mailer.send(MESSAGE));
    }

    // What arrives.

    @Test
    void a_message_arrives_by_starttls_after_a_login_and_nothing_of_it_travels_in_the_clear() throws Exception {
        try (TlsFront front = TlsFront.onDemand(plainPort(), localhost)) {
            mailer("smtp://shop:p%40ss%3Aw%2Frd+1@localhost:" + front.port()).send(MESSAGE);

            assertEquals(
                    List.of("EHLO", "STARTTLS"),
                    front.inTheClear().stream().map(line -> line.split(" ")[0]).toList());
        }
        assertEquals(1, greenMail.getReceivedMessages().length);
    }

    @Test
    void a_message_arrives_by_tls_from_the_first_byte() throws Exception {
        try (TlsFront front = TlsFront.atOnce(plainPort(), localhost)) {
            mailer("smtps://shop:p%40ss%3Aw%2Frd+1@localhost:" + front.port()).send(MESSAGE);
        }
        assertEquals(1, greenMail.getReceivedMessages().length);
    }

    @Test
    void a_message_has_one_recipient_both_its_parts_and_no_trace_of_this_machine() throws Exception {
        mailer("smtp://localhost:" + plainPort()).allowPlaintext().send(MESSAGE);

        MimeMessage mime = greenMail.getReceivedMessages()[0];
        assertEquals("Ada@example.com", mime.getRecipients(Message.RecipientType.TO)[0].toString());
        assertEquals(1, mime.getAllRecipients().length);
        assertEquals("Grüße aus dem Laden", mime.getSubject());
        assertTrue(mime.getFrom()[0].toString().endsWith("<mail@shop.example>"));
        assertTrue(mime.getMessageID().endsWith("@shop.example>"), mime.getMessageID());
        assertEquals("auto-generated", mime.getHeader("Auto-Submitted")[0]);
        MimeMultipart parts = (MimeMultipart) mime.getContent();
        assertTrue(parts.getContentType().startsWith("multipart/alternative"));
        assertEquals(2, parts.getCount());
        assertTrue(parts.getBodyPart(0).isMimeType("text/plain"));
        assertEquals(MESSAGE.text(), normal((String) parts.getBodyPart(0).getContent()));
        assertTrue(parts.getBodyPart(1).isMimeType("text/html"));
        assertEquals(
                MESSAGE.html(),
                normal((String) parts.getBodyPart(1).getContent()).strip());

        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        mime.writeTo(raw);
        for (String line : raw.toString(StandardCharsets.US_ASCII).split("\r\n")) {
            assertTrue(line.length() <= 998, "RFC 5322 section 2.1.1");
        }
    }

    private static String normal(String text) {
        return text.replace("\r\n", "\n");
    }

    // What must not happen.

    @Test
    void a_server_that_offers_no_starttls_gets_neither_message_nor_password() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(ScriptedServer::friendly)) {
            MailException refusal = refusal(mailer("smtp://shop:secret-word@localhost:" + server.port()));

            assertEquals(Kind.UNAVAILABLE, refusal.kind());
            assertTrue(refusal.getMessage().contains("STARTTLS"), refusal.getMessage());
            assertFalse(
                    server.commands().toString().contains("AUTH"),
                    server.commands().toString());
            assertFalse(
                    server.commands().toString().contains("MAIL"),
                    server.commands().toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtp", "smtps"})
    void a_certificate_of_another_name_is_refused(String scheme) throws Exception {
        try (TlsFront front = scheme.equals("smtps")
                ? TlsFront.atOnce(plainPort(), elsewhere)
                : TlsFront.onDemand(plainPort(), elsewhere)) {
            SmtpMailer mailer = SmtpMailer.of(scheme + "://shop:secret-word@localhost:" + front.port(), FROM)
                    .trusting(elsewhere.context().getSocketFactory());

            assertEquals(Kind.UNAVAILABLE, refusal(mailer).kind());
        }
        assertEquals(0, greenMail.getReceivedMessages().length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtp", "smtps"})
    void a_certificate_that_nobody_vouches_for_is_refused(String scheme) throws Exception {
        try (TlsFront front = scheme.equals("smtps")
                ? TlsFront.atOnce(plainPort(), localhost)
                : TlsFront.onDemand(plainPort(), localhost)) {
            SmtpMailer mailer = SmtpMailer.of(scheme + "://shop:secret-word@localhost:" + front.port(), FROM);

            assertEquals(Kind.UNAVAILABLE, refusal(mailer).kind());
        }
        assertEquals(0, greenMail.getReceivedMessages().length);
    }

    @Test
    void a_wrong_password_is_told_without_it() throws Exception {
        try (TlsFront front = TlsFront.onDemand(plainPort(), localhost)) {
            MailException refusal = refusal(mailer("smtp://shop:secret-word@localhost:" + front.port()));

            assertEquals(Kind.UNAVAILABLE, refusal.kind());
            assertEquals("localhost:" + front.port() + " refuses user or password", refusal.getMessage());
            assertNull(refusal.getCause());
        }
    }

    // What fails.

    @Test
    void a_server_that_is_not_there_is_unavailable() throws Exception {
        int port;
        try (ScriptedServer gone = ScriptedServer.silent()) {
            port = gone.port();
        }
        MailException refusal = refusal(mailer("smtp://localhost:" + port));
        assertEquals(Kind.UNAVAILABLE, refusal.kind());
        assertTrue(refusal.getMessage().startsWith("localhost:" + port), refusal.getMessage());
    }

    /** Once a recipient is named, whoever chose the recipient may be whom the server waits for. */
    @ParameterizedTest
    @CsvSource({
        "CONNECT, UNAVAILABLE",
        "EHLO, UNAVAILABLE",
        "MAIL, UNAVAILABLE",
        "RCPT, DEFERRED",
        "DATA, DEFERRED",
        "., DEFERRED"
    })
    void a_server_that_hangs_is_left_soon_and_rests_only_if_no_recipient_made_it_hang(String silentAt, Kind kind)
            throws Exception {
        UnaryOperator<String> answers = command -> command.equals(silentAt) ? null : ScriptedServer.friendly(command);
        try (ScriptedServer server = ScriptedServer.answering(answers)) {
            MailException refusal = refusal(hurried(server, Duration.ofMillis(200), Duration.ofSeconds(5)));

            assertEquals(kind, refusal.kind());
        }
    }

    /** Each byte begins a socket's timeout anew, so that alone would hold us for as long as the server likes. */
    @Test
    void a_server_that_answers_byte_by_byte_is_left_too() throws Exception {
        try (ScriptedServer server = ScriptedServer.trickling(50)) {
            long before = System.nanoTime();
            MailException refusal = refusal(hurried(server, Duration.ofSeconds(10), Duration.ofMillis(400)));

            assertEquals(Kind.UNAVAILABLE, refusal.kind());
            assertTrue(Duration.ofNanos(System.nanoTime() - before).toSeconds() < 5);
        }
    }

    private static SmtpMailer hurried(ScriptedServer server, Duration read, Duration answers) {
        return mailer("smtp://localhost:" + server.port())
                .allowPlaintext()
                .with(new SmtpMailer.Timeouts(Duration.ofSeconds(5), read, answers));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            RCPT | 550 5.1.1 <Ada@example.com>: no such user here | REFUSED | the recipient was refused: 550 5.1.1
            RCPT | 553 mailbox name not allowed: Ada@example.com  | REFUSED | the recipient was refused: 553
            RCPT | 450 4.2.0 Ada@example.com greylisted           | DEFERRED | the recipient was refused: 450 4.2.0
            RCPT | 554 5.7.1 <Ada@example.com>: relay denied      | DEFERRED | the recipient was refused: 554 5.7.1
            RCPT | 421 4.7.0 Ada@example.com, not so many         | DEFERRED | the recipient was refused: 421 4.7.0
            CONNECT | 421 4.3.2 going down                        | UNAVAILABLE | it may not offer STARTTLS
            MAIL | 421 4.3.2 going down                           | UNAVAILABLE | refuses the sender: 421 4.3.2
            MAIL | 550 5.7.1 mail@shop.example is not yours       | UNAVAILABLE | refuses the sender: 550 5.7.1
            MAIL | 530 5.7.0 authenticate first                   | UNAVAILABLE | refuses the sender: 530 5.7.0
            DATA | 451 4.3.0 try later                            | DEFERRED | the message was refused: 451 4.3.0
            .    | 552 5.2.2 Ada@example.com over quota           | REFUSED | the message was refused: 552 5.2.2
            .    | 554 5.7.1 spam                                 | DEFERRED | the message was refused: 554 5.7.1
            DATA | 421 4.3.2 going down                           | DEFERRED | the message was refused: 421 4.3.2
            .    | 421 4.3.2 going down                           | DEFERRED | the message was refused: 421 4.3.2
            .    | 452 4.3.1 disk full                            | DEFERRED | the message was refused: 452 4.3.1
            """)
    void a_refusal_is_told_by_its_codes_and_never_by_its_words(String at, String answer, Kind kind, String told)
            throws Exception {
        UnaryOperator<String> answers = command -> command.equals(at) ? answer : ScriptedServer.friendly(command);
        try (ScriptedServer server = ScriptedServer.answering(answers)) {
            MailException refusal =
                    refusal(mailer("smtp://localhost:" + server.port()).allowPlaintext());

            assertEquals(kind, refusal.kind());
            assertTrue(refusal.getMessage().endsWith(told), refusal.getMessage());
            assertFalse(refusal.getMessage().contains("@"), refusal.getMessage());
            assertNull(refusal.getCause());
        }
    }

    @Test
    void a_server_that_hangs_up_after_taking_the_message_has_taken_it() throws Exception {
        UnaryOperator<String> answers = command -> command.equals("QUIT") ? null : ScriptedServer.friendly(command);
        try (ScriptedServer server = ScriptedServer.answering(answers)) {
            mailer("smtp://localhost:" + server.port()).allowPlaintext().send(MESSAGE);
        }
    }

    @Test
    void a_check_of_the_settings_sends_nothing() throws Exception {
        try (TlsFront front = TlsFront.onDemand(plainPort(), localhost)) {
            mailer("smtp://shop:p%40ss%3Aw%2Frd+1@localhost:" + front.port()).check();
            assertThrows(
                    MailException.class,
                    () -> mailer("smtp://shop:wrong@localhost:" + front.port()).check());
        }
        assertEquals(0, greenMail.getReceivedMessages().length);
    }

    // Settings.

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mail.example",
                "http://mail.example",
                "smtp://",
                "smtp://mail.example:0",
                "smtp://mail.example:65536",
                "smtp://mail.example/inbox",
                "smtp://mail.example?x=y",
                "smtp://mail.example?allowPlaintext=false",
                "smtps://mail.example?allowPlaintext",
                "smtp://mail.example#x",
                "smtp://hunter2@mail.example",
                "smtp://:hunter2@mail.example",
                "smtp://user:@mail.example",
                "smtp://user:hunter2 @mail.example",
                "smtp://user:hunter2%@mail.example",
                "smtp://user:hunter2\r\n@mail.example"
            })
    void a_url_that_is_none_is_refused_without_its_password(String url) {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> SmtpMailer.of(url, "mail@shop.example"));
        assertFalse(String.valueOf(refusal.getMessage()).contains("hunter2"), refusal.getMessage());
        assertNull(refusal.getCause());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Shop",
                "a@shop.example,b@shop.example",
                "Shop <a@shop.example>, Other <b@shop.example>",
                "Shop <>",
                "Shop\r\nBcc: x@evil.example <a@shop.example>",
                "<a@shop.example> Shop"
            })
    void a_sender_is_one_address(String from) {
        assertThrows(IllegalArgumentException.class, () -> SmtpMailer.of("smtp://mail.example", from));
    }

    @Test
    void a_mailer_says_where_it_sends_and_not_as_whom() {
        SmtpMailer mailer = SmtpMailer.of("smtp://user:hunter2@mail.example", "mail@shop.example");
        assertEquals("SmtpMailer[mail.example:587]", mailer.toString());
        assertFalse(mailer.allowsPlaintext());
        assertTrue(mailer.allowPlaintext().allowsPlaintext());
        assertTrue(SmtpMailer.of("smtp://localhost:25?allowPlaintext", "mail@shop.example")
                .allowsPlaintext());
        assertEquals(
                "SmtpMailer[mail.example:465]",
                SmtpMailer.of("smtps://mail.example/", "mail@shop.example").toString());
    }
}
