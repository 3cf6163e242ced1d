package dev.doorward.auth.password;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class HashCostTest {
    private static final Duration BUDGET = Duration.ofMillis(250);
    private static final long MUCH = 1 << 30;

    private static Optional<Argon2Parameters> fitting(int millis, long memoryKib) {
        return new HashCost(Argon2Parameters.STANDARD, Duration.ofMillis(millis)).within(BUDGET, memoryKib);
    }

    @Test
    void what_fits_takes_memory_first() {
        assertEquals(Optional.of(new Argon2Parameters(97_280, 2, 1)), fitting(50, MUCH));
    }

    @Test
    void where_memory_is_short_it_takes_more_passes() {
        assertEquals(Optional.of(new Argon2Parameters(32_768, 5, 1)), fitting(50, 33_000));
    }

    @Test
    void nothing_weaker_than_the_standard_is_ever_proposed() {
        for (int millis = 1; millis < 400; millis++) {
            for (long memory : new long[] {0, 19_455, 19_456, 40_000, MUCH}) {
                fitting(millis, memory).ifPresent(found -> assertTrue(found.isAtLeastStandard(), found.toString()));
            }
        }
        assertFalse(fitting(251, MUCH).isPresent());
        assertFalse(fitting(10, 19_000).isPresent());
    }

    @Test
    void a_machine_of_tomorrow_stays_within_the_bounds() {
        assertEquals(
                Optional.of(new Argon2Parameters(262_144, 8, 1)),
                new HashCost(Argon2Parameters.STANDARD, Duration.ofNanos(1)).within(BUDGET, MUCH));
    }

    @Test
    void a_dearer_hash_takes_longer() {
        Duration cheap = HashCost.measure(new Argon2Parameters(256, 1, 1)).time();
        Duration dear = HashCost.measure(new Argon2Parameters(65_536, 2, 1)).time();
        assertTrue(dear.compareTo(cheap) > 0, dear + " after " + cheap);
    }
}
