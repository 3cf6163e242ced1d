package dev.doorward.auth.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/** A connection that knows how far a message came, which its exceptions do not tell. */
final class SmtpTransport extends SMTPTransport {
    private boolean recipientNamed;

    SmtpTransport(Session session) {
        super(session, new URLName("smtp", null, -1, null, null, null));
    }

    @Override
    protected void rcptTo() throws MessagingException {
        recipientNamed = true;
        super.rcptTo();
    }

    /** Whether the server has been told whom the message is for. */
    boolean isRecipientNamed() {
        return recipientNamed;
    }
}
