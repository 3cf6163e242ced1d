package dev.doorward.auth.mail;

import dev.doorward.auth.identity.EmailAddress;
import java.util.Objects;

/**
 * One message to one recipient, in words.
 *
 * @param subject one line; becomes a header
 * @param text the message as plain text
 * @param html the same as HTML, complete
 */
public record MailMessage(EmailAddress to, String subject, String text, String html) {

    /** @throws IllegalArgumentException if the subject has line breaks or other control characters */
    public MailMessage {
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(html, "html");
        MailContent.requireOneLine(subject, "A subject");
    }

    /** Says to nobody where the message goes or what its links are. */
    @Override
    public String toString() {
        return "MailMessage[" + subject + "]";
    }
}
