package dev.doorward.auth;

import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.secret.SealedRows;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes rows anew that need an older key than the current one, so that this one can be removed; some at a time, and on
 * every node, which do not wait for each other.
 */
final class Resealing {
    private static final Logger LOG = LoggerFactory.getLogger(Resealing.class);
    private static final int AT_MOST = 2000;

    /** A node whose clock is behind may make rows under the older key after all were made anew. */
    private static final Duration LOOKS_AGAIN = Duration.ofHours(1);

    private final KeyRing keys;
    private final List<SealedRows> rows;
    private final Clock clock;

    private int doneUnder;
    private Instant doneAt = Instant.MIN;

    Resealing(KeyRing keys, List<SealedRows> rows, Clock clock) {
        this.keys = keys;
        this.rows = rows;
        this.clock = clock;
    }

    void run() {
        int current = keys.current();
        boolean hasOlder = keys.numbers().stream().anyMatch(number -> number < current);
        boolean done = doneUnder == current && clock.instant().isBefore(doneAt.plus(LOOKS_AGAIN));
        if (!hasOlder || done) {
            return;
        }
        boolean rest = false;
        for (SealedRows some : rows) {
            int resealed = some.reseal(AT_MOST);
            rest |= resealed == AT_MOST;
            if (resealed > 0) {
                LOG.info("{} {} were made anew under key {}", resealed, some.name(), current);
            }
        }
        if (!rest) {
            doneUnder = current;
            doneAt = clock.instant();
        }
    }
}
