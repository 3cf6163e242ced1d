package dev.doorward.auth.identity;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;

/**
 * Identifiers that sort by the time they were made (UUID version 7, RFC 9562 section 5.7), which keeps new rows at one
 * end of an index.
 *
 * <p>An identifier tells the millisecond of its making and carries 74 random bits. It is unique for all practical
 * purposes, but it is a name and not a secret; two made in the same millisecond sort in no particular order.
 */
public final class Uuid7 {

    private static final long VERSION = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private Uuid7() {}

    public static UUID next(Clock clock, SecureRandom random) {
        long timestampAndVersion = (clock.millis() << 16) | VERSION | random.nextInt(1 << 12);
        long variantAndRandom = VARIANT | (random.nextLong() >>> 2);
        return new UUID(timestampAndVersion, variantAndRandom);
    }
}
