package dev.doorward.auth.login;

import dev.doorward.auth.secret.SealedRows;
import dev.doorward.auth.store.Database;

/** Codes of login links by the key of their MAC. They are gone within minutes, so none is made anew. */
final class SealedLoginCodes implements SealedRows {
    private final Database database;
    private final LoginLinkTable table;

    SealedLoginCodes(Database database, LoginLinkTable table) {
        this.database = database;
        this.table = table;
    }

    @Override
    public String name() {
        return "codes of login links";
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
