package dev.doorward.auth.password;

import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.secret.Sealed;
import dev.doorward.auth.secret.SealedRows;
import dev.doorward.auth.secret.Sealer;
import dev.doorward.auth.store.Database;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The sealed hashes by the key they need. */
final class SealedPasswords implements SealedRows {

    private static final int BATCH = 100;
    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private final Database database;
    private final KeyRing ring;
    private final Sealer sealer;

    SealedPasswords(Database database, KeyRing ring, Sealer sealer) {
        this.database = database;
        this.ring = ring;
        this.sealer = sealer;
    }

    private record Row(AccountId account, Sealed sealed) {}

    @Override
    public String name() {
        return "passwords";
    }

    @Override
    public long under(int keyNumber) {
        return database.read(
                handle -> handle.createQuery("select count(*) from {s}auth_password where key_number = :keyNumber")
                        .bind("keyNumber", keyNumber)
                        .mapTo(Long.class)
                        .one());
    }

    /** A row that does not open stays as it is: its owner's login tells that it was tampered with. */
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
            Batch batch = database.inTransaction(handle -> reseal(handle, number, after, limit));
            resealed += batch.resealed();
            if (batch.seen() < limit) {
                return resealed;
            }
            last = batch.last();
        }
        return resealed;
    }

    private record Batch(int seen, int resealed, UUID last) {}

    /** Rows that somebody else holds are left to the next time, so that nobody waits in a circle. */
    private Batch reseal(Handle handle, int number, UUID after, int limit) {
        List<Row> rows = handle.createQuery("""
                        select account_id, sealed
                          from {s}auth_password
                         where key_number = :keyNumber and account_id > :after
                         order by account_id
                         limit :limit
                           for update skip locked
                        """)
                .bind("keyNumber", number)
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) -> new Row(
                        AccountId.of(row.getObject("account_id", UUID.class)),
                        new Sealed(number, row.getBytes("sealed"))))
                .list();
        int resealed = 0;
        for (Row row : rows) {
            String place = PasswordTable.place(row.account());
            resealed += sealer.open(row.sealed(), place)
                    .map(plain -> write(handle, row.account(), sealer.seal(plain, place)))
                    .orElse(0);
        }
        return new Batch(
                rows.size(),
                resealed,
                rows.isEmpty() ? after : rows.get(rows.size() - 1).account().value());
    }

    private static int write(Handle handle, AccountId account, Sealed sealed) {
        return handle.createUpdate("""
                        update {s}auth_password
                           set key_number = :keyNumber, sealed = :sealed
                         where account_id = :account
                        """)
                .bind("account", account.value())
                .bind("keyNumber", sealed.keyNumber())
                .bind("sealed", sealed.bytes())
                .execute();
    }
}
