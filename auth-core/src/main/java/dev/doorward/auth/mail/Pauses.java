package dev.doorward.auth.mail;

import java.time.Duration;

/** Pauses that double from one failure to the next. */
record Pauses(Duration first, Duration longest) {
    private static final int DOUBLINGS = 30;

    /** @param failures in a row, at least 1 */
    Duration after(int failures) {
        Duration pause = first.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS));
        return pause.compareTo(longest) < 0 ? pause : longest;
    }
}
