package dev.doorward.auth.account;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An account from another system.
 *
 * @param passwordHash an Argon2 PHC string ({@code $argon2id$v=19$...}), or null for an account without a password; it
 *     is replaced by one of the current parameters when its owner first logs in
 */
public record ImportedAccount(
        @Nullable String username,
        @Nullable String email,
        boolean emailVerified,
        @Nullable String passwordHash,
        Set<String> roles) {

    public ImportedAccount {
        roles = Set.copyOf(roles);
    }

    /** Leaves out the hash. */
    @Override
    public String toString() {
        return "ImportedAccount[username=" + username + "]";
    }
}
