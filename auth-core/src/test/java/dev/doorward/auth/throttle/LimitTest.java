package dev.doorward.auth.throttle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LimitTest {

    @ParameterizedTest
    @ValueSource(strings = {"20/1h", "1/1s", "5/15m", "1000000/30d", "30/90m", "7/61s"})
    void a_limit_reads_what_it_writes(String text) {
        assertEquals(text, Limit.parse(text).toString());
    }

    @Test
    void one_window_is_written_one_way() {
        assertEquals("30/1m", Limit.parse("30/60s").toString());
        assertEquals(Limit.parse("30/24h"), Limit.parse("30/1d"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "20",
                "20/h",
                "/1h",
                "20/1",
                "20/1w",
                "20/1H",
                "-1/1h",
                "0/1h",
                "20/0h",
                "1000001/1h",
                "20/31d",
                "20/2592001s",
                "9999999999/1h",
                "20/9999999999d",
                "20/1h ",
                "20 / 1h",
                "20/1.5h",
                "٢٠/1h",
                "1e3/1h"
            })
    void nothing_else_is_a_limit(String text) {
        assertThrows(IllegalArgumentException.class, () -> Limit.parse(text));
    }

    @Test
    void a_window_is_whole_seconds() {
        assertThrows(IllegalArgumentException.class, () -> new Limit(1, Duration.ofMillis(1500)));
        assertThrows(IllegalArgumentException.class, () -> new Limit(1, Duration.ofMillis(500)));
        assertThrows(IllegalArgumentException.class, () -> new Limit(1, Duration.ofSeconds(-1)));
    }

    @Test
    void every_limit_has_a_word_of_its_own_that_finds_it() {
        for (LimitName name : LimitName.values()) {
            assertEquals(name, LimitName.of(name.word()).orElseThrow());
        }
    }
}
