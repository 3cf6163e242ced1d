package dev.doorward.auth.session;

import java.time.Duration;

/**
 * How long logins last.
 *
 * @param idle a session unused for this long ends, at least 2 minutes: use is noted to the minute
 * @param absolute a session ends after this long, however busy
 * @param remembered a remembered login ends after this long, however often it was used
 * @param fresh for this long after a credential was checked, changes to the account need no new proof
 */
public record SessionTimeouts(Duration idle, Duration absolute, Duration remembered, Duration fresh) {

    private static final Duration SHORTEST_IDLE = Duration.ofMinutes(2);

    /** 12 hours idle, 7 days in all, remembered for 30 days, fresh for 10 minutes. */
    public static final SessionTimeouts STANDARD =
            new SessionTimeouts(Duration.ofHours(12), Duration.ofDays(7), Duration.ofDays(30), Duration.ofMinutes(10));

    /**
     * @throws IllegalArgumentException if a time is not positive, or a session's idle time is too short or exceeds its
     *     whole life
     */
    public SessionTimeouts {
        for (Duration duration : new Duration[] {idle, absolute, remembered, fresh}) {
            if (duration.isNegative() || duration.isZero()) {
                throw new IllegalArgumentException("a time-out must be positive, not " + duration);
            }
        }
        if (idle.compareTo(SHORTEST_IDLE) < 0) {
            throw new IllegalArgumentException("the idle time-out must be at least " + SHORTEST_IDLE + ", not " + idle);
        }
        if (idle.compareTo(absolute) > 0) {
            throw new IllegalArgumentException("the idle time-out " + idle + " is longer than the whole " + absolute);
        }
    }
}
