package dev.doorward.auth.account;

import dev.doorward.auth.account.PendingRegistrationTable.Pending;
import dev.doorward.auth.audit.AuditLog;
import dev.doorward.auth.audit.AuditType;
import dev.doorward.auth.audit.FieldRefusal;
import dev.doorward.auth.device.Devices;
import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.identity.EmailAddress;
import dev.doorward.auth.identity.Username;
import dev.doorward.auth.identity.Uuid7;
import dev.doorward.auth.mail.MailTemplate;
import dev.doorward.auth.secret.CookieSigner;
import dev.doorward.auth.secret.SealedRows;
import dev.doorward.auth.store.Database;
import dev.doorward.auth.ticket.Ticket;
import dev.doorward.auth.ticket.TicketPurpose;
import dev.doorward.auth.ticket.Tickets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Registrations that wait for their address to be proved.
 *
 * <p>Whoever registers somebody else's address gets the same answer after the same statements as anybody, and a row
 * that nothing can turn into an account. Whoever registers first with an address nobody has proved does not own it: the
 * account is born when the mailed link is used, with the password that was chosen only if that happens in the browser
 * where it was chosen, and else with one that whoever reads the mailbox types.
 */
final class PendingRegistrations {
    private final Database database;
    private final PendingRegistrationTable table;
    private final AccountTable accounts;
    private final Reservations reservations;
    private final NewPasswords newPasswords;
    private final AccountBirth births;
    private final Devices devices;
    private final AccountMails mails;
    private final Tickets tickets;
    private final CookieSigner cookies;
    private final AuditLog audit;
    private final Clock clock;
    private final SecureRandom random;

    PendingRegistrations(
            Database database,
            PendingRegistrationTable table,
            AccountTable accounts,
            Reservations reservations,
            NewPasswords newPasswords,
            AccountBirth births,
            Devices devices,
            AccountMails mails,
            Tickets tickets,
            CookieSigner cookies,
            AuditLog audit,
            Clock clock,
            SecureRandom random) {
        this.database = database;
        this.table = table;
        this.accounts = accounts;
        this.reservations = reservations;
        this.newPasswords = newPasswords;
        this.births = births;
        this.devices = devices;
        this.mails = mails;
        this.tickets = tickets;
        this.cookies = cookies;
        this.audit = audit;
        this.clock = clock;
        this.random = random;
    }

    /**
     * @param previous the cookie of a browser that may have registered before: its own registration keeps no name from
     *     it
     */
    boolean isNameKept(Handle handle, Username username, @Nullable String previous) {
        return table.isNameKept(handle, username, named(previous).orElse(null), clock.instant());
    }

    /** Which registration a browser's cookie names. */
    private Optional<UUID> named(@Nullable String cookie) {
        return cookies.open(cookie).map(UUID::fromString);
    }

    /**
     * Writes a registration and its mail: to the address, or to the owner of the account that has it.
     *
     * @throws Refusal if the name is taken, or the application refuses its fields
     */
    RegistrationResult begin(Handle handle, RegistrationFlow.Chosen chosen, Registration registration) {
        Instant now = clock.instant();
        Username username = chosen.username();
        Pending pending = new Pending(
                Uuid7.next(clock, random),
                username,
                chosen.email(),
                chosen.phc(),
                registration.extra(),
                now.plus(TicketPurpose.VERIFY_EMAIL.lifetime()));
        named(registration.previous()).ifPresent(previous -> table.delete(handle, previous));
        if (username != null) {
            table.deleteExpired(handle, username, now);
        }
        Optional<String> conflict = table.insert(handle, pending, now);
        if (conflict.isPresent()
                || (username != null
                        && accounts.findByUsername(handle, username.key()).isPresent())) {
            throw Refusal.taken(AccountTable.USERNAME_TAKEN);
        }
        List<FieldRefusal> refusals = audit.record(
                handle,
                audit.event(AuditType.REGISTRATION_REQUESTED, null, registration.client())
                        .withExtra(registration.extra()));
        if (!refusals.isEmpty()) {
            throw Refusal.byApplication(refusals);
        }
        tell(handle, pending, registration.client());
        return new RegistrationResult.VerificationSent(cookies.sign(pending.id().toString()));
    }

    private void tell(Handle handle, Pending pending, Client client) {
        Optional<EmailAddress> owner = reservations.ownerOf(handle, pending.email(), null);
        mails.answer(
                handle,
                pending.email(),
                owner,
                MailTemplate.VERIFY_EMAIL,
                () -> mails.verifyRegistration(handle, pending.id(), pending.email(), pending.expiresAt(), client),
                client);
    }

