package dev.doorward.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.throttle.Limit;
import dev.doorward.auth.throttle.LimitName;
import dev.doorward.auth.throttle.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The snippets of docs/throttling.md, and its numbers. */
final class ThrottleExampleTest {

    @Test
    void limits_are_set_by_name() {
        // docs: limits
        Limits limits = Limits.standard()
                .with(LimitName.LOGIN, Limit.parse("60/1m"))
                .with(LimitName.REGISTRATION, new Limit(100, Duration.ofHours(1)));
        // docs: end
        assertEquals("60/1m", limits.of(LimitName.LOGIN).toString());
        assertEquals("100/1h", limits.of(LimitName.REGISTRATION).toString());
        assertEquals("5/15m", limits.of(LimitName.LOGIN_FAILURES).toString());
    }

    @Test
    void the_page_has_every_limit_with_its_default() throws IOException {
        String page = Files.readString(Path.of("../docs/throttling.md"));
        for (LimitName name : LimitName.values()) {
            String row = "| `" + name.word() + "` | `" + name.standard() + "` |";
            assertTrue(page.contains(row), row);
        }
    }
}
