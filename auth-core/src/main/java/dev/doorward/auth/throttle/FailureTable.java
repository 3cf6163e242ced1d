package dev.doorward.auth.throttle;

import dev.doorward.auth.store.Columns;
import dev.doorward.auth.store.Unique;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The statements on {@code auth_failure}. */
final class FailureTable {
    private FailureTable() {}

    /** Those of the rows that are there. */
    static Map<String, Failures> find(Handle handle, String one, String other) {
        Map<String, Failures> found = new HashMap<>();
        handle.createQuery("""
                        select id, recent, consecutive, last_at from {s}auth_failure where id in (:one, :other)
                        """)
                .bind("one", one)
                .bind("other", other)
                .map((row, context) -> Map.entry(
                        row.getString("id"),
                        new Failures(row.getInt("recent"), row.getInt("consecutive"), Columns.instant(row, "last_at"))))
                .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        return found;
    }

    /**
     * Sees that there are rows, without any failure if they are new. One statement whether they were there or not, so
     * that nobody is told by the clock.
     *
     * @return false if somebody else made one at the same moment: then look again
     */
    static boolean ensure(Handle handle, String one, String other, Instant now) {
        return Unique.violated(
                        handle,
                        () -> handle.createUpdate("""
                                        insert into {s}auth_failure
                                               (id, recent, consecutive, began_at, last_at, expires_at)
                                        select wanted.id, 0, 0, wanted.began_at, wanted.began_at, wanted.began_at
                                          from (select cast(:one as varchar(120)) as id,
                                                       cast(:now as timestamp with time zone) as began_at
                                                 union
                                                select cast(:other as varchar(120)),
                                                       cast(:now as timestamp with time zone)) wanted
                                         where not exists (select 1 from {s}auth_failure f where f.id = wanted.id)
                                         order by wanted.id
                                        """)
                                .bind("one", one)
                                .bind("other", other)
                                .bind("now", now)
                                .execute(),
                        "auth_failure_pk")
                .isEmpty();
    }

    /** @return false, and nothing is written, where the row is no longer as it was before */
    static boolean make(Handle handle, FailureChange change) {
        return replace(handle, change.id(), change.before(), change.after(), change.expiresAt());
    }

    /** @return false, and nothing is written, where the row is no longer as it was after */
    static boolean unmake(Handle handle, FailureChange change) {
        return replace(handle, change.id(), change.after(), change.before(), change.expiresAt());
    }

    private static boolean replace(Handle handle, String id, Failures expected, Failures written, Instant expiresAt) {
        return handle.createUpdate("""
                        update {s}auth_failure
                           set recent = :recent, consecutive = :consecutive, last_at = :lastAt,
                               expires_at = :expiresAt
                         where id = :id
                           and recent = :expectedRecent and consecutive = :expectedConsecutive
                           and last_at = :expectedLastAt
                        """)
                        .bind("id", id)
                        .bind("recent", written.recent())
                        .bind("consecutive", written.consecutive())
                        .bind("lastAt", written.lastAt())
                        .bind("expiresAt", expiresAt)
                        .bind("expectedRecent", expected.recent())
                        .bind("expectedConsecutive", expected.consecutive())
                        .bind("expectedLastAt", expected.lastAt())
                        .execute()
                == 1;
    }

    /**
     * Takes one failure away that others came after.
     *
     * @param at when it was counted: what a success has cleared meanwhile is another count
     */
    static void takeBack(Handle handle, String id, Instant at) {
        handle.createUpdate("""
                        update {s}auth_failure
                           set recent = greatest(recent - 1, 0), consecutive = greatest(consecutive - 1, 0)
                         where id = :id and began_at <= :at
                        """).bind("id", id).bind("at", at).execute();
    }

    static void delete(Handle handle, String id) {
        handle.createUpdate("delete from {s}auth_failure where id = :id")
                .bind("id", id)
                .execute();
    }

    static int deleteExpired(Handle handle, Instant now, int atMost) {
        return handle.createUpdate("""
                        delete from {s}auth_failure
                         where id in (select id
                                        from {s}auth_failure
                                       where expires_at <= :now
                                       limit :atMost
                                         for update skip locked)
                        """).bind("now", now).bind("atMost", atMost).execute();
    }
}
