package dev.doorward.auth.password;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.secret.Sealed;
import dev.doorward.auth.secret.SealedRows;
import dev.doorward.auth.secret.Sealer;
import dev.doorward.auth.secret.UnknownKeyException;
import dev.doorward.auth.store.Database;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * The hashes of accounts, sealed: a stolen copy of the database holds nothing to guess against, and a hash that is put
 * into another account's row opens nothing there.
 */
public final class PasswordTable {

    /** More than one, as a row that was tampered with opens under no ring. */
    private static final int SAMPLE = 5;

    private final KeyRing ring;
    private final Sealer sealer;
    private final Clock clock;

    public PasswordTable(KeyRing ring, SecureRandom random, Clock clock) {
        this.ring = ring;
        this.sealer = new Sealer(ring, "password", random);
        this.clock = clock;
    }

    /** The rows by the key they need, for whoever changes the ring. */
    public SealedRows sealedRows(Database database) {
        return SealedRows.resealable(
                "passwords",
                ring,
                number -> database.read(handle -> countUnder(handle, number)),
                (number, after, limit) -> database.inTransaction(handle -> reseal(handle, number, after, limit)));
    }

    /** The password of an account as one look at the row found it. */
    public static final class Stored {

        private final Sealed sealed;
        private final String phc;
        private final boolean underOldKey;

        private Stored(Sealed sealed, String phc, boolean underOldKey) {
            this.sealed = sealed;
            this.phc = phc;
            this.underOldKey = underOldKey;
        }

        /**
         * The PHC string, for {@link PasswordHasher#check}. Empty if the row does not open because somebody changed it
         * or copied it here: no password matches that, and the check reports it as unreadable.
         */
        public String phc() {
            return phc;
        }

        /** Whether {@link PasswordTable#replaceIfUnchanged} should put the same hash back under the current key. */
        public boolean isUnderOldKey() {
            return underOldKey;
        }

        /** Hides the hash. */
        @Override
        public String toString() {
            return "Stored[" + sealed + "]";
        }
    }

    /**
     * The account's password, or empty if it has none.
     *
     * @throws dev.doorward.auth.secret.UnknownKeyException if it is sealed under a key that the ring does not hold
     */
    public Optional<Stored> find(Handle handle, AccountId account) {
        return handle.createQuery("""
                        select key_number, sealed
                          from {s}auth_password
                         where account_id = :account
                        """)
                .bind("account", account.value())
                .map((row, context) -> new Sealed(row.getInt("key_number"), row.getBytes("sealed")))
                .findOne()
                .map(found -> open(found, account));
    }

    private Stored open(Sealed sealed, AccountId account) {
        String phc = sealer.open(sealed, place(account))
                .map(plain -> new String(plain, UTF_8))
                .orElse("");
        return new Stored(sealed, phc, sealed.keyNumber() != ring.current());
    }

    /**
     * Whether the ring can be the one that the passwords here were sealed with: one of some of them opens, or there are
     * none. A ring made anew has keys of the same numbers, and under it every password would look wrong.
     */
    public boolean isSealedWithRing(Database database) {
        List<AccountId> some = database.read(handle -> handle.createQuery("""
                        select account_id from {s}auth_password order by account_id limit :some
                        """)
                .bind("some", SAMPLE)
                .map((row, context) -> AccountId.of(row.getObject("account_id", UUID.class)))
                .list());
        return some.isEmpty() || some.stream().anyMatch(account -> database.read(handle -> opens(handle, account)));
    }

    private boolean opens(Handle handle, AccountId account) {
        try {
            return find(handle, account).filter(found -> !found.phc().isEmpty()).isPresent();
        } catch (UnknownKeyException e) {
            return false;
        }
    }

    /** When the account's password was set last; empty if it has none. */
    public Optional<Instant> changedAt(Handle handle, AccountId account) {
        return handle.createQuery("select changed_at from {s}auth_password where account_id = :account")
                .bind("account", account.value())
                .mapTo(Instant.class)
                .findOne();
    }

    /** Gives the account this password, whatever it had before. The caller holds the account's row. */
    public void put(Handle handle, AccountId account, String phc) {
        Sealed sealed = seal(account, phc);
        int changed = handle.createUpdate("""
                        update {s}auth_password
                           set key_number = :keyNumber, sealed = :sealed, changed_at = :now
                         where account_id = :account
                        """)
                .bind("account", account.value())
                .bind("keyNumber", sealed.keyNumber())
                .bind("sealed", sealed.bytes())
                .bind("now", clock.instant())
                .execute();
        if (changed == 0) {
            handle.createUpdate("""
                            insert into {s}auth_password
                                   (account_id, key_number, sealed, changed_at)
                            values (:account, :keyNumber, :sealed, :now)
                            """)
                    .bind("account", account.value())
                    .bind("keyNumber", sealed.keyNumber())
                    .bind("sealed", sealed.bytes())
                    .bind("now", clock.instant())
                    .execute();
        }
    }

    /**
     * Writes the same password anew, hashed under today's parameters or sealed under today's key, but only where the
     * row is still the one that was verified: a password that was changed meanwhile stays changed. When it was changed
     * is left as it is.
     *
     * @return whether the row was written
     */
    public boolean replaceIfUnchanged(Handle handle, AccountId account, Stored verified, String phc) {
        Sealed sealed = seal(account, phc);
        return handle.createUpdate("""
                                update {s}auth_password
                                   set key_number = :keyNumber, sealed = :sealed
                                 where account_id = :account
                                   and key_number = :verifiedKeyNumber and sealed = :verified
                                """)
                        .bind("account", account.value())
                        .bind("keyNumber", sealed.keyNumber())
                        .bind("sealed", sealed.bytes())
                        .bind("verifiedKeyNumber", verified.sealed.keyNumber())
                        .bind("verified", verified.sealed.bytes())
                        .execute()
                == 1;
    }

    /** Takes the account's password away; whether it had one. */
    public boolean delete(Handle handle, AccountId account) {
        return handle.createUpdate("delete from {s}auth_password where account_id = :account")
                        .bind("account", account.value())
                        .execute()
                == 1;
    }

    private static long countUnder(Handle handle, int keyNumber) {
        return handle.createQuery("select count(*) from {s}auth_password where key_number = :keyNumber")
                .bind("keyNumber", keyNumber)
                .mapTo(Long.class)
                .one();
    }

    private record Row(AccountId account, Sealed sealed) {}

    private SealedRows.Batch reseal(Handle handle, int keyNumber, UUID after, int limit) {
        List<Row> rows = handle.createQuery("""
                        select account_id, sealed
                          from {s}auth_password
                         where key_number = :keyNumber and account_id > :after
                         order by account_id
                         limit :limit
                           for update skip locked
                        """)
                .bind("keyNumber", keyNumber)
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) -> new Row(
                        AccountId.of(row.getObject("account_id", UUID.class)),
                        new Sealed(keyNumber, row.getBytes("sealed"))))
                .list();
        int resealed = 0;
        for (Row row : rows) {
            String place = place(row.account());
            resealed += sealer.open(row.sealed(), place)
                    .map(plain -> reseal(handle, row.account(), sealer.seal(plain, place)))
                    .orElse(0);
        }
        return new SealedRows.Batch(
                resealed, rows.stream().map(row -> row.account().value()).toList());
    }

    private static int reseal(Handle handle, AccountId account, Sealed sealed) {
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

    private Sealed seal(AccountId account, String phc) {
        return sealer.seal(phc.getBytes(UTF_8), place(account));
    }

    private static String place(AccountId account) {
        return "auth_password.sealed " + account;
    }
}
