package dev.doorward.auth.account;

import dev.doorward.auth.audit.AuditLog;
import dev.doorward.auth.device.Devices;
import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.mail.Outbox;
import dev.doorward.auth.password.PasswordHasher;
import dev.doorward.auth.password.PasswordTable;
import dev.doorward.auth.secret.CookieSigner;
import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.session.AccountSessions;
import dev.doorward.auth.session.Proof;
import dev.doorward.auth.store.Database;
import dev.doorward.auth.ticket.Tickets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Registers, finds and changes accounts.
 *
 * <p>Usernames and addresses are unique whatever their case and however many requests race for them, because the
 * database says so. Each method is one transaction: all of it happens, with its audit event, or nothing. Expected
 * refusals are results; {@link dev.doorward.auth.store.DatabaseException} means that the database is away. Safe for use
 * by many threads.
 *
 * <p>Methods that take a {@link Proof} are for the account's owner. Those that take an {@link AccountId} decide nothing
 * about who asks: call them where your application has made sure that an administrator does.
 */
public final class Accounts {
    private static final int MAXIMUM_PAGE_SIZE = 1000;
    private static final int MAXIMUM_PAGE = 100_000;

    private final Database database;
    private final AccountTable table = new AccountTable();
    private final PasswordTable passwords;
    private final AccountStates states;
    private final RegistrationFlow registration;
    private final OwnChanges ownChanges;
    private final Administration administration;
    private final AccountImport imports;
    private final Recovery recovery;

    /** Wired by {@link dev.doorward.auth.Doorward}. */
    public Accounts(
            Database database,
            AccountRules rules,
            PasswordHasher hasher,
            PasswordTable passwords,
            PasswordGuesses guesses,
            AccountSessions sessions,
            Devices devices,
            Outbox outbox,
            Tickets tickets,
            AccountLimits limits,
            Notices notices,
            KeyRing keys,
            AuditLog audit,
            Clock clock,
            SecureRandom random) {
        this.database = database;
        this.passwords = passwords;
        this.states = new AccountStates(rules.usernames(), rules.emailVerification());
        PendingRegistrationTable pendingTable = new PendingRegistrationTable(keys, random);
        FormerEmailTable formerEmails = new FormerEmailTable();
        Reservations reservations = new Reservations(table, pendingTable, formerEmails, clock);
        AccountMails mails = new AccountMails(outbox, tickets, limits, notices, clock);
        AccountBirth births = new AccountBirth(table, passwords, reservations, audit);
        NewPasswords newPasswords = new NewPasswords(rules, hasher);
        PendingRegistrations pendings = new PendingRegistrations(
                database,
                pendingTable,
                table,
                reservations,
                newPasswords,
                births,
                devices,
                mails,
                tickets,
                new CookieSigner(keys, "registration"),
                audit,
                clock,
                random);
        this.registration = new RegistrationFlow(
                database, rules, table, newPasswords, limits, births, devices, pendings, mails, clock, random);
        this.ownChanges = new OwnChanges(
                database, rules, table, newPasswords, passwords, sessions, devices, reservations, limits, mails, audit);
        this.administration =
                new Administration(database, table, formerEmails, passwords, guesses, sessions, devices, audit);
        this.imports = new AccountImport(database, rules, table, reservations, passwords, audit, clock, random);
        this.recovery = new Recovery(
                tickets,
                limits,
                pendings,
                new EmailChanges(
                        database,
                        table,
                        formerEmails,
                        reservations,
                        newPasswords,
                        passwords,
                        guesses,
                        sessions,
                        devices,
                        mails,
                        tickets,
                        audit,
                        clock),
                new PasswordResets(
                        database, table, newPasswords, passwords, guesses, sessions, devices, mails, tickets, audit),
                new DeviceEnds(database, table, sessions, tickets, audit));
    }

    /** What mailed links do. */
    public Recovery recovery() {
        return recovery;
    }

    /**
     * Opens an account for whoever asks. Nobody is logged in by it.
     *
     * @return {@code Refused} with every reason at once: {@code username_required}, {@code username_too_short},
     *     {@code username_too_long}, {@code username_invalid}, {@code username_reserved}, {@code username_taken},
     *     {@code email_required}, {@code email_invalid}, {@code email_taken}, the codes of
     *     {@link dev.doorward.auth.password.PasswordPolicy}, and an {@link dev.doorward.auth.audit.AuthListener}'s own;
     *     {@code Busy} when too many passwords are being hashed; {@code RateLimited} when too many registrations come
     *     from the client's network
     */
    public RegistrationResult register(Registration typed) {
        return registration.register(typed);
    }

    public Optional<Account> find(AccountId id) {
        return database.read(handle -> table.find(handle, id)).map(AccountState::account);
    }

    /** When the account's password was set last; empty where it has none. */
    public Optional<Instant> passwordChangedAt(AccountId id) {
        return database.read(handle -> passwords.changedAt(handle, id));
    }

