package dev.doorward.auth.mail;

/**
 * Takes one message to a mail server. Called by the one sending thread of a node, never inside a transaction and never
 * by a thread that answers a request; {@link Outbox#deliverDue} calls it on the caller's thread.
 */
@FunctionalInterface
public interface Mailer {

    /**
     * Hands the message over. Returning means that a server has accepted it; the message is then forgotten here.
     *
     * <p>Must come to an end within a minute: after {@link Outbox#LEASE another} the message counts as unsent and is
     * sent again, perhaps by another node.
     *
     * @throws MailException if no server has accepted it; any other exception counts as {@link MailException#deferred}
     */
    void send(MailMessage message) throws MailException;
}
