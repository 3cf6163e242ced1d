package dev.doorward.auth.session;

import java.time.Clock;
import java.time.Instant;

/**
 * What makes a session of the database a live one at one moment.
 *
 * @param now its absolute end is later
 * @param idleSince it was last seen later
 */
record Moment(Instant now, Instant idleSince) {

    static Moment of(Clock clock, SessionTimeouts timeouts) {
        Instant now = clock.instant();
        return new Moment(now, now.minus(timeouts.idle()));
    }

    boolean isLive(Session session) {
        return session.expiresAt().isAfter(now) && session.lastSeenAt().isAfter(idleSince);
    }
}
