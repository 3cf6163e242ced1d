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
import org.jspecify.annotations.Nullable;

/** The statements on {@code auth_event}. */
final class EventTable {
    private EventTable() {}

    static void insert(Handle handle, AuditEvent event) {
        insert(handle, event, null);
    }

    /**
     * Adds one to the row of the same key, or makes it. Exact whoever else does the same: one of two inserts is told by
     * the unique constraint, after the other has committed, and counts up what the other wrote.
     */
    static void count(Handle handle, AuditEvent event, String sumKey) {
        while (!countUp(handle, event, sumKey)) {
            if (Unique.violated(handle, () -> insert(handle, event, sumKey), "auth_event_sum_key")
                    .isEmpty()) {
                return;
            }
        }
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

    private static boolean countUp(Handle handle, AuditEvent event, String sumKey) {
        return handle.createUpdate("""
                        update {s}auth_event
                           set occurrences = occurrences + 1, last_at = greatest(last_at, :at)
                         where sum_key = :sumKey
                        """)
                        .bind("at", event.at())
                        .bind("sumKey", sumKey)
                        .execute()
                == 1;
    }

    private static void insert(Handle handle, AuditEvent event, @Nullable String sumKey) {
        handle.createUpdate("""
                        insert into {s}auth_event
                               (id, account_id, type, code, detail, address, user_agent, first_at, last_at,
                                occurrences, sum_key)
                        values (:id, :account, :type, :code, :detail, :address, :userAgent, :at, :at,
                                :count, :sumKey)
                        """)
                .bind("id", event.id())
                .bind(
                        "account",
                        event.account() == null ? null : event.account().value())
                .bind("type", event.type().name())
                .bind("code", event.code())
                .bind("detail", event.detail())
                .bind("address", event.client().address())
                .bind("userAgent", event.client().userAgent())
                .bind("at", event.at())
                .bind("count", event.count())
                .bind("sumKey", sumKey)
                .execute();
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
