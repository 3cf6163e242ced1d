package dev.doorward.auth.mail;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jspecify.annotations.Nullable;

/**
 * What an SMTP server's refusal means for us. Only its codes are told on: its words often hold the address.
 *
 * <p>A mail is given up only where the server says, for good, that there is no such mailbox or that it does not take
 * this message. A policy (RFC 3463 class 5.7: relaying, authentication, reputation) is a matter between the operator
 * and the server, so mails outlive it for a day.
 *
 * <p>The server as such has failed only as long as it knows no recipient. Afterwards a silence, a broken connection or
 * {@code 421} may be what that recipient causes: a relay that asks the recipient's own server before it answers hangs
 * where that one does, and anybody can name such an address. So it is the matter of this one mail.
 */
final class SmtpFailure {
    private static final Pattern ENHANCED = Pattern.compile("\\b[245]\\.(\\d{1,3})\\.\\d{1,3}\\b");
    private static final String POLICY = "7";
    private static final int DEEPEST = 20;

    private SmtpFailure() {}

    /** Before there was a message: whatever it is, others would fare no better. */
    static MailException connecting(SmtpServer server, MessagingException e) {
        if (e instanceof AuthenticationFailedException) {
            return MailException.unavailable(server + " refuses user or password");
        }
        for (Throwable cause : causes(e)) {
            if (cause instanceof IOException) {
                return MailException.unavailable(network(server, cause));
            }
        }
        return MailException.unavailable(server + " does not begin as it should; it may not offer STARTTLS");
    }

    /**
     * With a message under way.
     *
     * @param recipientNamed whether the server knew the recipient by then
     */
    static MailException sending(SmtpServer server, MessagingException e, boolean recipientNamed) {
        for (Throwable cause : causes(e)) {
            if (cause instanceof SMTPAddressFailedException refused) {
                return message("the recipient was refused", refused.getReturnCode(), refused.getMessage());
            }
            if (cause instanceof SMTPSenderFailedException refused) {
                return MailException.unavailable(
                        server + " refuses the sender: " + codes(refused.getReturnCode(), refused.getMessage()));
            }
            if (cause instanceof IOException) {
                return brokenOff(network(server, cause), recipientNamed);
            }
        }
        if (e instanceof SMTPSendFailedException refused) {
            String command = String.valueOf(refused.getCommand());
            if (command.startsWith("MAIL")) {
                return MailException.unavailable(
                        server + " refuses the sender: " + codes(refused.getReturnCode(), refused.getMessage()));
            }
            return message("the message was refused", refused.getReturnCode(), refused.getMessage());
        }
        return brokenOff(server + " broke off", recipientNamed);
    }

    private static MailException brokenOff(String reason, boolean recipientNamed) {
        return recipientNamed ? MailException.deferred(reason) : MailException.unavailable(reason);
    }

    private static MailException message(String what, int code, @Nullable String answer) {
        String reason = what + ": " + codes(code, answer);
        return code >= 500 && !isPolicy(answer) ? MailException.refused(reason) : MailException.deferred(reason);
    }

    private static String network(SmtpServer server, Throwable cause) {
        return server + " cannot be talked to: " + cause.getClass().getSimpleName() + ", " + cause.getMessage();
    }

    private static boolean isPolicy(@Nullable String answer) {
        Matcher enhanced = ENHANCED.matcher(String.valueOf(answer));
        return enhanced.find() && enhanced.group(1).equals(POLICY);
    }

    /** The reply code, and the enhanced one (RFC 3463) where there is one. */
    private static String codes(int code, @Nullable String answer) {
        Matcher enhanced = ENHANCED.matcher(String.valueOf(answer));
        return enhanced.find() ? code + " " + enhanced.group() : Integer.toString(code);
    }

    /** The exception, what it names as its cause and what it chains, in that order. */
    private static List<Throwable> causes(MessagingException e) {
        List<Throwable> causes = new ArrayList<>();
        Throwable next = e;
        while (next != null && causes.size() < DEEPEST) {
            causes.add(next);
            Throwable chained = next instanceof MessagingException mail ? mail.getNextException() : null;
            next = chained == null ? next.getCause() : chained;
        }
        return causes;
    }
}
