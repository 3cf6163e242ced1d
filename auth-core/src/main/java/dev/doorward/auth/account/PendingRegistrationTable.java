package dev.doorward.auth.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.doorward.auth.identity.EmailAddress;
import dev.doorward.auth.identity.Username;
import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.secret.Sealed;
import dev.doorward.auth.secret.SealedRows;
import dev.doorward.auth.secret.Sealer;
import dev.doorward.auth.store.Columns;
import dev.doorward.auth.store.Database;
import dev.doorward.auth.store.Unique;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The statements on {@code auth_pending_registration}. The chosen password's hash and the application's own fields are
 * sealed: they are of somebody who has proved nothing yet. The seal holds name and address, too.
 */
final class PendingRegistrationTable {
    static final String USERNAME_TAKEN = "auth_pending_registration_username_key";

    private static final int MAXIMUM_MAILS = 5;
    private static final Duration BETWEEN_MAILS = Duration.ofMinutes(1);

    private static final String SELECT = """
            select id, username, email, key_number, sealed, expires_at
              from {s}auth_pending_registration
            """;

    private final KeyRing keys;
    private final Sealer sealer;

    PendingRegistrationTable(KeyRing keys, SecureRandom random) {
        this.keys = keys;
        this.sealer = new Sealer(keys, "pending-registration", random);
    }

    /** The rows by the key they need. Strangers make them, and must not be able to hold a key that leaked. */
    SealedRows sealedRows(Database database) {
        return SealedRows.resealable(
                "pending registrations",
                keys,
                number -> database.read(handle -> countUnder(handle, number)),
                (number, after, limit) -> database.inTransaction(handle -> reseal(handle, number, after, limit)));
    }

    /**
     * A registration that waits for its address to be proved.
     *
     * @param phc the hash of the password that was chosen
     * @param extra the application's own fields
     */
    record Pending(
            UUID id,
            @Nullable Username username,
            EmailAddress email,
            String phc,
            Map<String, String> extra,
            Instant expiresAt) {

        /** Leaves out the hash. */
        @Override
        public String toString() {
            return "Pending[" + id + "]";
        }
    }

    /** @return the constraint that another registration's name violates, or empty if the row was written */
    Optional<String> insert(Handle handle, Pending pending, Instant now) {
        Username username = pending.username();
        Sealed sealed = sealer.seal(packed(pending), place(pending.id(), username, pending.email()));
        return Unique.violated(
                handle,
                () -> handle.createUpdate("""
                                insert into {s}auth_pending_registration
                                       (id, username, username_key, email, email_key, key_number, sealed,
                                        created_at, expires_at, mails, mailed_at)
                                values (:id, :username, :usernameKey, :email, :emailKey, :keyNumber, :sealed,
                                        :now, :expiresAt, 1, :now)
                                """)
                        .bind("id", pending.id())
                        .bind("username", username == null ? null : username.value())
                        .bind("usernameKey", username == null ? null : username.key())
                        .bind("email", pending.email().value())
                        .bind("emailKey", pending.email().key())
                        .bind("keyNumber", sealed.keyNumber())
                        .bind("sealed", sealed.bytes())
                        .bind("now", now)
                        .bind("expiresAt", pending.expiresAt())
                        .execute(),
                USERNAME_TAKEN);
    }

    /** The registration, unless it has expired. */
    Optional<Pending> find(Handle handle, UUID id, Instant now) {
        return one(handle, SELECT + " where id = :id and expires_at > :now", id, now);
    }

    /** {@link #find}, and holds the row until the transaction ends. */
    Optional<Pending> lock(Handle handle, UUID id, Instant now) {
        return one(handle, SELECT + " where id = :id and expires_at > :now for update", id, now);
    }

    private Optional<Pending> one(Handle handle, String query, UUID id, Instant now) {
        return handle.createQuery(query)
                .bind("id", id)
                .bind("now", now)
                .map((row, context) -> pending(row(row)))
                .findOne()
                .flatMap(found -> found);
    }

    /** A registration that waits for this address, the newest. */
    record Waiting(UUID id, EmailAddress email, Instant expiresAt, int mails, Instant mailedAt) {
        boolean mayBeMailed(Instant now) {
            return mails < MAXIMUM_MAILS && !mailedAt.isAfter(now.minus(BETWEEN_MAILS));
        }
    }

    /** Held, so that of many who ask at once one has the mail, and no other spends one that it does not get. */
    Optional<Waiting> lockNewestFor(Handle handle, String emailKey, Instant now) {
        return handle.createQuery("""
                        select id, email, expires_at, mails, mailed_at
                          from {s}auth_pending_registration
                         where email_key = :emailKey and expires_at > :now
                         order by created_at desc, id desc
                         fetch first 1 rows only
                           for update
                        """)
                .bind("emailKey", emailKey)
                .bind("now", now)
                .map((row, context) -> new Waiting(
                        row.getObject("id", UUID.class),
                        EmailAddress.stored(row.getString("email")),
                        Columns.instant(row, "expires_at"),
                        row.getInt("mails"),
                        Columns.instant(row, "mailed_at")))
                .findOne();
    }

