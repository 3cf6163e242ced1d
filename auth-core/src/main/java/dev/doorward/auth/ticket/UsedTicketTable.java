package dev.doorward.auth.ticket;

import dev.doorward.auth.store.Unique;
import java.time.Instant;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The statements on {@code auth_used_ticket}. */
final class UsedTicketTable {
    private static final String USED = "auth_used_ticket_pk";

    private UsedTicketTable() {}

    /** @return false if it is there already; waits for whoever is just writing it */
    static boolean insert(Handle handle, UUID id, Instant expiresAt) {
        return Unique.violated(
                        handle,
                        () -> handle.createUpdate("""
                                        insert into {s}auth_used_ticket (id, expires_at) values (:id, :expiresAt)
                                        """)
                                .bind("id", id)
                                .bind("expiresAt", expiresAt)
                                .execute(),
                        USED)
                .isEmpty();
    }

    static boolean exists(Handle handle, UUID id) {
        return handle.createQuery("select id from {s}auth_used_ticket where id = :id")
                .bind("id", id)
                .mapTo(UUID.class)
                .findOne()
                .isPresent();
    }

    static int deleteExpired(Handle handle, Instant before) {
        return handle.createUpdate("delete from {s}auth_used_ticket where expires_at < :before")
                .bind("before", before)
                .execute();
    }
}
