package dev.doorward.auth.account;

import dev.doorward.auth.device.Devices;
import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.EmailAddress;
import dev.doorward.auth.identity.Username;
import dev.doorward.auth.mail.MailTemplate;
import dev.doorward.auth.store.Database;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Registers: check what was typed, hash, then write together or not at all: the account with password and event where
 * an address may be proved later, else the registration that waits for it.
 */
final class RegistrationFlow {
    private final Database database;
    private final AccountRules rules;
    private final AccountTable accounts;
    private final NewPasswords newPasswords;
    private final AccountLimits limits;
    private final AccountBirth births;
    private final Devices devices;
    private final PendingRegistrations pendings;
    private final AccountMails mails;
    private final Clock clock;
    private final SecureRandom random;

    RegistrationFlow(
            Database database,
            AccountRules rules,
            AccountTable accounts,
            NewPasswords newPasswords,
            AccountLimits limits,
            AccountBirth births,
            Devices devices,
            PendingRegistrations pendings,
            AccountMails mails,
            Clock clock,
            SecureRandom random) {
        this.database = database;
        this.rules = rules;
        this.accounts = accounts;
        this.newPasswords = newPasswords;
        this.limits = limits;
        this.births = births;
        this.devices = devices;
        this.pendings = pendings;
        this.mails = mails;
        this.clock = clock;
        this.random = random;
    }

    /** What somebody registers with, checked. */
    record Chosen(@Nullable Username username, EmailAddress email, String phc) {

        /** Hides the hash. */
        @Override
        public String toString() {
            return "Chosen[" + username + "]";
        }
    }

    RegistrationResult register(Registration registration) {
        boolean verifiedFirst = rules.emailVerification() == EmailVerification.REQUIRED;
        AccountForm form = new AccountForm(rules);
        Optional<Username> username = form.username(registration.username());
        Optional<EmailAddress> email = form.email(registration.email());
        form.password(registration.password(), registration.username(), registration.email());
        if (username.isPresent() || email.isPresent()) {
            // Also who only looks whether a name or an address is taken has to wait.
            Optional<Duration> wait = limits.takeRegistration(registration.client());
            if (wait.isPresent()) {
                return new RegistrationResult.RateLimited(wait.get());
            }
        }
        // Spares a hash; what decides is the constraint. Whether an address is taken is told only where it is no
        // secret.
        database.<@Nullable Void>read(handle -> {
            username.filter(name -> isTaken(handle, name, registration.previous()))
                    .ifPresent(name -> form.taken(AccountTable.USERNAME_TAKEN));
            email.filter(address -> !verifiedFirst
                            && accounts.findByEmail(handle, address.key()).isPresent())
                    .ifPresent(address -> form.taken(AccountTable.EMAIL_TAKEN));
            return null;
        });
        if (form.isRefused() || registration.password() == null) {
            return RegistrationResult.Refused.because(form.reasons());
        }
        NewPasswords.Choice hashed = newPasswords.hash(registration.password(), registration.client());
        if (hashed instanceof NewPasswords.Busy busy) {
            return new RegistrationResult.Busy(busy.retryAfter());
        }
        Chosen chosen = new Chosen(username.orElse(null), email.orElseThrow(), ((NewPasswords.Hashed) hashed).phc());
        try {
            return database.inTransaction(handle ->
                    verifiedFirst ? pendings.begin(handle, chosen, registration) : open(handle, chosen, registration));
        } catch (Refusal refusal) {
            return RegistrationResult.Refused.because(refusal.reasons());
        }
    }

    private boolean isTaken(Handle handle, Username username, @Nullable String previous) {
        return accounts.findByUsername(handle, username.key()).isPresent()
                || pendings.isNameKept(handle, username, previous);
    }

    private RegistrationResult open(Handle handle, Chosen chosen, Registration registration) {
        AccountTable.NewAccount account = new AccountTable.NewAccount(
                AccountId.random(clock, random), chosen.username(), chosen.email(), false, Set.of(), clock.instant());
        AccountState born = births.write(handle, account, chosen.phc(), registration.client(), registration.extra());
        // Whoever has the address already was refused by then.
        mails.answer(
                handle,
                chosen.email(),
                Optional.empty(),
                MailTemplate.VERIFY_EMAIL,
                () -> mails.verifyOwn(handle, born, chosen.email(), registration.client()),
                registration.client());
        return new RegistrationResult.Registered(
                born.account(), devices.issue(handle, born.account().id(), registration.client()));
    }
}