    void countMail(Handle handle, UUID id, Instant now) {
        handle.createUpdate("""
                        update {s}auth_pending_registration set mails = mails + 1, mailed_at = :now where id = :id
                        """).bind("id", id).bind("now", now).execute();
    }

    /** Whether a registration other than {@code except} keeps the name. */
    boolean isNameKept(Handle handle, Username username, @Nullable UUID except, Instant now) {
        return handle.createQuery("""
                        select id
                          from {s}auth_pending_registration
                         where username_key = :usernameKey and expires_at > :now
                        """)
                .bind("usernameKey", username.key())
                .bind("now", now)
                .mapTo(UUID.class)
                .findOne()
                .filter(id -> !id.equals(except))
                .isPresent();
    }

    /** Frees a name that an expired registration still has. */
    void deleteExpired(Handle handle, Username username, Instant now) {
        handle.createUpdate("""
                        delete from {s}auth_pending_registration
                         where username_key = :usernameKey and expires_at <= :now
                        """)
                .bind("usernameKey", username.key())
                .bind("now", now)
                .execute();
    }

    void delete(Handle handle, UUID id) {
        handle.createUpdate("delete from {s}auth_pending_registration where id = :id")
                .bind("id", id)
                .execute();
    }

    void deleteExpired(Handle handle, Instant now) {
        handle.createUpdate("""
                        delete from {s}auth_pending_registration
                         where id in (select id
                                        from {s}auth_pending_registration
                                       where expires_at <= :now
                                         for update skip locked)
                        """).bind("now", now).execute();
    }

    private static long countUnder(Handle handle, int keyNumber) {
        return handle.createQuery("""
                        select count(*) from {s}auth_pending_registration where key_number = :keyNumber
                        """)
                .bind("keyNumber", keyNumber)
                .mapTo(Long.class)
                .one();
    }

    private SealedRows.Batch reseal(Handle handle, int keyNumber, UUID after, int limit) {
        List<Row> rows = handle.createQuery(SELECT + """
                         where key_number = :keyNumber and id > :after
                         order by id
                         limit :limit
                           for update skip locked
                        """)
                .bind("keyNumber", keyNumber)
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) -> row(row))
                .list();
        int resealed = 0;
        for (Row row : rows) {
            resealed += sealer.open(row.sealed(), row.place())
                    .map(plain -> replace(handle, row.id(), sealer.seal(plain, row.place())))
                    .orElse(0);
        }
        return new SealedRows.Batch(resealed, rows.stream().map(Row::id).toList());
    }

    private static int replace(Handle handle, UUID id, Sealed sealed) {
        return handle.createUpdate("""
                        update {s}auth_pending_registration
                           set key_number = :keyNumber, sealed = :sealed
                         where id = :id
                        """)
                .bind("id", id)
                .bind("keyNumber", sealed.keyNumber())
                .bind("sealed", sealed.bytes())
                .execute();
    }

    /** As it stands in the database. */
    private record Row(UUID id, @Nullable Username username, EmailAddress email, Sealed sealed, Instant expiresAt) {

        String place() {
            return PendingRegistrationTable.place(id, username, email);
        }
    }

    private static Row row(ResultSet row) throws SQLException {
        String username = row.getString("username");
        return new Row(
                row.getObject("id", UUID.class),
                username == null ? null : Username.stored(username),
                EmailAddress.stored(row.getString("email")),
                new Sealed(row.getInt("key_number"), row.getBytes("sealed")),
                Columns.instant(row, "expires_at"));
    }

    /** Empty if somebody changed the row: what cannot be opened is as good as expired. */
    private Optional<Pending> pending(Row row) {
        return sealer.open(row.sealed(), row.place()).map(plain -> {
            List<String> texts = unpacked(plain);
            Map<String, String> extra = new HashMap<>();
            for (int i = 1; i < texts.size(); i += 2) {
                extra.put(texts.get(i), texts.get(i + 1));
            }
            return new Pending(row.id(), row.username(), row.email(), texts.get(0), extra, row.expiresAt());
        });
    }

    /**
     * The account is born with the name and the address of the row: whoever changed one has no registration any more.
     */
    private static String place(UUID id, @Nullable Username username, EmailAddress email) {
        String place = "auth_pending_registration.sealed " + id + " " + email.value();
        return username == null ? place : place + " " + username.value();
    }

    /** The hash, then names and values in turns, each behind its length. */
    private static byte[] packed(Pending pending) {
        List<byte[]> texts = new ArrayList<>();
        texts.add(pending.phc().getBytes(UTF_8));
        pending.extra().forEach((name, value) -> {
            texts.add(name.getBytes(UTF_8));
            texts.add(value.getBytes(UTF_8));
        });
        ByteBuffer bytes = ByteBuffer.allocate(
                texts.stream().mapToInt(text -> Integer.BYTES + text.length).sum());
        texts.forEach(text -> bytes.putInt(text.length).put(text));
        return bytes.array();
    }

    private static List<String> unpacked(byte[] plain) {
        List<String> texts = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(plain);
        while (bytes.hasRemaining()) {
            byte[] text = new byte[bytes.getInt()];
            bytes.get(text);
            texts.add(new String(text, UTF_8));
        }
        return texts;
    }
}
