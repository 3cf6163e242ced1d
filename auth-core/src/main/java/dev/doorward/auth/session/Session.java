package dev.doorward.auth.session;

import dev.doorward.auth.identity.AccountId;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who is asking: a snapshot of one live session and of its account, at most a few seconds old.
 *
 * <p>The snapshot serves to show names and to guard pages. What decides about the account itself (its password, its
 * address) takes a {@link Proof} instead, which is read from the database anew.
 *
 * @param id names the session in lists and logs; it is not secret and opens nothing
 * @param generation counts the tokens this session has had; a renewed session has a new one and the old token is dead
 * @param username null where the application lets people have none
 * @param email the address mail is sent to; null for an imported account without one
 * @param roles names of the rights granted by the application
 * @param epoch the account's epoch under which the session lives; any change of rights raises it and ends the session
 * @param authTime when a credential was last checked for this session; a remembered login keeps the first one
 * @param methods how, as RFC 8176 method references: {@code pwd}
 * @param resumed whether it was opened by a remembered login and no credential was checked in it since
 * @param expiresAt when the session ends however busy it is
 * @param rememberedId the remembered login that opened or accompanies the session, ended together with it
 * @param agentChanged whether the request comes from another kind of browser than the session was opened or last
 *     confirmed in, see {@link SessionProtection#BASIC}
 */
public record Session(
        UUID id,
        int generation,
        AccountId account,
        @Nullable String username,
        @Nullable String email,
        boolean emailVerified,
        Set<String> roles,
        int epoch,
        Instant createdAt,
        Instant authTime,
        Set<String> methods,
        boolean resumed,
        Instant lastSeenAt,
        Instant expiresAt,
        @Nullable UUID rememberedId,
        boolean agentChanged) {

    public Session {
        roles = Set.copyOf(roles);
        methods = Set.copyOf(methods);
    }

    public boolean hasRole(String role) {
        return roles.contains(role);
    }

    /**
     * Whether a credential was checked in this session within the given time before {@code now}. A resumed session is
     * not fresh, however short ago the login was that it remembers: whoever has a copy of that cookie never typed
     * anything. Nor is one whose cookie comes from another kind of browser.
     */
    public boolean isFresh(Duration within, Instant now) {
        return !resumed && !agentChanged && authTime.plus(within).isAfter(now);
    }

    /** The same session in a request from another kind of browser. */
    Session withAgentChanged() {
        return new Session(
                id,
                generation,
                account,
                username,
                email,
                emailVerified,
                roles,
                epoch,
                createdAt,
                authTime,
                methods,
                resumed,
                lastSeenAt,
                expiresAt,
                rememberedId,
                true);
    }
}
