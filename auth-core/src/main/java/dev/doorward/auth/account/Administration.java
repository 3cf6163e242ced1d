package dev.doorward.auth.account;

import dev.doorward.auth.audit.AuditEvent;
import dev.doorward.auth.audit.AuditLog;
import dev.doorward.auth.audit.AuditType;
import dev.doorward.auth.device.Devices;
import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.password.PasswordTable;
import dev.doorward.auth.session.AccountSessions;
import dev.doorward.auth.store.Database;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/**
 * Changes to an account's rights and standing: each raises the epoch, so every session of the account ends with it.
 * What is only forgotten in its owner's favour raises none.
 */
final class Administration {
    private static final Pattern ROLE = Pattern.compile("[a-z][a-z0-9_.:-]{0,49}");
    private static final int MAXIMUM_ROLES = 19;

    private final Database database;
    private final AccountTable accounts;
    private final FormerEmailTable formerEmails;
    private final PasswordTable passwords;
    private final PasswordGuesses guesses;
    private final AccountSessions sessions;
    private final Devices devices;
    private final AuditLog audit;

    Administration(
            Database database,
            AccountTable accounts,
            FormerEmailTable formerEmails,
            PasswordTable passwords,
            PasswordGuesses guesses,
            AccountSessions sessions,
            Devices devices,
            AuditLog audit) {
        this.database = database;
        this.accounts = accounts;
        this.formerEmails = formerEmails;
        this.passwords = passwords;
        this.guesses = guesses;
        this.sessions = sessions;
        this.devices = devices;
        this.audit = audit;
    }

    boolean grant(AccountId id, String role, Client by) {
        checkRole(role);
        return change(id, state -> state.isOpen() && !state.account().hasRole(role), (handle, state, epoch) -> {
            Set<String> roles = new HashSet<>(state.account().roles());
            roles.add(role);
            checkNumberOf(roles);
            accounts.changeRoles(handle, id, roles, epoch);
            return audit.event(AuditType.ROLE_GRANTED, id, by).withDetail(role);
        });
    }

    boolean revoke(AccountId id, String role, Client by) {
        return change(id, state -> state.account().hasRole(role), (handle, state, epoch) -> {
            Set<String> roles = new HashSet<>(state.account().roles());
            roles.remove(role);
            accounts.changeRoles(handle, id, roles, epoch);
            return audit.event(AuditType.ROLE_REVOKED, id, by).withDetail(role);
        });
    }

    boolean disable(AccountId id, Client by) {
        return change(id, AccountState::isActive, (handle, state, epoch) -> {
            accounts.changeStatus(handle, id, Account.Status.DISABLED, epoch);
            devices.endAll(handle, id);
            return audit.event(AuditType.DISABLED, id, by);
        });
    }

    boolean enable(AccountId id, Client by) {
        return change(id, state -> state.account().status() == Account.Status.DISABLED, (handle, state, epoch) -> {
            accounts.changeStatus(handle, id, Account.Status.ACTIVE, epoch);
            return audit.event(AuditType.ENABLED, id, by);
        });
    }

    boolean endEverything(AccountId id, Client by) {
        return change(id, AccountState::isOpen, (handle, state, epoch) -> {
            accounts.changeEpoch(handle, id, epoch);
            devices.endAll(handle, id);
            return audit.event(AuditType.EVERYTHING_ENDED, id, by);
        });
    }

    /** Ends nothing: that strangers guessed is no reason to log the owner out. */
    boolean forgetFailures(AccountId id, Client by) {
        return database.inTransaction(handle -> {
            Optional<AccountState> locked = accounts.lock(handle, id).filter(AccountState::isOpen);
            locked.ifPresent(state -> {
                guesses.forgetAll(handle, state.account());
                audit.record(handle, audit.event(AuditType.FAILURES_FORGOTTEN, id, by));
            });
            return locked.isPresent();
        });
    }

    boolean close(AccountId id, Client by) {
        return change(id, AccountState::isOpen, (handle, state, epoch) -> {
            accounts.close(handle, id, epoch);
            passwords.delete(handle, id);
            formerEmails.deleteOf(handle, id);
            devices.endAll(handle, id);
            return audit.event(AuditType.CLOSED, id, by);
        });
    }

    private interface Change {
        AuditEvent apply(Handle handle, AccountState state, int epoch);
    }

    private boolean change(AccountId id, Predicate<AccountState> applies, Change change) {
        return database.inTransaction(handle -> {
            Optional<AccountState> locked = accounts.lock(handle, id).filter(applies);
            locked.ifPresent(state -> {
                int epoch = state.epoch() + 1;
                AuditEvent event = change.apply(handle, state, epoch);
                // Before the event, whose listener may take its time while the cache still believes the old sessions.
                sessions.endBefore(handle, id, epoch);
                audit.record(handle, event);
            });
            return locked.isPresent();
        });
    }

    static void checkRole(String role) {
        if (!ROLE.matcher(role).matches()) {
            throw new IllegalArgumentException(
                    "A role is a lower-case letter followed by at most 49 of a-z 0-9 _ . : -,"
                            + " such as \"admin\", not \"" + role + "\"");
        }
    }

    /** As many as the column holds. */
    static void checkNumberOf(Set<String> roles) {
        if (roles.size() > MAXIMUM_ROLES) {
            throw new IllegalArgumentException("An account has at most " + MAXIMUM_ROLES + " roles");
        }
    }
}
