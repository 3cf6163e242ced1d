package dev.doorward.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.doorward.auth.account.EmailVerification;
import dev.doorward.auth.account.Registration;
import dev.doorward.auth.account.RegistrationResult;
import dev.doorward.auth.fixture.Node;
import dev.doorward.auth.fixture.Together;
import dev.doorward.auth.mail.MailException;
import dev.doorward.auth.mail.Mailer;
import dev.doorward.auth.mail.SmtpMailer;
import dev.doorward.auth.store.BothDatabases;
import dev.doorward.auth.store.TestDatabase;
import jakarta.mail.internet.MimeMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

/** A mail server that is away, hangs or breaks is nobody's business but the operator's. */
final class MailOutageTest {
    private static final int PEOPLE = 100;

    private static Node node(TestDatabase database, Mailer mailer) {
        return Node.on(
                database,
                builder -> builder.emailVerification(EmailVerification.REQUIRED).mailer(mailer));
    }

    private static RegistrationResult register(Node node, String username, String email) {
        return node.accounts().register(Registration.of(username, email, Node.PASSWORD, Node.CLIENT));
    }

    @BothDatabases
    void a_server_that_is_away_for_a_hundred_registrations_gets_each_mail_once_when_it_is_back(TestDatabase database)
            throws Exception {
        int port = freePort();
        SmtpMailer mailer = SmtpMailer.of("smtp://localhost:" + port + "?allowPlaintext", "mail@shop.example");
        List<String> accepted = new ArrayList<>();
        try (Node node = node(database, mailer)) {
            for (int i = 0; i < PEOPLE; i++) {
                String email = "person" + i + "@example.com";
                assertInstanceOf(RegistrationResult.VerificationSent.class, register(node, "person" + i, email));
                accepted.add(email);
                if (i % 20 == 0) {
                    assertEquals(0, node.doorward().outbox().deliverDue());
                }
            }
            GreenMail server = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
            server.start();
            try {
                assertEquals(PEOPLE, node.doorward().outbox().deliverDue());
                List<String> recipients = new ArrayList<>();
                for (MimeMessage message : server.getReceivedMessages()) {
                    recipients.add(message.getAllRecipients()[0].toString());
                }
                assertEquals(PEOPLE, recipients.size());
                assertEquals(new TreeSet<>(accepted), new TreeSet<>(recipients));
            } finally {
                server.stop();
            }
            assertEquals(0, node.count("auth_mail_outbox"));
        }
    }

    private static int freePort() {
        GreenMail gone = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        gone.start();
        int port = gone.getSmtp().getPort();
        gone.stop();
        return port;
    }

    /** CVE-2024-45231: an address that is known was told by the failure of its mail. */
    @BothDatabases
    void a_mailer_that_fails_changes_no_answer(TestDatabase database) {
        for (Mailer failing : List.<Mailer>of(
                message -> {
                    throw MailException.unavailable("gone");
                },
                message -> {
                    throw MailException.refused("550");
                },
                message -> {
                    throw new IllegalStateException("broken");
                })) {
            try (Node node = node(database, failing)) {
                assertAlike(node);
                node.doorward().outbox().deliverDue();
                assertAlike(node);
            }
        }
    }

    private static void assertAlike(Node node) {
        int attempt = (int) node.count("auth_pending_registration");
        IntStream.range(0, 2).forEach(i -> {
            String username = "person" + attempt + "x" + i;
            assertInstanceOf(
                    RegistrationResult.VerificationSent.class, register(node, username, "ada@example.com"), username);
        });
        node.doorward().recovery().forgotPassword("ada@example.com", Node.CLIENT);
        node.doorward().recovery().forgotPassword("nobody@example.com", Node.CLIENT);
    }

    @BothDatabases
    void a_mailer_that_hangs_delays_no_answer(TestDatabase database) {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        Mailer mailer = message -> {
            hanging.countDown();
            Together.await(released);
        };
        try (Node node = node(database, mailer)) {
            register(node, "ada", "ada@example.com");
            var delivering = Together.started(() -> node.doorward().outbox().deliverDue());
            Together.await(hanging);

            // All of this answers while the one mail is still on its way, and holds neither row nor connection.
            assertAlike(node);
            assertTrue(node.count("auth_mail_outbox") > 1);

            released.countDown();
            assertTrue(Together.result(delivering) >= 1);
        }
    }
}
