package dev.doorward.auth.account;

import dev.doorward.auth.audit.AuditLog;
import dev.doorward.auth.audit.AuditType;
import dev.doorward.auth.audit.FieldRefusal;
import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.EmailAddress;
import dev.doorward.auth.identity.Username;
import dev.doorward.auth.password.HashResult;
import dev.doorward.auth.password.PasswordHasher;
import dev.doorward.auth.password.PasswordTable;
import dev.doorward.auth.store.Database;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Registers: check what was typed, hash, then write account, password and event together or not at all. */
final class RegistrationFlow {
    private final Database database;
    private final AccountRules rules;
    private final AccountTable accounts;
    private final PasswordTable passwords;
    private final PasswordHasher hasher;
    private final AuditLog audit;
    private final Clock clock;
    private final SecureRandom random;

    RegistrationFlow(
            Database database,
            AccountRules rules,
            AccountTable accounts,
            PasswordTable passwords,
            PasswordHasher hasher,
            AuditLog audit,
            Clock clock,
            SecureRandom random) {
        this.database = database;
        this.rules = rules;
        this.accounts = accounts;
        this.passwords = passwords;
        this.hasher = hasher;
        this.audit = audit;
        this.clock = clock;
        this.random = random;
    }

    RegistrationResult register(Registration registration) {
        AccountForm form = new AccountForm(rules);
        Optional<Username> username = form.username(registration.username());
        Optional<EmailAddress> email = form.email(registration.email());
        form.password(registration.password(), registration.username(), registration.email());
        // Spares a hash; what decides is the constraint.
        database.<@Nullable Void>read(handle -> {
            username.filter(name -> accounts.findByUsername(handle, name.key()).isPresent())
                    .ifPresent(name -> form.taken(AccountTable.USERNAME_TAKEN));
            email.filter(address -> accounts.findByEmail(handle, address.key()).isPresent())
                    .ifPresent(address -> form.taken(AccountTable.EMAIL_TAKEN));
            return null;
        });
        if (form.isRefused() || registration.password() == null) {
            return RegistrationResult.Refused.because(form.reasons());
        }
        HashResult hashed = hasher.hash(registration.password(), registration.client());
        if (hashed instanceof HashResult.Busy busy) {
            return new RegistrationResult.Busy(busy.retryAfter());
        }
        AccountTable.NewAccount account = new AccountTable.NewAccount(
                AccountId.random(clock, random),
                username.orElse(null),
                email.orElseThrow(),
                false,
                Set.of(),
                clock.instant());
        try {
            return database.inTransaction(
                    handle -> write(handle, account, ((HashResult.Hashed) hashed).phc(), registration, form));
        } catch (RefusedByApplication refused) {
            return RegistrationResult.Refused.because(refused.reasons);
        }
    }

    private RegistrationResult write(
            Handle handle, AccountTable.NewAccount account, String phc, Registration registration, AccountForm form) {
        Optional<String> conflict = accounts.insert(handle, account);
        if (conflict.isPresent()) {
            form.taken(conflict.get());
            return RegistrationResult.Refused.because(form.reasons());
        }
        passwords.put(handle, account.id(), phc);
        List<FieldRefusal> refusals = audit.record(
                handle,
                audit.event(AuditType.REGISTERED, account.id(), registration.client())
                        .withExtra(registration.extra()));
        if (!refusals.isEmpty()) {
            throw new RefusedByApplication(refusals);
        }
        return new RegistrationResult.Registered(
                accounts.find(handle, account.id()).orElseThrow().account());
    }

    /** Carries a listener's refusal out of the transaction, which must roll back. */
    private static final class RefusedByApplication extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient List<Reason> reasons;

        RefusedByApplication(List<FieldRefusal> refusals) {
            super("registration refused by the application", null, false, false);
            reasons = refusals.stream()
                    .map(refusal -> new Reason(refusal.field(), refusal.code(), Map.of("message", refusal.message())))
                    .toList();
        }
    }
}