    /**
     * When the link was asked for that waits in a new mailbox to change the account's address; empty where there is
     * none, it is known to be dead, or many events came after it. To which address it went, only the link itself says.
     */
    public Optional<Instant> emailChangeAskedAt(AccountId id) {
        return recovery.emailChangeAskedAt(id);
    }

    /** By username or address as somebody typed it, in any case. */
    public Optional<Account> findByLogin(@Nullable String usernameOrEmail) {
        return database.read(handle -> states.find(handle, usernameOrEmail)).map(AccountState::account);
    }

    /**
     * All accounts, closed ones too, newest first.
     *
     * @param page counted from 1, at most 100,000
     * @param size of a page, 1 to 1,000
     */
    public AccountPage list(int page, int size) {
        int offset = offset(page, size);
        return page(database.read(handle -> table.list(handle, offset, size + 1)), page, size);
    }

    /**
     * Accounts whose username or address contains a text, in any case, newest first. Reads the whole table: for
     * administrators, not for a hot path.
     */
    public AccountPage search(String text, int page, int size) {
        int offset = offset(page, size);
        return page(database.read(handle -> table.search(handle, text.strip(), offset, size + 1)), page, size);
    }

    private static int offset(int page, int size) {
        if (page < 1 || page > MAXIMUM_PAGE || size < 1 || size > MAXIMUM_PAGE_SIZE) {
            throw new IllegalArgumentException("a page is 1 to " + MAXIMUM_PAGE + " and its size 1 to "
                    + MAXIMUM_PAGE_SIZE + ", not " + page + " and " + size);
        }
        return (page - 1) * size;
    }

    /** @param found one more than the page holds, where there is one */
    private static AccountPage page(List<Account> found, int page, int size) {
        return new AccountPage(found.subList(0, Math.min(size, found.size())), page, found.size() > size);
    }

    /** Changes the name its owner logs in with; the old one is free for others at once. */
    public ChangeResult changeUsername(Proof proof, @Nullable String username, Client client) {
        return ownChanges.changeUsername(proof, username, client);
    }

    /**
     * Mails a link to a new address, which becomes the account's when that is used, within 24 hours. Then everybody is
     * logged out, and the former address is told how to undo it.
     *
     * @return {@code EmailProofSent}, {@code RateLimited}, or {@code Refused} with {@code email_required},
     *     {@code email_invalid} or {@code email_unchanged}
     */
    public ChangeResult changeEmail(Proof proof, @Nullable String email, Client client) {
        return ownChanges.changeEmail(proof, email, client);
    }

    /**
     * Sets a new password. Every other session and remembered login of the account ends, and every browser but the one
     * at hand is a stranger's.
     */
    public ChangeResult changePassword(Proof proof, @Nullable String password, Client client) {
        return ownChanges.changePassword(proof, password, client);
    }

    /**
     * Gives an account a role. Its sessions end, because they carry the rights they were opened with.
     *
     * @param role a lower-case letter followed by at most 49 of {@code a-z 0-9 _ . : -}
     * @param by who does so, for the audit log
     * @return false if there is no such account, it is closed, or it has the role
     */
    public boolean grant(AccountId id, String role, Client by) {
        return administration.grant(id, role, by);
    }

    /**
     * Takes a role away, and ends the account's sessions.
     *
     * @return false if there was nothing to take
     */
    public boolean revoke(AccountId id, String role, Client by) {
        return administration.revoke(id, role, by);
    }

    /**
     * Lets nobody into an account, and ends its sessions.
     *
     * @return false if it is not active
     */
    public boolean disable(AccountId id, Client by) {
        return administration.disable(id, by);
    }

    /**
     * Lets the owner in again.
     *
     * @return false if it is not disabled
     */
    public boolean enable(AccountId id, Client by) {
        return administration.enable(id, by);
    }

    /**
     * Ends every session and remembered login of an account, and makes every browser a stranger's.
     *
     * @return false if there is no such account, or it is closed
     */
    public boolean endEverything(AccountId id, Client by) {
        return administration.endEverything(id, by);
    }

    /**
     * Forgets the wrong passwords that were tried for an account and its names, also a hundred in a row, after which no
     * stranger gets in. For an account without an address nothing else lifts that. Ends no session.
     *
     * <p>Whoever guesses has their tries back with it, too: change the password first where one is known to be weak.
     *
     * @return false if there is no such account, or it is closed
     */
    public boolean forgetFailures(AccountId id, Client by) {
        return administration.forgetFailures(id, by);
    }

    /**
     * Closes an account for good: address, password and roles are erased, sessions end. The row stays for what refers
     * to it, and the username is never given out again.
     *
     * @return false if there is no such account, or it is closed
     */
    public boolean close(AccountId id, Client by) {
        return administration.close(id, by);
    }

    /**
     * Takes over an account from another system.
     *
     * @return {@code Refused} with the codes of {@link #register} for names and addresses, or
     *     {@code password_hash_unreadable} for what is not an Argon2 PHC string within the limits of
     *     {@link PasswordHasher}
     */
    public ImportResult importAccount(ImportedAccount account) {
        return imports.run(account);
    }
}
