package dev.doorward.auth.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class AccountIdTest {

    private final SecureRandom random = new SecureRandom();

    @Test
    void the_example_of_rfc_9562_is_made_from_its_time() {
        // RFC 9562 appendix A.6: 2022-02-22T14:22:22-05:00 is 0x017F22E279B0.
        UUID id = Uuid7.next(at("2022-02-22T19:22:22Z"), random);
        assertTrue(id.toString().startsWith("017f22e2-79b0-7"), id::toString);
        assertEquals(7, id.version());
        assertEquals(2, id.variant());
    }

    @Test
    void later_identifiers_sort_behind_earlier_ones() {
        String earlier = Uuid7.next(at("2026-11-20T10:00:00.000Z"), random).toString();
        String later = Uuid7.next(at("2026-11-20T10:00:00.001Z"), random).toString();
        assertTrue(earlier.compareTo(later) < 0);
    }

    @Test
    void every_bit_that_is_neither_time_nor_version_is_random() {
        Clock clock = at("2026-11-20T10:00:00Z");
        long high = 0;
        long low = 0;
        UUID first = Uuid7.next(clock, random);
        Set<UUID> seen = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            UUID next = Uuid7.next(clock, random);
            high |= first.getMostSignificantBits() ^ next.getMostSignificantBits();
            low |= first.getLeastSignificantBits() ^ next.getLeastSignificantBits();
            seen.add(next);
        }
        assertEquals(1_000, seen.size());
        assertEquals(0xfffL, high);
        assertEquals(0x3fff_ffff_ffff_ffffL, low);
    }

    @Test
    void text_reads_back_in_either_case() {
        AccountId id = AccountId.random(at("2026-11-20T10:00:00Z"), random);
        assertEquals(Optional.of(id), AccountId.parse(id.toString()));
        assertEquals(Optional.of(id), AccountId.parse(id.toString().toUpperCase(Locale.ROOT)));
        assertNotEquals(id, AccountId.random(at("2026-11-20T10:00:00Z"), random));
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "1-1-1-1-1",
                "017f22e2-79b0-7cc3-98c4-dc0c0c07398",
                "017f22e2-79b0-7cc3-98c4-dc0c0c07398f ",
                "017f22e279b07cc398c4dc0c0c07398f0000",
                "017f22e279-b0-7cc3-98c4-dc0c0c07398f",
                "{017f22e2-79b0-7cc3-98c4-dc0c0c0739}",
                "g17f22e2-79b0-7cc3-98c4-dc0c0c07398f",
                "+17f22e2-79b0-7cc3-98c4-dc0c0c07398f",
                "٠17f22e2-79b0-7cc3-98c4-dc0c0c07398f",
            })
    void other_spellings_are_refused(String text) {
        assertEquals(Optional.empty(), AccountId.parse(text));
    }

    private static Clock at(String instant) {
        return Clock.fixed(Instant.parse(instant), ZoneOffset.UTC);
    }
}
