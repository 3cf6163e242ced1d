package dev.doorward.auth.device;

import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.secret.SealedRows;
import dev.doorward.auth.store.Database;
import java.time.Clock;
import java.time.Duration;

/**
 * Devices by the keys they need. A login makes a device's MAC anew. What has not logged in for a month since is given
 * up, or a key could not be removed for more than a year.
 */
final class SealedDevices implements SealedRows {
    private static final Duration WAITED_FOR = Duration.ofDays(30);

    private final Database database;
    private final DeviceTable table;
    private final KeyRing ring;
    private final Clock clock;

    SealedDevices(Database database, DeviceTable table, KeyRing ring, Clock clock) {
        this.database = database;
        this.table = table;
        this.ring = ring;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "known browsers";
    }

    @Override
    public long under(int keyNumber) {
        return database.read(handle -> table.countUnder(handle, keyNumber));
    }

    @Override
    public int reseal(int atMost) {
        return database.inTransaction(handle ->
                table.deleteUnderOlder(handle, ring.current(), clock.instant().minus(WAITED_FOR), atMost));
    }
}
