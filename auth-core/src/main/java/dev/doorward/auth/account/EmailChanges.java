package dev.doorward.auth.account;

import dev.doorward.auth.account.FormerEmailTable.FormerEmail;
import dev.doorward.auth.audit.AuditEvent;
import dev.doorward.auth.audit.AuditLog;
import dev.doorward.auth.audit.AuditType;
import dev.doorward.auth.device.Devices;
import dev.doorward.auth.device.IssuedDevice;
import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.identity.EmailAddress;
import dev.doorward.auth.password.PasswordTable;
import dev.doorward.auth.session.AccountSessions;
import dev.doorward.auth.session.Session;
import dev.doorward.auth.store.Database;
import dev.doorward.auth.ticket.Ticket;
import dev.doorward.auth.ticket.TicketOrder;
import dev.doorward.auth.ticket.TicketPurpose;
import dev.doorward.auth.ticket.Tickets;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Proves addresses of accounts that exist: the one an account has, or the one its owner asked to change to. The ticket
 * names the address it was mailed to, so what is proved is what was mailed, whatever was asked for since.
 */
final class EmailChanges {
    /** What asks for a change of address, and what ends such a request by raising the epoch. */
    private static final Set<AuditType> ASKED_OR_OVER = Set.of(
            AuditType.EMAIL_CHANGE_REQUESTED,
            AuditType.EMAIL_CHANGED,
            AuditType.EMAIL_RESTORED,
            AuditType.PASSWORD_CHANGED,
            AuditType.PASSWORD_RESET,
            AuditType.ROLE_GRANTED,
            AuditType.ROLE_REVOKED,
            AuditType.EVERYTHING_ENDED,
            AuditType.DISABLED,
            AuditType.ENABLED,
            AuditType.CLOSED);

    /** A request is forgotten when more than these came after it. */
    private static final int RECENT_EVENTS = 50;

    private final Database database;
    private final AccountTable accounts;
    private final FormerEmailTable formerEmails;
    private final Reservations reservations;
    private final NewPasswords newPasswords;
    private final PasswordTable passwords;
    private final PasswordGuesses guesses;
    private final AccountSessions sessions;
    private final Devices devices;
    private final AccountMails mails;
    private final Tickets tickets;
    private final AuditLog audit;
    private final Clock clock;

    EmailChanges(
            Database database,
            AccountTable accounts,
            FormerEmailTable formerEmails,
            Reservations reservations,
            NewPasswords newPasswords,
            PasswordTable passwords,
            PasswordGuesses guesses,
            AccountSessions sessions,
            Devices devices,
            AccountMails mails,
            Tickets tickets,
            AuditLog audit,
            Clock clock) {
        this.database = database;
        this.accounts = accounts;
        this.formerEmails = formerEmails;
        this.reservations = reservations;
        this.newPasswords = newPasswords;
        this.passwords = passwords;
        this.guesses = guesses;
        this.sessions = sessions;
        this.devices = devices;
        this.mails = mails;
        this.tickets = tickets;
        this.audit = audit;
        this.clock = clock;
    }

    LinkState look(Ticket ticket, @Nullable Session session) {
        return database.read(handle -> accounts.find(handle, AccountId.of(ticket.subject()))
                        .filter(state -> state.isFor(ticket))
                        .filter(state -> !tickets.isUsed(handle, ticket)))
                .map(state -> state.hasEmail(ticket.email())
                        ? new LinkState.Usable(
                                ticket.email().value(), state.account().username(), !isOf(session, state))
                        : lookAtChange(ticket, state, session))
                .orElseGet(LinkState.Unusable::new);
    }

    private static LinkState lookAtChange(Ticket ticket, AccountState state, @Nullable Session session) {
        if (session == null) {
            return new LinkState.LoginNeeded();
        }
        return isOf(session, state)
                ? new LinkState.Change(ticket.email().value(), state.account().loginName())
                : new LinkState.OtherAccount();
    }

    private static boolean isOf(@Nullable Session session, AccountState state) {
        return session != null && session.account().equals(state.account().id()) && session.epoch() == state.epoch();
    }

