package dev.doorward.auth.login;

import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.secret.Mac;
import dev.doorward.auth.store.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The statements on {@code auth_login_link}. */
final class LoginLinkTable {
    private static final String SELECT = """
            select id, account_id, epoch, key_number, mac, tries, expires_at
              from {s}auth_login_link
             where id = :id
            """;

    /**
     * A login that was asked for by mail.
     *
     * @param account null where the address has none
     * @param mac of the code that another browser was shown; null before that
     * @param tries how many codes were typed
     */
    record Row(
            UUID id,
            @Nullable AccountId account,
            int epoch,
            @Nullable Mac mac,
            int tries,
            Instant expiresAt) {}

    void insert(Handle handle, UUID id, @Nullable AccountId account, int epoch, Instant expiresAt) {
        handle.createUpdate("""
                        insert into {s}auth_login_link
                               (id, account_id, epoch, tries, expires_at)
                        values (:id, :account, :epoch, 0, :expiresAt)
                        """)
                .bind("id", id)
                .bind("account", account == null ? null : account.value())
                .bind("epoch", epoch)
                .bind("expiresAt", expiresAt)
                .execute();
    }

    Optional<Row> find(Handle handle, UUID id) {
        return handle.createQuery(SELECT)
                .bind("id", id)
                .map(LoginLinkTable::row)
                .findOne();
    }

    /** {@link #find}, and holds the row until the transaction ends. */
    Optional<Row> lock(Handle handle, UUID id) {
        return handle.createQuery(SELECT + " for update")
                .bind("id", id)
                .map(LoginLinkTable::row)
                .findOne();
    }

    void setCode(Handle handle, UUID id, Mac mac) {
        handle.createUpdate("update {s}auth_login_link set key_number = :keyNumber, mac = :mac where id = :id")
                .bind("id", id)
                .bind("keyNumber", mac.keyNumber())
                .bind("mac", mac.bytes())
                .execute();
    }

    /** @return false, and nothing is written, where there were as many */
    boolean countTry(Handle handle, UUID id, int maximum) {
        return handle.createUpdate(
                                "update {s}auth_login_link set tries = tries + 1 where id = :id and tries < :maximum")
                        .bind("id", id)
                        .bind("maximum", maximum)
                        .execute()
                == 1;
    }

    void delete(Handle handle, UUID id) {
        handle.createUpdate("delete from {s}auth_login_link where id = :id")
                .bind("id", id)
                .execute();
    }

    void deleteExpired(Handle handle, Instant now) {
        handle.createUpdate("delete from {s}auth_login_link where expires_at <= :now")
                .bind("now", now)
                .execute();
    }

    long countUnder(Handle handle, int keyNumber) {
        return handle.createQuery("select count(*) from {s}auth_login_link where key_number = :keyNumber")
                .bind("keyNumber", keyNumber)
                .mapTo(Long.class)
                .one();
    }

    private static Row row(ResultSet row, StatementContext context) throws SQLException {
        UUID account = row.getObject("account_id", UUID.class);
        byte[] mac = row.getBytes("mac");
        return new Row(
                row.getObject("id", UUID.class),
                account == null ? null : AccountId.of(account),
                row.getInt("epoch"),
                mac == null ? null : new Mac(row.getInt("key_number"), mac),
                row.getInt("tries"),
                Columns.instant(row, "expires_at"));
    }
}
