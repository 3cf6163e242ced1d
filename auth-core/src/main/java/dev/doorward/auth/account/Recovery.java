package dev.doorward.auth.account;

import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.secret.SealedRows;
import dev.doorward.auth.session.Session;
import dev.doorward.auth.throttle.LimitName;
import dev.doorward.auth.ticket.Ticket;
import dev.doorward.auth.ticket.TicketPurpose;
import dev.doorward.auth.ticket.Tickets;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a mailed link does for an account: prove its address, set a forgotten password, take back a change of address,
 * end a login.
 *
 * <p>Who asks for a mail learns nothing from the answer or its time, whether or not the address has an account. To look
 * at a link changes nothing, so that a mail scanner that follows it does no harm; to use it works once.
 */
public final class Recovery {
    private final Tickets tickets;
    private final AccountLimits limits;
    private final PendingRegistrations pendings;
    private final EmailChanges emails;
    private final PasswordResets resets;
    private final DeviceEnds deviceEnds;

    Recovery(
            Tickets tickets,
            AccountLimits limits,
            PendingRegistrations pendings,
            EmailChanges emails,
            PasswordResets resets,
            DeviceEnds deviceEnds) {
        this.tickets = tickets;
        this.limits = limits;
        this.pendings = pendings;
        this.emails = emails;
        this.resets = resets;
        this.deviceEnds = deviceEnds;
    }

    /**
     * What a link is good for, for the page it leads to. Changes nothing.
     *
     * @param purpose that of the page; {@code VERIFY_EMAIL} and {@code CONFIRM_EMAIL} share one
     * @param registrationCookie of this browser, from {@link RegistrationResult.VerificationSent}
     * @param session of this browser, if it has one
     */
    public LinkState look(
            TicketPurpose purpose,
            @Nullable String token,
            @Nullable String registrationCookie,
            @Nullable Session session) {
        Optional<Ticket> ticket = switch (purpose) {
            case VERIFY_EMAIL, CONFIRM_EMAIL -> verifyingEmail(token);
            case RESET_PASSWORD, UNDO_EMAIL, END_SESSION, LOGIN_LINK -> tickets.verify(purpose, token);
        };
        return ticket.map(read -> look(read, registrationCookie, session)).orElseGet(LinkState.Unusable::new);
    }

    private Optional<Ticket> verifyingEmail(@Nullable String token) {
        return tickets.verify(TicketPurpose.VERIFY_EMAIL, token)
                .or(() -> tickets.verify(TicketPurpose.CONFIRM_EMAIL, token));
    }

    private LinkState look(Ticket ticket, @Nullable String registrationCookie, @Nullable Session session) {
        return switch (ticket.purpose()) {
            case VERIFY_EMAIL -> pendings.look(ticket, registrationCookie);
            case CONFIRM_EMAIL -> emails.look(ticket, session);
            case RESET_PASSWORD -> resets.look(ticket, true);
            case UNDO_EMAIL -> emails.lookAtUndo(ticket);
            case END_SESSION -> deviceEnds.look(ticket);
            case LOGIN_LINK -> resets.look(ticket, false);
        };
    }

    /**
     * Proves an address: of a registration, whose account is born by it; of an account that has not proved it; or the
     * new one of an account that changes it. A change needs a session of that very account: whoever reads the mailbox
     * may take its mail for that of an account of their own.
     *
     * @param registrationCookie of this browser; where it names the registration, no password is needed
     * @param password needed in any other browser for what registered, and becomes the account's
     * @param session of this browser, if it has one; where it is the account's own, an address it has is proved without
     *     a password
     */
    public VerifyResult verifyEmail(
            @Nullable String token,
            @Nullable String registrationCookie,
            @Nullable String password,
            Client client,
            @Nullable Session session) {
        return verifyingEmail(token)
                .map(ticket -> ticket.purpose() == TicketPurpose.VERIFY_EMAIL
                        ? pendings.verify(ticket, registrationCookie, password, client)
                        : emails.confirm(ticket, password, client, session))
                .orElseGet(VerifyResult.Refused::invalid);
    }

    /**
     * Mails the link that proves an address again, where one waits for that: of a registration at most five times in
     * all, a minute apart; of an account as often as the limits allow, until it is proved.
     */
    public MailRequestResult resendVerification(@Nullable String email, Client client) {
        return ask(LimitName.RESEND, email, client, admitted -> pendings.resend(admitted, client));
    }

    /** Mails a link that sets a new password, where the address has an account. */
    public MailRequestResult forgotPassword(@Nullable String email, Client client) {
        return ask(LimitName.RESET, email, client, admitted -> resets.request(admitted, client));
    }

    private MailRequestResult ask(
            LimitName door, @Nullable String email, Client client, Consumer<AccountLimits.Admitted> request) {
        AccountLimits.Admission admission = limits.admitMail(door, email, client);
        if (admission instanceof AccountLimits.Limited limited) {
            return new MailRequestResult.RateLimited(limited.retryAfter());
        }
        request.accept((AccountLimits.Admitted) admission);
        return new MailRequestResult.Accepted();
    }

    /**
     * Sets a new password. Every session, remembered login and other link of the account ends, every browser but the
     * one at hand is a stranger's, and its address counts as proved. Logs nobody in.
     */
    public ResetResult resetPassword(@Nullable String token, @Nullable String password, Client client) {
        return tickets.verify(TicketPurpose.RESET_PASSWORD, token)
                .map(ticket -> resets.reset(ticket, password, client))
                .orElseGet(ResetResult.Refused::invalid);
    }

    /** Gives an account the address back that it had before a change, however often it changed since. */
    public UndoResult undoEmail(@Nullable String token, Client client) {
        return tickets.verify(TicketPurpose.UNDO_EMAIL, token)
                .map(ticket -> emails.undo(ticket, client))
                .orElseGet(UndoResult.Refused::invalid);
    }

    /**
     * Ends what a new device was let in with, by the link of the notice: its sessions and remembered login, and those
     * of devices that were too many to be told of. It works for seven days, whatever became of the account's password
     * and address since, and needs no login.
     */
    public EndResult endSession(@Nullable String token, Client client) {
        return tickets.verify(TicketPurpose.END_SESSION, token)
                .map(ticket -> deviceEnds.end(ticket, client))
                .orElseGet(EndResult.Refused::invalid);
    }

    Optional<Instant> emailChangeAskedAt(AccountId account) {
        return emails.changeAskedAt(account);
    }

    /** Removes registrations and former addresses that have expired, and used tickets with them. */
    public void deleteExpired() {
        pendings.deleteExpired();
        emails.deleteExpired();
        tickets.deleteExpired();
    }

    /** What needs the ring's keys, for whoever changes the ring. */
    public SealedRows sealedRows() {
        return pendings.sealedRows();
    }
}
