package dev.doorward.auth.throttle;

import java.time.Duration;
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
     * It may, and is counted as wrong until {@link Throttle#giveBack} or {@link Throttle#clear} says otherwise. Only
     * {@link Throttle} makes one.
     */
    final class Granted implements Reservation {
        private final boolean mayMatch;
        private final Consequence ifWrong;
        private final List<FailureChange> changes;

        Granted(boolean mayMatch, Consequence ifWrong, List<FailureChange> changes) {
            this.mayMatch = mayMatch;
            this.ifWrong = ifWrong;
            this.changes = List.copyOf(changes);
        }

        /**
         * Whether a right credential is to match. Where it is not, as much work has to be done as for one that is
         * wrong: the budget of an account is spent under another of its names, and whoever asks is not to learn that.
         */
        public boolean mayMatch() {
            return mayMatch;
        }

        /** What follows for the account, or for the subject where there is only one. */
        public Consequence ifWrong() {
            return ifWrong;
        }

        /** What was counted, in the order of the rows' ids. */
        List<FailureChange> changes() {
            return changes;
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
}
