package dev.doorward.auth.session;

import java.time.Clock;
import java.time.Instant;

/**
 * Tells live sessions from expired ones, by their idle and absolute time-outs, at one moment.
 *
 * @param now its absolute end is later
 * @param idleSince it was last seen later
 */
record ExpiryCheck(Instant now, Instant idleSince) {

    static ExpiryCheck of(Clock clock, SessionTimeouts timeouts) {
        Instant now = clock.instant();
        return new ExpiryCheck(now, now.minus(timeouts.idle()));
    }

    boolean isLive(Session session) {
        return session.expiresAt().isAfter(now) && session.lastSeenAt().isAfter(idleSince);
    }
}
