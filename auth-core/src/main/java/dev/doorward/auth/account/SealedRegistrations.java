package dev.doorward.auth.account;

import dev.doorward.auth.account.PendingRegistrationTable.Resealed;
import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.secret.SealedRows;
import dev.doorward.auth.store.Database;
import java.util.UUID;

/** Pending registrations by the key they need. Strangers make them, and must not be able to hold a key that leaked. */
final class SealedRegistrations implements SealedRows {
    private static final int BATCH = 100;
    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private final Database database;
    private final KeyRing ring;
    private final PendingRegistrationTable table;

    SealedRegistrations(Database database, KeyRing ring, PendingRegistrationTable table) {
        this.database = database;
        this.ring = ring;
        this.table = table;
    }

    @Override
    public String name() {
        return "pending registrations";
    }

    @Override
    public long under(int keyNumber) {
        return database.read(handle -> table.countUnder(handle, keyNumber));
    }

    /** A row that does not open stays as it is: it is as good as expired. */
    @Override
    public int reseal(int atMost) {
        int current = ring.current();
        int resealed = 0;
        for (int number : ring.numbers()) {
            // A newer key is one that other nodes make use of a moment earlier.
            if (number < current) {
                resealed += reseal(number, atMost - resealed);
            }
        }
        return resealed;
    }

    private int reseal(int number, int atMost) {
        int resealed = 0;
        UUID last = BEFORE_ALL;
        while (resealed < atMost) {
            UUID after = last;
            int limit = Math.min(BATCH, atMost - resealed);
            Resealed batch = database.inTransaction(handle -> table.reseal(handle, number, after, limit));
            resealed += batch.resealed();
            if (batch.seen() < limit) {
                return resealed;
            }
            last = batch.last();
        }
        return resealed;
    }
}
