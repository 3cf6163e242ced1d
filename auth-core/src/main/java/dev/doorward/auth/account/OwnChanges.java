package dev.doorward.auth.account;

import dev.doorward.auth.audit.AuditLog;
import dev.doorward.auth.audit.AuditType;
import dev.doorward.auth.device.Devices;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.identity.EmailAddress;
import dev.doorward.auth.identity.Username;
import dev.doorward.auth.mail.MailTemplate;
import dev.doorward.auth.password.Asker;
import dev.doorward.auth.password.PasswordTable;
import dev.doorward.auth.session.AccountSessions;
import dev.doorward.auth.session.IssuedSession;
import dev.doorward.auth.session.Proof;
import dev.doorward.auth.store.Database;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What people change about their own account, with a proof that they are its owner. */
final class OwnChanges {
    private final Database database;
    private final AccountRules rules;
    private final AccountTable accounts;
    private final NewPasswords newPasswords;
    private final PasswordTable passwords;
    private final AccountSessions sessions;
    private final Devices devices;
    private final Reservations reservations;
    private final AccountLimits limits;
    private final AccountMails mails;
    private final AuditLog audit;

    OwnChanges(
            Database database,
            AccountRules rules,
            AccountTable accounts,
            NewPasswords newPasswords,
            PasswordTable passwords,
            AccountSessions sessions,
            Devices devices,
            Reservations reservations,
            AccountLimits limits,
            AccountMails mails,
            AuditLog audit) {
        this.database = database;
        this.rules = rules;
        this.accounts = accounts;
        this.newPasswords = newPasswords;
        this.passwords = passwords;
        this.sessions = sessions;
        this.devices = devices;
        this.reservations = reservations;
        this.limits = limits;
        this.mails = mails;
        this.audit = audit;
    }

    ChangeResult changeUsername(Proof proof, @Nullable String typed, Client client) {
        AccountForm form = new AccountForm(rules);
        Optional<Username> username = form.username(typed);
        if (username.isEmpty()) {
            return form.isRefused()
                    ? ChangeResult.Refused.because(form.reasons())
                    : ChangeResult.Refused.because(List.of(Reason.of("username", "username_required")));
        }
        // Also who only looks whether a name is taken has to wait.
        Optional<Duration> wait = limits.takeUsernameChange(proof.account());
        if (wait.isPresent()) {
            return new ChangeResult.RateLimited(wait.get());
        }
        try {
            return database.inTransaction(handle -> changeUsername(handle, proof, username.get(), client));
        } catch (Refusal refusal) {
            return ChangeResult.Refused.because(refusal.reasons());
        }
    }

    private ChangeResult changeUsername(Handle handle, Proof proof, Username username, Client client) {
        Optional<AccountState> state = lock(handle, proof);
        if (state.isEmpty()) {
            return ChangeResult.Refused.staleProof();
        }
        Optional<String> conflict = accounts.changeUsername(handle, proof.account(), username);
        if (conflict.isPresent()) {
            throw Refusal.taken(conflict.get());
        }
        reservations.refuseKept(handle, username);
        ChangeResult changed = carriedOver(handle, proof, state.get().epoch());
        mails.usernameChanged(handle, state.get().account(), username.value(), client);
        audit.record(handle, audit.event(AuditType.USERNAME_CHANGED, proof.account(), client));
        return changed;
    }

    /** Who has the new address already is told by mail, and nobody else; nor that it has got enough mails. */
    ChangeResult changeEmail(Proof proof, @Nullable String typed, Client client) {
        AccountForm form = new AccountForm(rules);
        Optional<EmailAddress> email = form.email(typed);
        if (email.isEmpty()) {
            return ChangeResult.Refused.because(form.reasons());
        }
        EmailAddress wanted = email.get();
        Optional<Duration> wait = limits.takeEmailChange(proof.account());
        if (wait.isPresent()) {
            return new ChangeResult.RateLimited(wait.get());
        }
        return database.inTransaction(handle -> {
            Optional<AccountState> state = lock(handle, proof);
            if (state.isEmpty()) {
                return ChangeResult.Refused.staleProof();
            }
            if (state.get().hasEmail(wanted)) {
                return ChangeResult.Refused.because(List.of(Reason.of("email", "email_unchanged")));
            }
            Optional<EmailAddress> owner = reservations.ownerOf(handle, wanted, proof.account());
            audit.record(handle, audit.event(AuditType.EMAIL_CHANGE_REQUESTED, proof.account(), client));
            mails.answer(
                    handle,
                    wanted,
                    owner,
                    MailTemplate.CONFIRM_EMAIL,
                    () -> mails.confirmNew(handle, state.get(), wanted, client),
                    client);
            return new ChangeResult.EmailProofSent();
        });
    }

    ChangeResult changePassword(Proof proof, @Nullable String typed, Client client) {
        NewPasswords.Choice chosen = newPasswords.choose(
                typed, proof.session().username(), proof.session().email(), Asker.known(proof.account()));
        if (chosen instanceof NewPasswords.Refused refused) {
            return ChangeResult.Refused.because(refused.reasons());
        }
        if (chosen instanceof NewPasswords.Busy busy) {
            return new ChangeResult.Busy(busy.retryAfter());
        }
        return database.inTransaction(handle -> {
            Optional<AccountState> state = lock(handle, proof);
            if (state.isEmpty()) {
                return ChangeResult.Refused.staleProof();
            }
            passwords.put(handle, proof.account(), ((NewPasswords.Hashed) chosen).phc());
            int epoch = state.get().epoch() + 1;
            accounts.changeEpoch(handle, proof.account(), epoch);
            devices.endOthers(handle, proof.account(), client);
            ChangeResult changed = carriedOver(handle, proof, epoch);
            mails.passwordChanged(handle, state.get().account(), client);
            audit.record(handle, audit.event(AuditType.PASSWORD_CHANGED, proof.account(), client));
            return changed;
        });
    }

    /** The account, locked, if it and the session are still as they were when the proof was given. */
    private Optional<AccountState> lock(Handle handle, Proof proof) {
        return accounts.lock(handle, proof.account())
                .filter(AccountState::isActive)
                .filter(state -> state.epoch() == proof.session().epoch())
                .filter(state -> sessions.lock(handle, proof));
    }

    private ChangeResult carriedOver(Handle handle, Proof proof, int epoch) {
        IssuedSession issued = sessions.carryOver(handle, proof, epoch);
        return new ChangeResult.Changed(
                accounts.find(handle, proof.account()).orElseThrow().account(), issued);
    }
}
