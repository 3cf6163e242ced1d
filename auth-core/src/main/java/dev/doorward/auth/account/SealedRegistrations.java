package dev.doorward.auth.account;

import dev.doorward.auth.secret.SealedRows;
import dev.doorward.auth.store.Database;

/** Pending registrations by the key they need. They are gone within a day, so none is sealed anew. */
final class SealedRegistrations implements SealedRows {
    private final Database database;
    private final PendingRegistrationTable table;

    SealedRegistrations(Database database, PendingRegistrationTable table) {
        this.database = database;
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

    @Override
    public int reseal(int atMost) {
        return 0;
    }
}
