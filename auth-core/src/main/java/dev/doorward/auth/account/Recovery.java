package dev.doorward.auth.account;

import dev.doorward.auth.identity.Client;
import dev.doorward.auth.secret.SealedRows;
import dev.doorward.auth.session.Session;
import dev.doorward.auth.ticket.Ticket;
import dev.doorward.auth.ticket.TicketPurpose;
import dev.doorward.auth.ticket.Tickets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a mailed link does for an account: prove its address, set a forgotten password, take back a change of address.
 *
 * <p>Who asks for a mail learns nothing from the answer or its time, whether or not the address has an account. To look
 * at a link changes nothing, so that a mail scanner that follows it does no harm; to use it works once.
 */
public final class Recovery {
    private final Tickets tickets;
    private final PendingRegistrations pendings;
    private final EmailChanges emails;
    private final PasswordResets resets;

    Recovery(Tickets tickets, PendingRegistrations pendings, EmailChanges emails, PasswordResets resets) {
        this.tickets = tickets;
        this.pendings = pendings;
        this.emails = emails;
        this.resets = resets;
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
        return switch (purpose) {
            case VERIFY_EMAIL, CONFIRM_EMAIL ->
                tickets.verify(TicketPurpose.VERIFY_EMAIL, token)
                        .map(ticket -> pendings.look(ticket, registrationCookie))
                        .or(() -> tickets.verify(TicketPurpose.CONFIRM_EMAIL, token)
                                .map(ticket -> emails.look(ticket, session)))
                        .orElseGet(LinkState.Unusable::new);
            case RESET_PASSWORD -> look(purpose, token, ticket -> resets.look(ticket, true));
            case UNDO_EMAIL -> look(purpose, token, emails::lookAtUndo);
            case LOGIN_LINK -> look(purpose, token, ticket -> resets.look(ticket, false));
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
        return tickets.verify(TicketPurpose.VERIFY_EMAIL, token)
                .map(ticket -> pendings.verify(ticket, registrationCookie, password, client))
                .or(() -> tickets.verify(TicketPurpose.CONFIRM_EMAIL, token)
                        .map(ticket -> emails.confirm(ticket, password, client, session)))
                .orElseGet(VerifyResult.Refused::invalid);
    }

    /**
     * Mails the link that proves an address again, where one waits for that: of a registration at most five times in
     * all, a minute apart; of an account as often as somebody asks, until it is proved.
     */
    public void resendVerification(@Nullable String email, Client client) {
        pendings.resend(email, client);
    }

    /** Mails a link that sets a new password, where the address has an account. */
    public void forgotPassword(@Nullable String email, Client client) {
        resets.request(email, client);
    }

    /**
     * Sets a new password. Every session, remembered login and other link of the account ends, and its address counts
     * as proved. Logs nobody in.
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

    private LinkState look(TicketPurpose purpose, @Nullable String token, Function<Ticket, LinkState> what) {
        return tickets.verify(purpose, token).map(what).orElseGet(LinkState.Unusable::new);
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
