package dev.doorward.auth.account;

import dev.doorward.auth.identity.AccountId;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An account as it was when it was read.
 *
 * @param username as its owner spells it; null where the application lets people have none
 * @param email the address mail is sent to; null once the account is closed, or if it was imported without one
 * @param emailVerified whether somebody who reads that mailbox has proved so
 * @param roles names the application grants and asks for
 */
public record Account(
        AccountId id,
        @Nullable String username,
        @Nullable String email,
        boolean emailVerified,
        Set<String> roles,
        Status status,
        Instant createdAt) {

    public Account {
        roles = Set.copyOf(roles);
    }

    /** Whether an account may be used. */
    public enum Status {
        /** Its owner can log in. */
        ACTIVE,
        /** Nobody can log in until it is enabled again. */
        DISABLED,
        /** Gone for good: its personal data is erased, its name is never given out again. */
        CLOSED
    }

    /** What its owner logs in by: the username, or the address where there is none; empty for what is closed. */
    String loginName() {
        return Objects.requireNonNullElse(username, Objects.requireNonNullElse(email, ""));
    }

    public boolean hasRole(String role) {
        return roles.contains(role);
    }
}
