package dev.doorward.auth.account;

import dev.doorward.auth.audit.AuditLog;
import dev.doorward.auth.audit.AuditType;
import dev.doorward.auth.device.Devices;
import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.mail.MailTemplate;
import dev.doorward.auth.password.PasswordTable;
import dev.doorward.auth.session.AccountSessions;
import dev.doorward.auth.store.Database;
import dev.doorward.auth.ticket.Ticket;
import dev.doorward.auth.ticket.Tickets;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Sets a new password for whoever reads the account's mailbox. */
final class PasswordResets {
    private final Database database;
    private final AccountTable accounts;
    private final NewPasswords newPasswords;
    private final PasswordTable passwords;
    private final PasswordGuesses guesses;
    private final AccountSessions sessions;
    private final Devices devices;
    private final AccountMails mails;
    private final Tickets tickets;
    private final AuditLog audit;

    PasswordResets(
            Database database,
            AccountTable accounts,
            NewPasswords newPasswords,
            PasswordTable passwords,
            PasswordGuesses guesses,
            AccountSessions sessions,
            Devices devices,
            AccountMails mails,
            Tickets tickets,
            AuditLog audit) {
        this.database = database;
        this.accounts = accounts;
        this.newPasswords = newPasswords;
        this.passwords = passwords;
        this.guesses = guesses;
        this.sessions = sessions;
        this.devices = devices;
        this.mails = mails;
        this.tickets = tickets;
        this.audit = audit;
    }

    void request(AccountLimits.Admitted admitted, Client client) {
        database.useTransaction(handle -> {
            Optional<AccountState> found =
                    accounts.findByEmail(handle, admitted.address()).filter(AccountState::isActive);
            boolean mayMail = admitted.mayMail(handle, MailTemplate.RESET_PASSWORD, found.isPresent());
            // An address that may get no more is one that nobody has.
            Optional<AccountState> owner = found.filter(state -> mayMail);
            // To the address that is stored: what was typed only finds it (CVE-2019-19844).
            owner.ifPresentOrElse(
                    state -> mails.resetPassword(
                            handle, state.account().id(), state.email().orElseThrow(), state.epoch(), client),
                    () -> mails.nothing(handle));
            AccountId account = owner.map(state -> state.account().id()).orElse(null);
            audit.record(handle, audit.event(AuditType.RESET_REQUESTED, account, client));
        });
    }

    /** Of this account's links, also that of a login, which asks for no password. */
    LinkState look(Ticket ticket, boolean passwordNeeded) {
        return database.read(handle -> accounts.find(handle, AccountId.of(ticket.subject()))
                        .filter(state -> state.isFor(ticket) && state.hasEmail(ticket.email()))
                        .filter(state -> !tickets.isUsed(handle, ticket)))
                .<LinkState>map(state -> new LinkState.Usable(
                        ticket.email().value(), state.account().username(), passwordNeeded))
                .orElseGet(LinkState.Unusable::new);
    }

    ResetResult reset(Ticket ticket, @Nullable String password, Client client) {
        Optional<AccountState> found = database.read(handle -> accounts.find(handle, AccountId.of(ticket.subject()))
                .filter(state -> state.isFor(ticket) && state.hasEmail(ticket.email())));
        if (found.isEmpty()) {
            return ResetResult.Refused.invalid();
        }
        Account account = found.get().account();
        NewPasswords.Choice chosen = newPasswords.choose(password, account.username(), account.email(), client);
        if (chosen instanceof NewPasswords.Refused refused) {
            return ResetResult.Refused.because(refused.reasons());
        }
        if (chosen instanceof NewPasswords.Busy busy) {
            return new ResetResult.Busy(busy.retryAfter());
        }
        String phc = ((NewPasswords.Hashed) chosen).phc();
        return database.inTransaction(handle -> accounts.lock(handle, AccountId.of(ticket.subject()))
                .filter(state -> state.isFor(ticket) && state.hasEmail(ticket.email()))
                .filter(state -> tickets.consume(handle, ticket))
                .map(state -> reset(handle, state, phc, client))
                .orElseGet(ResetResult.Refused::invalid));
    }

    private ResetResult reset(Handle handle, AccountState state, String phc, Client client) {
        AccountId id = state.account().id();
        int epoch = state.epoch() + 1;
        passwords.put(handle, id, phc);
        guesses.forgetAll(handle, state.account());
        accounts.proveEmail(handle, id, epoch);
        sessions.endBefore(handle, id, epoch);
        Account proved = accounts.find(handle, id).orElseThrow().account();
        mails.passwordReset(handle, proved, client);
        audit.record(handle, audit.event(AuditType.PASSWORD_RESET, id, client));
        if (!state.account().emailVerified()) {
            audit.record(handle, audit.event(AuditType.EMAIL_VERIFIED, id, client));
        }
        return new ResetResult.Reset(proved, devices.issueOnly(handle, id, client));
    }
}