    LinkState look(Ticket ticket, @Nullable String cookie) {
        return database.read(handle -> find(handle, ticket))
                .<LinkState>map(pending ->
                        new LinkState.Usable(pending.email().value(), nameOf(pending), !isOf(cookie, pending)))
                .orElseGet(LinkState.Unusable::new);
    }

    private Optional<Pending> find(Handle handle, Ticket ticket) {
        return table.find(handle, ticket.subject(), clock.instant())
                .filter(pending -> pending.email().equals(ticket.email()));
    }

    private boolean isOf(@Nullable String cookie, Pending pending) {
        return named(cookie).filter(pending.id()::equals).isPresent();
    }

    private static @Nullable String nameOf(Pending pending) {
        return pending.username() == null ? null : pending.username().value();
    }

    /** Makes the account. */
    VerifyResult verify(Ticket ticket, @Nullable String cookie, @Nullable String password, Client client) {
        Optional<Pending> found = database.read(handle -> find(handle, ticket));
        if (found.isEmpty()) {
            return VerifyResult.Refused.invalid();
        }
        Pending pending = found.get();
        if (password == null || password.isEmpty()) {
            return isOf(cookie, pending) ? bear(ticket, pending.phc(), client) : new VerifyResult.PasswordNeeded();
        }
        NewPasswords.Choice chosen =
                newPasswords.choose(password, nameOf(pending), pending.email().value(), client);
        if (chosen instanceof NewPasswords.Refused refused) {
            return VerifyResult.Refused.because(refused.reasons());
        }
        return chosen instanceof NewPasswords.Hashed hashed
                ? bear(ticket, hashed.phc(), client)
                : new VerifyResult.Busy(((NewPasswords.Busy) chosen).retryAfter());
    }

    private VerifyResult bear(Ticket ticket, String phc, Client client) {
        try {
            return database.inTransaction(handle -> table.lock(handle, ticket.subject(), clock.instant())
                    .filter(pending -> tickets.consume(handle, ticket))
                    .map(pending -> bear(handle, pending, phc, client))
                    .orElseGet(VerifyResult.Refused::invalid));
        } catch (Refusal refusal) {
            return VerifyResult.Refused.because(refusal.reasons());
        }
    }

    private VerifyResult bear(Handle handle, Pending pending, String phc, Client client) {
        table.delete(handle, pending.id());
        AccountState born = births.write(
                handle,
                new AccountTable.NewAccount(
                        AccountId.random(clock, random),
                        pending.username(),
                        pending.email(),
                        true,
                        Set.of(),
                        clock.instant()),
                phc,
                client,
                pending.extra());
        audit.record(
                handle, audit.event(AuditType.EMAIL_VERIFIED, born.account().id(), client));
        return new VerifyResult.Verified(
                born.account(), false, devices.issue(handle, born.account().id(), client));
    }

    /** Mails again to whatever waits at an address: a registration, or an account whose address is not proved. */
    void resend(AccountLimits.Admitted admitted, Client client) {
        database.useTransaction(handle -> {
            Instant now = clock.instant();
            Optional<AccountState> owner = accounts.findByEmail(handle, admitted.address());
            Optional<PendingRegistrationTable.Waiting> due = table.lockNewestFor(handle, admitted.address(), now)
                    .filter(waiting -> owner.isEmpty() && waiting.mayBeMailed(now));
            Optional<AccountState> toProve = owner.filter(AccountState::isActive)
                    .filter(state -> !state.account().emailVerified());
            boolean mayMail =
                    admitted.mayMail(handle, MailTemplate.VERIFY_EMAIL, toProve.isPresent() || due.isPresent());
            Optional<AccountState> unproved = toProve.filter(state -> mayMail);
            Optional<PendingRegistrationTable.Waiting> registration = due.filter(waiting -> mayMail);
            // Nobody's row is counted too, so that an unknown address costs the same statements.
            table.countMail(
                    handle,
                    registration.map(PendingRegistrationTable.Waiting::id).orElseGet(() -> Uuid7.next(clock, random)),
                    now);
            if (unproved.isPresent()) {
                AccountState state = unproved.get();
                mails.verifyOwn(handle, state, state.email().orElseThrow(), client);
            } else if (registration.isPresent()) {
                PendingRegistrationTable.Waiting waiting = registration.get();
                mails.verifyRegistration(handle, waiting.id(), waiting.email(), waiting.expiresAt(), client);
            } else {
                mails.nothing(handle);
            }
            AccountId account = unproved.map(state -> state.account().id()).orElse(null);
            audit.record(handle, audit.event(AuditType.VERIFICATION_REQUESTED, account, client));
        });
    }

    void deleteExpired() {
        database.useTransaction(handle -> table.deleteExpired(handle, clock.instant()));
    }

    SealedRows sealedRows() {
        return table.sealedRows(database);
    }
}
