package dev.doorward.auth.audit;

import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.store.Columns;
import dev.doorward.auth.store.Unique;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.Update;

/** The statements on {@code auth_event}. */
final class EventTable {
    private EventTable() {}

    /**
     * Adds one to the row of the same key, which is made if it is not there. Exact whoever else does the same: one of
     * two inserts is told by the unique constraint, after the other has committed. The statements are the same either
     * way, or their time would tell whether an account was refused before, and so whether there is one.
     */
    static void count(Handle handle, AuditEvent event, String sumKey) {
        var unused = Unique.violated(handle, () -> insertIfAbsent(handle, event, sumKey), "auth_event_sum_key");
        countUp(handle, event, sumKey);
    }

    static List<AuditEvent> newestOf(Handle handle, AccountId account, int limit) {
        return handle.createQuery("""
                        select id, type, account_id, address, user_agent, code, detail, last_at, occurrences
                          from {s}auth_event
                         where account_id = :account
                         order by last_at desc, id desc
                         limit :limit
                        """)
                .bind("account", account.value())
                .bind("limit", limit)
                .map(EventTable::event)
                .list();
    }

    private static void countUp(Handle handle, AuditEvent event, String sumKey) {
        handle.createUpdate("""
                        update {s}auth_event
                           set occurrences = occurrences + 1, last_at = greatest(last_at, :at)
                         where sum_key = :sumKey
                        """).bind("at", event.at()).bind("sumKey", sumKey).execute();
    }

    /** Which has not occurred yet. */
    private static void insertIfAbsent(Handle handle, AuditEvent event, String sumKey) {
        bound(handle.createUpdate("""
                        insert into {s}auth_event
                               (id, account_id, type, code, detail, address, user_agent, first_at, last_at,
                                occurrences, sum_key)
                        select cast(:id as uuid), cast(:account as uuid), cast(:type as varchar(40)),
                               cast(:code as varchar(40)), cast(:detail as varchar(200)),
                               cast(:address as varchar(45)), cast(:userAgent as varchar(300)),
                               cast(:at as timestamp with time zone), cast(:at as timestamp with time zone),
                               0, cast(:sumKey as varchar(64))
                         where not exists (select 1 from {s}auth_event where sum_key = :sumKey)
                        """), event).bind("sumKey", sumKey).execute();
    }

    static void insert(Handle handle, AuditEvent event) {
        bound(handle.createUpdate("""
                        insert into {s}auth_event
                               (id, account_id, type, code, detail, address, user_agent, first_at, last_at,
                                occurrences)
                        values (:id, :account, :type, :code, :detail, :address, :userAgent, :at, :at, :count)
                        """), event).bind("count", event.count()).execute();
    }

    private static Update bound(Update statement, AuditEvent event) {
        return statement
                .bind("id", event.id())
                .bind(
                        "account",
                        event.account() == null ? null : event.account().value())
                .bind("type", event.type().name())
                .bind("code", event.code())
                .bind("detail", event.detail())
                .bind("address", event.client().address())
                .bind("userAgent", event.client().userAgent())
                .bind("at", event.at());
    }

    private static AuditEvent event(ResultSet row, StatementContext context) throws SQLException {
        return new AuditEvent(
                row.getObject("id", UUID.class),
                AuditType.valueOf(row.getString("type")),
                AccountId.of(row.getObject("account_id", UUID.class)),
                new Client(row.getString("address"), row.getString("user_agent")),
                row.getString("code"),
                row.getString("detail"),
                Map.of(),
                Columns.instant(row, "last_at"),
                row.getInt("occurrences"));
    }
}