    VerifyResult confirm(Ticket ticket, @Nullable String password, Client client, @Nullable Session session) {
        Optional<AccountState> found = database.read(
                handle -> accounts.find(handle, AccountId.of(ticket.subject())).filter(state -> state.isFor(ticket)));
        if (found.isEmpty()) {
            return VerifyResult.Refused.invalid();
        }
        AccountState state = found.get();
        if (!state.hasEmail(ticket.email())) {
            return change(ticket, state, client, session);
        }
        if (isOf(session, state)) {
            return using(ticket, (handle, locked) -> {
                prove(handle, locked.account(), locked.epoch(), client);
                return verified(
                        handle,
                        state.account().id(),
                        false,
                        devices.issue(handle, state.account().id(), client));
            });
        }
        return proveWithPassword(ticket, state.account(), password, client);
    }

    /**
     * Whoever reads the mailbox is not known to be who asked for the change: a stranger who has just registered would
     * press the button for an account that is not theirs, and it would keep their address.
     */
    private VerifyResult change(Ticket ticket, AccountState state, Client client, @Nullable Session session) {
        if (session == null) {
            return new VerifyResult.LoginNeeded();
        }
        return isOf(session, state)
                ? using(ticket, (handle, locked) -> change(handle, locked, ticket.email(), client))
                : new VerifyResult.OtherAccount();
    }

    /**
     * Whoever reads the mailbox is not known to be who registered. So a password is set by whoever reads it, and that
     * of somebody who only claimed the address is gone, with every session.
     */
    private VerifyResult proveWithPassword(Ticket ticket, Account account, @Nullable String password, Client client) {
        if (password == null || password.isEmpty()) {
            return new VerifyResult.PasswordNeeded();
        }
        NewPasswords.Choice chosen = newPasswords.choose(password, account.username(), account.email(), client);
        if (chosen instanceof NewPasswords.Refused refused) {
            return VerifyResult.Refused.because(refused.reasons());
        }
        if (chosen instanceof NewPasswords.Busy busy) {
            return new VerifyResult.Busy(busy.retryAfter());
        }
        String phc = ((NewPasswords.Hashed) chosen).phc();
        return using(ticket, (handle, locked) -> {
            AccountId id = locked.account().id();
            int epoch = locked.epoch() + 1;
            passwords.put(handle, id, phc);
            prove(handle, locked.account(), epoch, client);
            sessions.endBefore(handle, id, epoch);
            Account proved = accounts.find(handle, id).orElseThrow().account();
            mails.passwordReset(handle, proved, client);
            audit.record(handle, audit.event(AuditType.PASSWORD_CHANGED, id, client));
            return new VerifyResult.Verified(proved, false, devices.issueOnly(handle, id, client));
        });
    }

    private interface Use {
        VerifyResult apply(Handle handle, AccountState locked);
    }

    /** Holds the account's row, takes the ticket, and does what it is for; all of it, or nothing. */
    private VerifyResult using(Ticket ticket, Use use) {
        try {
            return database.inTransaction(handle -> accounts.lock(handle, AccountId.of(ticket.subject()))
                    .filter(state -> state.isFor(ticket))
                    .filter(state -> tickets.consume(handle, ticket))
                    .map(state -> use.apply(handle, state))
                    .orElseGet(VerifyResult.Refused::invalid));
        } catch (Refusal refusal) {
            return VerifyResult.Refused.because(refusal.reasons());
        }
    }

    private void prove(Handle handle, Account account, int epoch, Client client) {
        accounts.proveEmail(handle, account.id(), epoch);
        guesses.forgetAll(handle, account);
        audit.record(handle, audit.event(AuditType.EMAIL_VERIFIED, account.id(), client));
    }

    private VerifyResult change(Handle handle, AccountState locked, EmailAddress wanted, Client client) {
        Account before = locked.account();
        int epoch = locked.epoch() + 1;
        write(handle, before.id(), wanted, epoch);
        sessions.endBefore(handle, before.id(), epoch);
        // An address that was never proved may be a stranger's, who must not be given the account.
        if (before.email() != null && before.emailVerified()) {
            keep(handle, before.id(), EmailAddress.stored(before.email()), wanted, epoch, client);
        }
        mails.emailChangedNew(handle, wanted, client);
        audit.record(handle, audit.event(AuditType.EMAIL_CHANGED, before.id(), client));
        return verified(handle, before.id(), true, devices.issue(handle, before.id(), client));
    }

