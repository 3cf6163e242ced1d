package dev.doorward.auth.mail;

import dev.doorward.auth.secret.Sealed;
import dev.doorward.auth.store.Columns;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

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

    /** Holds the row that is due longest until the transaction ends; rows that another node holds are passed over. */
    static Optional<Row> lockDue(Handle handle, Instant now) {
        return handle.createQuery("""
                        select id, key_number, sealed, created_at, attempts
                          from {s}auth_mail_outbox
                         where next_attempt_at <= :now
                         order by next_attempt_at
                         limit 1
                           for update skip locked
                        """)
                .bind("now", now)
                .map((row, context) -> new Row(
                        row.getObject("id", UUID.class),
                        new Sealed(row.getInt("key_number"), row.getBytes("sealed")),
                        Columns.instant(row, "created_at"),
                        row.getInt("attempts")))
                .findOne();
    }

    /**
     * Counts an attempt of a row that is {@linkplain #lockDue locked}, and lets nobody begin another before its time.
     */
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
}
