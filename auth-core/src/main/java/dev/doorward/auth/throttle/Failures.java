package dev.doorward.auth.throttle;

import java.time.Duration;
import java.time.Instant;

/**
 * Wrong credentials of one subject.
 *
 * @param recent since it was quiet for as long as the limit's window: these make the next attempt wait
 * @param consecutive since the last success: these stop
 * @param lastAt when the last one was, or the row was made
 */
record Failures(int recent, int consecutive, Instant lastAt) {
    private static final Duration FIRST_WAIT = Duration.ofSeconds(30);
    private static final int MOST_DOUBLINGS = 20;

    /** A limit that is raised beyond what NIST allows, as tests do, stops where it would begin to delay. */
    static int stop(Limit limit) {
        return Math.max(Throttle.MOST_FAILURES, limit.count());
    }

    boolean allows(Limit limit, Instant now) {
        return !isStopped(limit) && untilNext(limit, now).isZero();
    }

    boolean isStopped(Limit limit) {
        return consecutive >= stop(limit);
    }

    /** Zero if the next attempt may come now. */
    Duration untilNext(Limit limit, Instant now) {
        Duration wait = wait(limit);
        // A clock that was far ahead and is right again keeps nobody out until then.
        if (wait.isZero() || isQuiet(limit, now) || lastAt.isAfter(now.plus(Throttle.CLOCK_SKEW))) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(now, lastAt.plus(wait));
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** With one more, of now. */
    Failures andOne(Limit limit, Instant now) {
        Instant at = lastAt.isAfter(now) && !lastAt.isAfter(now.plus(Throttle.CLOCK_SKEW)) ? lastAt : now;
        return new Failures(isQuiet(limit, now) ? 1 : recent + 1, consecutive + 1, at);
    }

    /** What has to pass after the last failure: nothing at first, then twice as long each time. */
    private Duration wait(Limit limit) {
        if (recent < limit.count()) {
            return Duration.ZERO;
        }
        int doublings = Math.min(recent - limit.count(), MOST_DOUBLINGS);
        Duration wait = FIRST_WAIT.multipliedBy(1L << doublings);
        return wait.compareTo(limit.window()) < 0 ? wait : limit.window();
    }

    private boolean isQuiet(Limit limit, Instant now) {
        return !now.isBefore(lastAt.plus(limit.window()));
    }

    /** What the last of them has led to. */
    Reservation.Consequence consequence(Limit limit) {
        if (consecutive == stop(limit)) {
            return Reservation.Consequence.STOPPED;
        }
        return recent == limit.count() ? Reservation.Consequence.DELAYED : Reservation.Consequence.NONE;
    }
}
