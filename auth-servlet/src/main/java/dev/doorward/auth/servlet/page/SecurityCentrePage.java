package dev.doorward.auth.servlet.page;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The security centre: every section with its state.
 *
 * @param username null where the account has none
 * @param email empty where the account has none
 * @param emailProvable whether a link can be mailed that proves the address
 * @param emailChangeAskedAt when the link was asked for that waits in a new mailbox to change the address; null where
 *     there is none
 * @param passwordChangedAt null where that is not known
 * @param sessions how many sessions are open, this one included
 */
public record SecurityCentrePage(
        @Nullable String username,
        String email,
        boolean emailVerified,
        boolean emailProvable,
        @Nullable Instant emailChangeAskedAt,
        Instant createdAt,
        @Nullable Instant passwordChangedAt,
        int sessions)
        implements Page {}
