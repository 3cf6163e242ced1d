package dev.doorward.auth.device;

import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.secret.Mac;
import dev.doorward.auth.store.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The statements on {@code auth_device}. */
final class DeviceTable {
    /** How many devices the statement of {@link #find} looks for at once. */
    private static final int PLACES = 5;

    /** @param previous of the token before, which fits until the one that took its place has come back */
    record Row(UUID id, Mac mac, @Nullable Mac previous, int failures, Instant lastSeenAt) {}

    /**
     * One text however many there are, so that it is prepared once: the places left over hold the first again.
     *
     * @param ids at least one, and no more than a cookie holds
     * @throws IllegalArgumentException if there are more than places, of which whoever lets a cookie hold more has to
     *     make more
     */
    List<Row> find(Handle handle, AccountId account, Collection<UUID> ids) {
        if (ids.size() > PLACES) {
            throw new IllegalArgumentException("There are places for " + PLACES + " devices, not for " + ids.size());
        }
        List<UUID> five = new ArrayList<>(ids);
        while (five.size() < PLACES) {
            five.add(five.get(0));
        }
        return handle.createQuery("""
                        select id, key_number, mac, previous_key_number, previous_mac, failures, last_seen_at
                          from {s}auth_device
                         where account_id = :account and id in (:first, :second, :third, :fourth, :fifth)
                        """)
                .bind("account", account.value())
                .bind("first", five.get(0))
                .bind("second", five.get(1))
                .bind("third", five.get(2))
                .bind("fourth", five.get(3))
                .bind("fifth", five.get(4))
                .map(DeviceTable::row)
                .list();
    }

    private static Row row(ResultSet row, StatementContext context) throws SQLException {
        byte[] previous = row.getBytes("previous_mac");
        return new Row(
                row.getObject("id", UUID.class),
                new Mac(row.getInt("key_number"), row.getBytes("mac")),
                previous == null ? null : new Mac(row.getInt("previous_key_number"), previous),
                row.getInt("failures"),
                Columns.instant(row, "last_seen_at"));
    }

    void insert(Handle handle, UUID id, AccountId account, Mac mac, Client client, boolean told, Instant now) {
        handle.createUpdate("""
                        insert into {s}auth_device
                               (id, account_id, key_number, mac, failures, created_at, last_seen_at, address,
                                user_agent, told)
                        values (:id, :account, :keyNumber, :mac, 0, :now, :now, :address, :userAgent, :told)
                        """)
                .bind("id", id)
                .bind("account", account.value())
                .bind("keyNumber", mac.keyNumber())
                .bind("mac", mac.bytes())
                .bind("now", now)
                .bind("address", client.address())
                .bind("userAgent", client.userAgent())
                .bind("told", told)
                .execute();
    }

    /**
     * Gives a device a new token and no failures.
     *
     * @param brought of the token it came with
     */
    void renew(Handle handle, UUID id, Mac mac, Mac brought, Instant now) {
        handle.createUpdate("""
                        update {s}auth_device
                           set key_number = :keyNumber, mac = :mac, previous_key_number = :broughtKeyNumber,
                               previous_mac = :brought, failures = 0, last_seen_at = :now
                         where id = :id
                        """)
                .bind("id", id)
                .bind("keyNumber", mac.keyNumber())
                .bind("mac", mac.bytes())
                .bind("broughtKeyNumber", brought.keyNumber())
                .bind("brought", brought.bytes())
                .bind("now", now)
                .execute();
    }

    boolean countFailure(Handle handle, UUID id, int maximum) {
        return handle.createUpdate(
                                "update {s}auth_device set failures = failures + 1 where id = :id and failures < :maximum")
                        .bind("id", id)
                        .bind("maximum", maximum)
                        .execute()
                == 1;
    }

    void uncountFailure(Handle handle, UUID id) {
        handle.createUpdate("update {s}auth_device set failures = failures - 1 where id = :id and failures > 0")
                .bind("id", id)
                .execute();
    }

    /** How many were new to an account since then that are like the client at hand. */
    long newAlikeSince(Handle handle, AccountId account, Client client, Instant since) {
        return handle.createQuery("""
                        select count(*)
                          from {s}auth_device
                         where account_id = :account and created_at > :since
                           and address = :address and user_agent = :userAgent
                        """)
                .bind("account", account.value())
                .bind("since", since)
                .bind("address", client.address())
                .bind("userAgent", client.userAgent())
                .mapTo(Long.class)
                .one();
    }

    /** Those never used again go first, then those unused for longest. */
    List<UUID> idsBeyond(Handle handle, AccountId account, int kept) {
        return handle.createQuery("""
                        select id
                          from {s}auth_device
                         where account_id = :account
                         order by case when last_seen_at > created_at then 0 else 1 end, last_seen_at desc, id desc
                        offset :kept rows
                        """)
                .bind("account", account.value())
                .bind("kept", kept)
                .mapTo(UUID.class)
                .list();
    }

    void delete(Handle handle, AccountId account, UUID id) {
        handle.createUpdate("delete from {s}auth_device where id = :id and account_id = :account")
                .bind("id", id)
                .bind("account", account.value())
                .execute();
    }

    void untold(Handle handle, AccountId account, UUID id) {
        handle.createUpdate("update {s}auth_device set told = false where account_id = :account and id = :id")
                .bind("account", account.value())
                .bind("id", id)
                .execute();
    }

    void deleteWithUntold(Handle handle, AccountId account, UUID id) {
        handle.createUpdate("delete from {s}auth_device where account_id = :account and (id = :id or not told)")
                .bind("account", account.value())
                .bind("id", id)
                .execute();
    }

    Set<UUID> ids(Handle handle, AccountId account) {
        return handle.createQuery("select id from {s}auth_device where account_id = :account")
                .bind("account", account.value())
                .mapTo(UUID.class)
                .set();
    }

    /** @param kept an id that no row has, to delete all */
    void deleteBeside(Handle handle, AccountId account, UUID kept) {
        handle.createUpdate("delete from {s}auth_device where account_id = :account and id <> :kept")
                .bind("account", account.value())
                .bind("kept", kept)
                .execute();
    }

    int deleteUnseen(Handle handle, Instant since) {
        return handle.createUpdate("""
                        delete from {s}auth_device
                         where id in (select id
                                        from {s}auth_device
                                       where last_seen_at <= :since
                                         for update skip locked)
                        """).bind("since", since).execute();
    }

    long countUnder(Handle handle, int keyNumber) {
        return handle.createQuery("""
                        select count(*)
                          from {s}auth_device
                         where key_number = :keyNumber or previous_key_number = :keyNumber
                        """)
                .bind("keyNumber", keyNumber)
                .mapTo(Long.class)
                .one();
    }

    int deleteUnderOlder(Handle handle, int currentKey, Instant unseenSince, int atMost) {
        return handle.createUpdate("""
                        delete from {s}auth_device
                         where id in (select id
                                        from {s}auth_device
                                       where (key_number < :currentKey or previous_key_number < :currentKey)
                                         and last_seen_at <= :unseenSince
                                       limit :atMost
                                         for update skip locked)
                        """)
                .bind("currentKey", currentKey)
                .bind("unseenSince", unseenSince)
                .bind("atMost", atMost)
                .execute();
    }
}
