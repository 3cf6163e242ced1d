package dev.doorward.auth.account;

import dev.doorward.auth.audit.AuditLog;
import dev.doorward.auth.audit.AuditType;
import dev.doorward.auth.audit.FieldRefusal;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.password.PasswordTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Writes an account that somebody registered: account, password and event, in the transaction that decides on it. */
final class AccountBirth {
    private final AccountTable accounts;
    private final PasswordTable passwords;
    private final Reservations reservations;
    private final AuditLog audit;

    AccountBirth(AccountTable accounts, PasswordTable passwords, Reservations reservations, AuditLog audit) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.reservations = reservations;
        this.audit = audit;
    }

    /**
     * @param extra the application's own fields, for its listener
     * @throws Refusal if name or address is taken, or the application refuses
     */
    AccountState write(
            Handle handle, AccountTable.NewAccount account, String phc, Client client, Map<String, String> extra) {
        Optional<String> conflict = accounts.insert(handle, account);
        if (conflict.isPresent()) {
            throw Refusal.taken(conflict.get());
        }
        reservations.refuseKept(handle, account.username());
        reservations.refuseKept(handle, account.id(), account.email());
        passwords.put(handle, account.id(), phc);
        List<FieldRefusal> refusals = audit.record(
                handle, audit.event(AuditType.REGISTERED, account.id(), client).withExtra(extra));
        if (!refusals.isEmpty()) {
            throw Refusal.byApplication(refusals);
        }
        return accounts.find(handle, account.id()).orElseThrow();
    }
}
