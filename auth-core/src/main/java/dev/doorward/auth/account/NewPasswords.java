package dev.doorward.auth.account;

import dev.doorward.auth.identity.Client;
import dev.doorward.auth.password.Asker;
import dev.doorward.auth.password.HashResult;
import dev.doorward.auth.password.PasswordHasher;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes a password that somebody chooses: looks whether it will do, then hashes it. To be done in no transaction. */
final class NewPasswords {
    private final AccountRules rules;
    private final PasswordHasher hasher;

    NewPasswords(AccountRules rules, PasswordHasher hasher) {
        this.rules = rules;
        this.hasher = hasher;
    }

    /** What became of it. */
    sealed interface Choice {}

    record Hashed(String phc) implements Choice {

        /** Hides the hash. */
        @Override
        public String toString() {
            return "Hashed";
        }
    }

    /** @param reasons at least one */
    record Refused(List<Reason> reasons) implements Choice {}

    /** Too many passwords are being hashed. */
    record Busy(Duration retryAfter) implements Choice {}

    /**
     * By a stranger.
     *
     * @param username and {@code email} are the account's own, which a password must not be built around
     */
    Choice choose(@Nullable String typed, @Nullable String username, @Nullable String email, Client client) {
        return choose(typed, username, email, Asker.stranger(client));
    }

    Choice choose(@Nullable String typed, @Nullable String username, @Nullable String email, Asker asker) {
        AccountForm form = new AccountForm(rules);
        form.password(typed, username, email);
        return form.isRefused() || typed == null ? new Refused(form.reasons()) : hash(typed, asker);
    }

    /** For one that was looked at already. */
    Choice hash(String typed, Client client) {
        return hash(typed, Asker.stranger(client));
    }

    private Choice hash(String typed, Asker asker) {
        HashResult hashed = hasher.hash(typed, asker);
        return hashed instanceof HashResult.Hashed hash
                ? new Hashed(hash.phc())
                : new Busy(((HashResult.Busy) hashed).retryAfter());
    }
}
