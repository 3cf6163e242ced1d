package dev.doorward.auth.mail;

import java.util.Optional;

/**
 * Says mails in an application's own words. It renders the templates it knows and leaves the rest to the built-in
 * texts:
 *
 * <pre>{@code
 * MailRenderer own = mail -> mail.template() == MailTemplate.VERIFY_EMAIL
 *         ? Optional.of(new MailContent("Welcome", text(mail.link()), html(mail.link())))
 *         : Optional.empty();
 * }</pre>
 *
 * <p>Facts and client are what somebody typed: HTML has to escape them.
 */
@FunctionalInterface
public interface MailRenderer {

    /**
     * What the mail says, or empty to leave it to the built-in texts. What this throws is logged and the mail is tried
     * again later, for a day.
     */
    Optional<MailContent> render(OutgoingMail mail);
}
