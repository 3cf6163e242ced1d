package dev.doorward.auth.mail;

import dev.doorward.auth.secret.Sealed;
import dev.doorward.auth.store.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The statements on {@code auth_mail_outbox}. A mail is its row: what is sent, expired or given up is deleted. */
final class OutboxTable {
    private OutboxTable() {}

    /** @param attempts how often somebody has begun to send it */
    record Row(UUID id, Sealed sealed, Instant createdAt, int attempts) {
        Row attempted() {
            return new Row(id, sealed, createdAt, attempts + 1);
        }
    }

    static void insert(Handle handle, UUID id, Sealed sealed, Instant now) {
        handle.createUpdate("""
                        insert into {s}auth_mail_outbox
                               (id, key_number, sealed, created_at, next_attempt_at, attempts)
                        values (:id, :keyNumber, :sealed, :now, :now, 0)
                        """)
                .bind("id", id)
                .bind("keyNumber", sealed.keyNumber())
                .bind("sealed", sealed.bytes())
                .bind("now", now)
                .execute();
    }

    /**
     * Holds the row that is due longest of those nobody has tried yet, until the transaction ends; rows that another
     * node holds are passed over.
     */
    static Optional<Row> lockNew(Handle handle, Instant now) {
        return handle.createQuery("""
                        select id, key_number, sealed, created_at, attempts
                          from {s}auth_mail_outbox
                         where next_attempt_at <= :now and attempts = 0
                         order by next_attempt_at
                         limit 1
                           for update skip locked
                        """).bind("now", now).map(OutboxTable::row).findOne();
    }

    /** The same of those that were tried before. */
    static Optional<Row> lockTried(Handle handle, Instant now) {
        return handle.createQuery("""
                        select id, key_number, sealed, created_at, attempts
                          from {s}auth_mail_outbox
                         where next_attempt_at <= :now and attempts > 0
                         order by next_attempt_at
                         limit 1
                           for update skip locked
                        """).bind("now", now).map(OutboxTable::row).findOne();
    }

    private static Row row(ResultSet row, StatementContext context) throws SQLException {
        return new Row(
                row.getObject("id", UUID.class),
                new Sealed(row.getInt("key_number"), row.getBytes("sealed")),
                Columns.instant(row, "created_at"),
                row.getInt("attempts"));
    }

    /** Counts an attempt of a row that is locked, and lets nobody begin another before its time. */
    static void lease(Handle handle, UUID id, Instant until) {
        handle.createUpdate("""
                        update {s}auth_mail_outbox
                           set attempts = attempts + 1, next_attempt_at = :until
                         where id = :id
                        """).bind("id", id).bind("until", until).execute();
    }

    /** Says when the next attempt may be, unless another node has begun one. */
    static void postpone(Handle handle, Row row, Instant until) {
        handle.createUpdate("""
                        update {s}auth_mail_outbox
                           set next_attempt_at = :until
                         where id = :id and attempts = :attempts
                        """)
                .bind("id", row.id())
                .bind("attempts", row.attempts())
                .bind("until", until)
                .execute();
    }

    static void delete(Handle handle, UUID id) {
        handle.createUpdate("delete from {s}auth_mail_outbox where id = :id")
                .bind("id", id)
                .execute();
    }

    static long countUnder(Handle handle, int keyNumber) {
        return handle.createQuery("select count(*) from {s}auth_mail_outbox where key_number = :keyNumber")
                .bind("keyNumber", keyNumber)
                .mapTo(Long.class)
                .one();
    }

    /** Holds rows that come after one until the transaction ends; those that somebody else holds are passed over. */
    static List<Row> lockUnder(Handle handle, int keyNumber, UUID after, int limit) {
        return handle.createQuery("""
                        select id, key_number, sealed, created_at, attempts
                          from {s}auth_mail_outbox
                         where key_number = :keyNumber and id > :after
                         order by id
                         limit :limit
                           for update skip locked
                        """)
                .bind("keyNumber", keyNumber)
                .bind("after", after)
                .bind("limit", limit)
                .map(OutboxTable::row)
                .list();
    }

    static int replace(Handle handle, UUID id, Sealed sealed) {
        return handle.createUpdate("""
                        update {s}auth_mail_outbox
                           set key_number = :keyNumber, sealed = :sealed
                         where id = :id
                        """)
                .bind("id", id)
                .bind("keyNumber", sealed.keyNumber())
                .bind("sealed", sealed.bytes())
                .execute();
    }
}
