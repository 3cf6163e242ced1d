package dev.doorward.docs;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.DoorwardBuilder;
import dev.doorward.auth.mail.MailContent;
import dev.doorward.auth.mail.MailException;
import dev.doorward.auth.mail.MailTemplate;
import dev.doorward.auth.mail.SmtpMailer;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The snippets of docs/mail.md. */
final class MailExampleTest {
    private final DoorwardBuilder builder = Doorward.builder();

    /** What somebody's mail service offers. */
    private interface Api {
        boolean send(String to, String subject, String text, String html);
    }

    @Test
    void a_server_is_named_by_its_url() {
        assertDoesNotThrow(() -> smtp("p%40ssword"));
        assertThrows(IllegalArgumentException.class, () -> smtp("not encoded @"));
    }

    private void smtp(String password) {
        // docs: smtp
        builder.mailer(SmtpMailer.of("smtp://shop:" + password + "@mail.example:587", "Shop <mail@shop.example>"));
        // docs: end
    }

    @Test
    void anything_that_takes_mail_is_a_mailer() {
        Api api = (to, subject, text, html) -> false;
        // docs: mailer
        builder.mailer(message -> {
            if (!api.send(message.to().value(), message.subject(), message.text(), message.html())) {
                throw MailException.unavailable("the API does not answer");
            }
        });
        // docs: end
    }

    @Test
    void a_renderer_says_what_it_wants_to() {
        // docs: renderer
        builder.mails(mail -> {
            if (mail.template() != MailTemplate.LOGIN_LINK) {
                return Optional.empty(); // the built-in text will do
            }
            String html = "<p><a href=\"" + escaped(mail.link()) + "\">Log in</a></p>";
            return Optional.of(new MailContent("Your link", "Log in: " + mail.link(), html));
        });
        // docs: end
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;");
    }
}
