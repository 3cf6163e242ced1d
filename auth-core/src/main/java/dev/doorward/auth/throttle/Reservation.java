package dev.doorward.auth.throttle;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Whether a credential may be looked at. */
public sealed interface Reservation {

    /**
     * It may not, and nothing was counted.
     *
     * @param stopped whether waiting does not help: too many were wrong, one after the other, and only a proof of the
     *     address lets anybody in again
     */
    record Refused(Duration retryAfter, boolean stopped) implements Reservation {}

    /**
     * It may, and is counted as wrong until {@link Throttle#giveBack} or {@link Throttle#clear} says otherwise.
     *
     * @param mayMatch whether a right credential is to match. Where it is not, as much work has to be done as for one
     *     that is wrong: the budget of an account is spent under another of its names, and whoever asks is not to learn
     *     that
     * @param ifWrong what follows for the account, or for the subject where there is only one
     * @param entries what was counted
     */
    record Granted(boolean mayMatch, Consequence ifWrong, List<Entry> entries) implements Reservation {
        public Granted {
            entries = List.copyOf(entries);
        }
    }

    /** What a wrong credential leads to. */
    enum Consequence {
        /** Nothing new. */
        NONE,
        /** From now on attempts have to wait. */
        DELAYED,
        /** From now on there are none. */
        STOPPED
    }

    /** One count, before and after. */
    final class Entry {
        private final String id;
        private final Failures before;
        private final Failures after;
        private final Instant expiresAt;

        Entry(String id, Failures before, Failures after, Instant expiresAt) {
            this.id = id;
            this.before = before;
            this.after = after;
            this.expiresAt = expiresAt;
        }

        String id() {
            return id;
        }

        Failures before() {
            return before;
        }

        Failures after() {
            return after;
        }

        Instant expiresAt() {
            return expiresAt;
        }

        /** Where nothing was counted there is nothing to give back. */
        boolean isCounted() {
            return !before.equals(after);
        }
    }
}
