package dev.doorward.auth.account;

import dev.doorward.auth.audit.AuditLog;
import dev.doorward.auth.audit.AuditType;
import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.identity.EmailAddress;
import dev.doorward.auth.identity.Username;
import dev.doorward.auth.password.PasswordHasher;
import dev.doorward.auth.password.PasswordTable;
import dev.doorward.auth.store.Database;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Takes over accounts with the hashes they have. */
final class AccountImport {
    private final Database database;
    private final AccountRules rules;
    private final AccountTable accounts;
    private final Reservations reservations;
    private final PasswordTable passwords;
    private final AuditLog audit;
    private final Clock clock;
    private final SecureRandom random;

    AccountImport(
            Database database,
            AccountRules rules,
            AccountTable accounts,
            Reservations reservations,
            PasswordTable passwords,
            AuditLog audit,
            Clock clock,
            SecureRandom random) {
        this.database = database;
        this.rules = rules;
        this.accounts = accounts;
        this.reservations = reservations;
        this.passwords = passwords;
        this.audit = audit;
        this.clock = clock;
        this.random = random;
    }

    ImportResult run(ImportedAccount imported) {
        imported.roles().forEach(Administration::checkRole);
        Administration.checkNumberOf(imported.roles());
        AccountForm form = new AccountForm(rules);
        Username username = imported.username() == null
                ? null
                : form.username(imported.username()).orElse(null);
        EmailAddress email =
                imported.email() == null ? null : form.email(imported.email()).orElse(null);
        if (username == null && email == null && !form.isRefused()) {
            form.refuse(Reason.of("username", "username_required"));
        }
        String hash = imported.passwordHash();
        if (hash != null && !PasswordHasher.isReadable(hash)) {
            form.refuse(Reason.of("passwordHash", "password_hash_unreadable"));
        }
        if (form.isRefused()) {
            return ImportResult.Refused.because(form.reasons());
        }
        AccountTable.NewAccount account = new AccountTable.NewAccount(
                AccountId.random(clock, random),
                username,
                email,
                email != null && imported.emailVerified(),
                imported.roles(),
                clock.instant());
        try {
            return database.inTransaction(handle -> write(handle, account, hash));
        } catch (Refusal refusal) {
            return ImportResult.Refused.because(refusal.reasons());
        }
    }

    private ImportResult write(Handle handle, AccountTable.NewAccount account, @Nullable String hash) {
        Optional<String> conflict = accounts.insert(handle, account);
        if (conflict.isPresent()) {
            throw Refusal.taken(conflict.get());
        }
        reservations.refuseKept(handle, account.username());
        reservations.refuseKept(handle, account.id(), account.email());
        if (hash != null) {
            passwords.put(handle, account.id(), hash);
        }
        audit.record(handle, audit.event(AuditType.IMPORTED, account.id(), Client.unknown()));
        return new ImportResult.Imported(
                accounts.find(handle, account.id()).orElseThrow().account());
    }
}
