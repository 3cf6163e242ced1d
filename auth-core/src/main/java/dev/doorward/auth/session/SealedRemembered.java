package dev.doorward.auth.session;

import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.secret.SealedRows;
import dev.doorward.auth.store.Database;
import java.time.Clock;
import java.time.Instant;

/**
 * Remembered logins by the keys they need. The MAC of today's token is renewed when the token is; what was kept of the
 * one before is dropped when nobody may bring that any more.
 */
final class SealedRemembered implements SealedRows {

    private final Database database;
    private final RememberedTable table;
    private final KeyRing ring;
    private final Clock clock;

    SealedRemembered(Database database, RememberedTable table, KeyRing ring, Clock clock) {
        this.database = database;
        this.table = table;
        this.ring = ring;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "remembered logins";
    }

    @Override
    public long under(int keyNumber) {
        return database.read(handle -> table.countUnder(handle, keyNumber));
    }

    @Override
    public int reseal(int atMost) {
        Instant graceOver = clock.instant().minus(RememberedLogins.GRACE);
        return database.inTransaction(handle -> table.forgetPredecessors(handle, ring.current(), graceOver, atMost));
    }
}
