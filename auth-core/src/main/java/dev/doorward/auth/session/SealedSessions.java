package dev.doorward.auth.session;

import dev.doorward.auth.secret.SealedRows;
import dev.doorward.auth.store.Database;

/** Sessions by the key of their token's MAC, which only the token itself could renew: they go as they end. */
final class SealedSessions implements SealedRows {

    private final Database database;
    private final SessionTable table;

    SealedSessions(Database database, SessionTable table) {
        this.database = database;
        this.table = table;
    }

    @Override
    public String name() {
        return "sessions";
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
