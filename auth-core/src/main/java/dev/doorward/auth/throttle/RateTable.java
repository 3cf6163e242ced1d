package dev.doorward.auth.throttle;

import dev.doorward.auth.store.Unique;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The statements on {@code auth_rate}. All times are microseconds since 1970. */
final class RateTable {
    private RateTable() {}

    static Optional<Long> fullAt(Handle handle, String id) {
        return handle.createQuery("select full_at from {s}auth_rate where id = :id")
                .bind("id", id)
                .mapTo(Long.class)
                .findOne();
    }

    /** Takes one where one is left. Of any number at once, as many succeed as are left. */
    static boolean take(Handle handle, String id, Rate rate, long now) {
        return handle.createUpdate("""
                        update {s}auth_rate
                           set full_at = case when full_at > :impossible then :now + :tolerance
                                              when full_at > :now then full_at + :interval
                                              else :now + :interval end
                         where id = :id and (full_at <= :latest or full_at > :impossible)
                        """)
                        .bind("id", id)
                        .bind("now", now)
                        .bind("interval", rate.interval())
                        .bind("tolerance", rate.tolerance())
                        .bind("latest", rate.latest(now))
                        .bind("impossible", rate.impossible(now))
                        .execute()
                == 1;
    }

    /** Takes the first one. @return false if somebody else did meanwhile */
    static boolean insert(Handle handle, String id, Rate rate, long now) {
        return Unique.violated(
                        handle,
                        () -> handle.createUpdate("insert into {s}auth_rate (id, full_at) values (:id, :fullAt)")
                                .bind("id", id)
                                .bind("fullAt", now + rate.interval())
                                .execute(),
                        "auth_rate_pk")
                .isEmpty();
    }

    /**
     * Sees that there is a row, whose budget is full if it is new; one statement whether it was there or not. Where
     * somebody else makes it at the same moment, this waits until they have.
     */
    static void ensure(Handle handle, String id, long now) {
        Unique.violated(
                handle,
                () -> handle.createUpdate("""
                                insert into {s}auth_rate (id, full_at)
                                select wanted.id, wanted.full_at
                                  from (select cast(:id as varchar(120)) as id,
                                               cast(:now as bigint) as full_at) wanted
                                 where not exists (select 1 from {s}auth_rate r where r.id = wanted.id)
                                """).bind("id", id).bind("now", now).execute(),
                "auth_rate_pk");
    }

    static Optional<Long> lock(Handle handle, String id) {
        return handle.createQuery("select full_at from {s}auth_rate where id = :id for update")
                .bind("id", id)
                .mapTo(Long.class)
                .findOne();
    }

    /** Of a row that is locked. */
    static void set(Handle handle, String id, long fullAt) {
        handle.createUpdate("update {s}auth_rate set full_at = :fullAt where id = :id")
                .bind("id", id)
                .bind("fullAt", fullAt)
                .execute();
    }

    static int deleteExpired(Handle handle, long now, int atMost) {
        return handle.createUpdate("""
                        delete from {s}auth_rate
                         where id in (select id
                                        from {s}auth_rate
                                       where full_at <= :now
                                       limit :atMost
                                         for update skip locked)
                        """).bind("now", now).bind("atMost", atMost).execute();
    }
}
