package dev.doorward.auth.throttle;

import java.time.Instant;

/**
 * One count, before and after.
 *
 * @param after the same as before where nothing was counted
 */
record FailureChange(String id, Failures before, Failures after, Instant expiresAt) {

    /** Where nothing was counted there is nothing to give back. */
    boolean isCounted() {
        return !before.equals(after);
    }
}