    /** Reserves the old address, and mails it the way back. */
    private void keep(Handle handle, AccountId id, EmailAddress old, EmailAddress now, int epoch, Client client) {
        TicketOrder undo = tickets.order(TicketPurpose.UNDO_EMAIL, id.value(), old, 0);
        formerEmails.insert(handle, new FormerEmail(undo.id(), id, old, epoch, undo.expiresAt()));
        mails.emailChangedOld(handle, old, now, undo, client);
    }

    private void write(Handle handle, AccountId id, EmailAddress email, int epoch) {
        Optional<String> conflict = accounts.changeEmail(handle, id, email, epoch);
        if (conflict.isPresent()) {
            throw Refusal.taken(conflict.get());
        }
        reservations.refuseKept(handle, id, email);
    }

    private VerifyResult verified(Handle handle, AccountId id, boolean changed, IssuedDevice device) {
        return new VerifyResult.Verified(accounts.find(handle, id).orElseThrow().account(), changed, device);
    }

    Optional<Instant> changeAskedAt(AccountId account) {
        Instant living = clock.instant().minus(TicketPurpose.CONFIRM_EMAIL.lifetime());
        return audit.of(account, RECENT_EVENTS).stream()
                .filter(event -> ASKED_OR_OVER.contains(event.type()))
                .findFirst()
                .filter(event -> event.type() == AuditType.EMAIL_CHANGE_REQUESTED)
                .map(AuditEvent::at)
                .filter(at -> at.isAfter(living));
    }

    LinkState lookAtUndo(Ticket ticket) {
        return database.read(handle -> former(handle, ticket)
                        .flatMap(former -> accounts.find(handle, former.account()))
                        .filter(AccountState::isOpen))
                .<LinkState>map(state -> new LinkState.Usable(
                        ticket.email().value(), state.account().username(), false))
                .orElseGet(LinkState.Unusable::new);
    }

    private Optional<FormerEmail> former(Handle handle, Ticket ticket) {
        return formerEmails
                .find(handle, ticket.id(), clock.instant())
                .filter(former -> former.account().value().equals(ticket.subject()))
                .filter(former -> former.email().equals(ticket.email()));
    }

    UndoResult undo(Ticket ticket, Client client) {
        try {
            return database.inTransaction(handle -> accounts.lock(handle, AccountId.of(ticket.subject()))
                    .filter(AccountState::isOpen)
                    .flatMap(state -> former(handle, ticket)
                            .filter(former -> tickets.consume(handle, ticket))
                            .map(former -> undo(handle, state, former, client)))
                    .orElseGet(UndoResult.Refused::invalid));
        } catch (Refusal refusal) {
            return UndoResult.Refused.invalid();
        }
    }

    private UndoResult undo(Handle handle, AccountState locked, FormerEmail former, Client client) {
        AccountId id = former.account();
        int epoch = locked.epoch() + 1;
        write(handle, id, former.email(), epoch);
        formerEmails.deleteSince(handle, id, former.epoch());
        // Whoever changed the address may know the password, or have set it.
        passwords.delete(handle, id);
        devices.endAll(handle, id);
        sessions.endBefore(handle, id, epoch);
        String removed = locked.account().email();
        if (removed != null) {
            mails.emailRemoved(handle, EmailAddress.stored(removed), client);
        }
        mails.emailRestored(handle, id, former.email(), epoch, client);
        Account restored = accounts.find(handle, id).orElseThrow().account();
        guesses.forgetAll(handle, restored);
        audit.record(handle, audit.event(AuditType.EMAIL_RESTORED, id, client));
        return new UndoResult.Restored(restored);
    }

    void deleteExpired() {
        database.useTransaction(handle -> formerEmails.deleteExpired(handle, clock.instant()));
    }
}
