package dev.doorward.auth.password;

import java.time.Duration;

/** What became of a wish to hash a password. */
public sealed interface HashResult {

    /**
     * The hash.
     *
     * @param phc a PHC string; to be kept in {@link PasswordTable} and nowhere else
     */
    record Hashed(String phc) implements HashResult {

        /** Hides the hash. */
        @Override
        public String toString() {
            return "Hashed";
        }
    }

    /**
     * Nothing was hashed: too many others are waiting.
     *
     * @param retryAfter when to try again
     */
    record Busy(Duration retryAfter) implements HashResult {}
}
