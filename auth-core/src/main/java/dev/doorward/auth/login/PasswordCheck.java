package dev.doorward.auth.login;

import dev.doorward.auth.account.AccountState;
import dev.doorward.auth.account.AccountStates;
import dev.doorward.auth.audit.AuditLog;
import dev.doorward.auth.audit.AuditType;
import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.password.Asker;
import dev.doorward.auth.password.CheckResult;
import dev.doorward.auth.password.HashResult;
import dev.doorward.auth.password.PasswordHasher;
import dev.doorward.auth.password.PasswordTable;
import dev.doorward.auth.store.Database;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Whether a password is an account's. Who asks learns the answer after the same work whether there is an account,
 * whether it has a password, and however old its hash is.
 */
final class PasswordCheck {
    private final Database database;
    private final AccountStates accounts;
    private final PasswordTable passwords;
    private final PasswordHasher hasher;
    private final AuditLog audit;
    private final Clock clock;
    private final SecureRandom random;

    PasswordCheck(
            Database database,
            AccountStates accounts,
            PasswordTable passwords,
            PasswordHasher hasher,
            AuditLog audit,
            Clock clock,
            SecureRandom random) {
        this.database = database;
        this.accounts = accounts;
        this.passwords = passwords;
        this.hasher = hasher;
        this.audit = audit;
        this.clock = clock;
        this.random = random;
    }

    sealed interface Result {}

    /** It is not, or there is nothing it could be. */
    record Wrong() implements Result {}

    /** Nothing was checked. */
    record Busy(Duration retryAfter) implements Result {}

    /**
     * It is.
     *
     * @param at when it was typed
     * @param verified the stored hash it fits
     * @param replacement a new hash of the same password, where the stored one is of older parameters
     */
    record Fits(
            Evidence evidence,
            Instant at,
            PasswordTable.Stored verified,
            @Nullable String replacement) implements Result {}

    Result check(PasswordAttempts.Admitted admitted, @Nullable String typed, Client client) {
        Optional<AccountState> account = admitted.believed();
        Asker asker = admitted.asker();
        Instant at = clock.instant();
        // Nobody's row is looked for too, so that an unknown name costs the same statements.
        AccountId id = account.map(state -> state.account().id()).orElseGet(() -> AccountId.random(clock, random));
        Optional<PasswordTable.Stored> stored = database.read(handle -> passwords.find(handle, id));
        CheckResult result = hasher.check(
                typed == null ? "" : typed,
                stored.map(PasswordTable.Stored::phc).orElse(null),
                asker);
        if (result instanceof CheckResult.Busy busy) {
            return new Busy(busy.retryAfter());
        }
        // The gate asks again; asked here too, an account that is not open costs no more than a wrong password does.
        boolean open = account.filter(accounts::isOpenToLogin).isPresent();
        if (result instanceof CheckResult.Match match && open && stored.isPresent() && typed != null) {
            String replacement = match.outdated() ? rehash(typed, asker) : null;
            return new Fits(new Evidence(id, account.orElseThrow().epoch()), at, stored.get(), replacement);
        }
        if (result instanceof CheckResult.NoMatch wrong && wrong.unreadable()) {
            audit.refused(
                    audit.event(AuditType.PASSWORD_HASH_UNREADABLE, id, client).withCode("password_hash_unreadable"));
        }
        return new Wrong();
    }

    /** A rehash that finds no room is left for the next login. */
    private @Nullable String rehash(String password, Asker asker) {
        return hasher.hash(password, asker) instanceof HashResult.Hashed hashed ? hashed.phc() : null;
    }

    /** Inside the transaction that lets its owner in: writes a newer hash, or seals the same one under a newer key. */
    void refresh(Handle handle, Fits fits) {
        PasswordTable.Stored verified = fits.verified();
        if (fits.replacement() != null || verified.isUnderOldKey()) {
            String phc = fits.replacement() == null ? verified.phc() : fits.replacement();
            passwords.replaceIfUnchanged(handle, fits.evidence().account(), verified, phc);
        }
    }
}
