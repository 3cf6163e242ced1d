package dev.doorward.auth.throttle;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A limit that refills evenly: the whole count at once, then one more each {@code window / count}. This is the generic
 * cell rate algorithm: one number says how full a budget is, namely when it will be full again, and no window begins
 * anywhere, so that nobody gets two of them by waiting for its edge.
 *
 * @param interval microseconds in which one comes back
 * @param tolerance microseconds in which all come back
 */
record Rate(long interval, long tolerance) {
    static Rate of(Limit limit) {
        long interval = micros(limit.window()) / limit.count();
        // The multiple of the interval and not the window: else what rounding left would be one more.
        return new Rate(interval, interval * limit.count());
    }

    /** The latest moment of being full again at which one is left now. */
    long latest(long now) {
        return now + tolerance - interval;
    }

    /**
     * Later than any node can have written. Then a clock was far ahead and is right again, and the budget counts as
     * used up now, rather than until then.
     */
    long impossible(long now) {
        return now + tolerance + micros(Throttle.CLOCK_SKEW);
    }

    boolean allows(long fullAt, long now) {
        return fullAt <= latest(now) || fullAt > impossible(now);
    }

    /** When it is full again after one more was taken. */
    long next(long fullAt, long now) {
        return fullAt > impossible(now) ? now + tolerance : Math.max(fullAt, now) + interval;
    }

    /** How long until one is left; at least a millisecond. */
    Duration untilAllowed(long fullAt, long now) {
        return Duration.ofMillis(Math.max(1, (fullAt - latest(now) + 999) / 1000));
    }

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1000;
    }
}
