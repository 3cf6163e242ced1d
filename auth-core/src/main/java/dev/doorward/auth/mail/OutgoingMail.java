package dev.doorward.auth.mail;

import dev.doorward.auth.identity.Client;
import dev.doorward.auth.identity.EmailAddress;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A mail at the moment it is sent, for a template.
 *
 * @param to for a salutation at most; a template does not decide where a mail goes
 * @param link what there is to press; null where the template has no ticket. Whoever has it may use it
 * @param client who caused the mail. What its user agent says was chosen by a stranger: show it in words of your own
 * @param at when it was caused
 * @param expiresAt until when the link works; null without one
 * @param facts what {@link MailTemplate} lists for the template
 */
public record OutgoingMail(
        MailTemplate template,
        EmailAddress to,
        @Nullable String link,
        Client client,
        Instant at,
        @Nullable Instant expiresAt,
        Map<String, String> facts) {

    /** Names nobody and gives no link away. */
    @Override
    public String toString() {
        return "OutgoingMail[" + template + "]";
    }
}
