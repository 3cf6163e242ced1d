package dev.doorward.auth.password;

import java.time.Duration;

/** What became of a wish to check a password. */
public sealed interface CheckResult {

    /**
     * The password is the one that was hashed.
     *
     * @param outdated whether a hash made now would be harder to guess against, so that it should be replaced
     */
    record Match(boolean outdated) implements CheckResult {}

    /**
     * The password is not the one that was hashed, or there is nothing to compare it with.
     *
     * @param unreadable whether a stored hash was there but no hash we read, which belongs in the audit: somebody
     *     changed the row, or an import went wrong
     */
    record NoMatch(boolean unreadable) implements CheckResult {}

    /**
     * Nothing was checked: too many others are waiting.
     *
     * @param retryAfter when to try again
     */
    record Busy(Duration retryAfter) implements CheckResult {}
}
