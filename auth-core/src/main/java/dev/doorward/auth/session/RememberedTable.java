package dev.doorward.auth.session;

import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.secret.Mac;
import dev.doorward.auth.secret.Sealed;
import dev.doorward.auth.store.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The statements on {@code auth_remembered}: one row for each browser that is to be remembered. */
final class RememberedTable {
    private static final String FIND = """
            select id, account_id, epoch, key_number, mac, auth_time, methods, expires_at, address, user_agent, device_id,
                   previous_key_number, previous_mac, replaced_at, successor_key_number, successor
              from {s}auth_remembered
             where id = :id
            """;

    /** @param predecessor what was replaced last; null until the token has been replaced once */
    record Row(
            UUID id,
            AccountId account,
            int epoch,
            Mac mac,
            Instant authTime,
            Set<String> methods,
            Instant expiresAt,
            Origin origin,
            @Nullable UUID deviceId,
            @Nullable Predecessor predecessor) {}

    /** @param successor the tokens that replaced it, readable only with the replaced token itself */
    record Predecessor(Mac mac, Instant replacedAt, Sealed successor) {}

    void insert(Handle handle, Row row, Instant now) {
        handle.createUpdate("""
                        insert into {s}auth_remembered
                               (id, account_id, epoch, key_number, mac, auth_time, methods, created_at,
                                expires_at, last_used_at, address, user_agent, device_id)
                        values (:id, :account, :epoch, :keyNumber, :mac, :authTime, :methods, :now,
                                :expiresAt, :now, :address, :userAgent, :deviceId)
                        """)
                .bind("id", row.id())
                .bind("account", row.account().value())
                .bind("epoch", row.epoch())
                .bind("keyNumber", row.mac().keyNumber())
                .bind("mac", row.mac().bytes())
                .bind("authTime", row.authTime())
                .bind("methods", Columns.joined(row.methods()))
                .bind("now", now)
                .bind("expiresAt", row.expiresAt())
                .bind("address", row.origin().address())
                .bind("userAgent", row.origin().userAgent())
                .bind("deviceId", row.deviceId())
                .execute();
    }

    Optional<Row> find(Handle handle, UUID id) {
        return handle.createQuery(FIND).bind("id", id).map(RememberedTable::row).findOne();
    }

    /** Holds the row until the transaction ends, so that parallel uses of one token come one by one. */
    Optional<Row> lock(Handle handle, UUID id) {
        return handle.createQuery(FIND + " for update")
                .bind("id", id)
                .map(RememberedTable::row)
                .findOne();
    }

    private static Row row(ResultSet row, StatementContext context) throws SQLException {
        byte[] previousMac = row.getBytes("previous_mac");
        Predecessor predecessor = previousMac == null
                ? null
                : new Predecessor(
                        new Mac(row.getInt("previous_key_number"), previousMac),
                        Columns.instant(row, "replaced_at"),
                        new Sealed(row.getInt("successor_key_number"), row.getBytes("successor")));
        return new Row(
                row.getObject("id", UUID.class),
                AccountId.of(row.getObject("account_id", UUID.class)),
                row.getInt("epoch"),
                new Mac(row.getInt("key_number"), row.getBytes("mac")),
                Columns.instant(row, "auth_time"),
                Columns.words(row, "methods"),
                Columns.instant(row, "expires_at"),
                new Origin(row.getString("address"), row.getString("user_agent")),
                row.getObject("device_id", UUID.class),
                predecessor);
    }

    /**
     * Puts a new token in the place of the current one, which is kept as its predecessor.
     *
     * @param userAgent of who brought the token that is replaced: the only one who may bring it again
     */
    void replace(Handle handle, UUID id, Mac mac, Sealed successor, String userAgent, Instant now) {
        handle.createUpdate("""
                        update {s}auth_remembered
                           set previous_key_number = key_number, previous_mac = mac, replaced_at = :now,
                               successor_key_number = :successorKeyNumber, successor = :successor,
                               key_number = :keyNumber, mac = :mac, last_used_at = :now,
                               user_agent = :userAgent
                         where id = :id
                        """)
                .bind("id", id)
                .bind("now", now)
                .bind("successorKeyNumber", successor.keyNumber())
                .bind("successor", successor.bytes())
                .bind("keyNumber", mac.keyNumber())
                .bind("mac", mac.bytes())
                .bind("userAgent", userAgent)
                .execute();
    }

    /** Moves the row to another epoch under a new token, without grace for the old one. */
    void renew(Handle handle, UUID id, int epoch, Mac mac) {
        handle.createUpdate("""
                        update {s}auth_remembered
                           set epoch = :epoch, key_number = :keyNumber, mac = :mac,
                               previous_key_number = null, previous_mac = null, replaced_at = null,
                               successor_key_number = null, successor = null
                         where id = :id
                        """)
                .bind("id", id)
                .bind("epoch", epoch)
                .bind("keyNumber", mac.keyNumber())
                .bind("mac", mac.bytes())
                .execute();
    }

    /** Browsers that would be let in again although they have no live session. */
    List<SessionInfo> listWithoutSession(Handle handle, AccountId account, ExpiryCheck expiry) {
        return handle.createQuery("""
                        select r.id, r.created_at, r.last_used_at, r.address, r.user_agent
                          from {s}auth_remembered r
                          join {s}auth_account a on a.id = r.account_id and a.epoch = r.epoch
                         where r.account_id = :account and r.expires_at > :now
                           and not exists (select 1
                                             from {s}auth_session s
                                            where s.remembered_id = r.id and s.epoch = r.epoch
                                              and s.expires_at > :now and s.last_seen_at > :idleSince)
                        """)
                .bind("account", account.value())
                .bind("now", expiry.now())
                .bind("idleSince", expiry.idleSince())
                .map((row, context) -> new SessionInfo(
                        row.getObject("id", UUID.class),
                        Columns.instant(row, "created_at"),
                        Columns.instant(row, "last_used_at"),
                        row.getString("address"),
                        row.getString("user_agent"),
                        false))
                .list();
    }

    boolean delete(Handle handle, AccountId account, UUID id) {
        return handle.createUpdate("delete from {s}auth_remembered where id = :id and account_id = :account")
                        .bind("id", id)
                        .bind("account", account.value())
                        .execute()
                == 1;
    }

    void deleteWithoutSession(Handle handle, AccountId account, UUID id) {
        handle.createUpdate("""
                        delete from {s}auth_remembered
                         where id = :id and account_id = :account
                           and not exists (select 1 from {s}auth_session s where s.remembered_id = :id)
                        """).bind("id", id).bind("account", account.value()).execute();
    }

    /**
     * Those unused for longest, by their sessions where they have any, where there are more than are kept.
     *
     * @param begun is kept, also where others were begun at the same moment
     */
    List<UUID> idsBeyond(Handle handle, AccountId account, UUID begun, int kept) {
        return handle.createQuery("""
                        select r.id
                          from {s}auth_remembered r
                         where r.account_id = :account
                         order by case when r.id = :begun then 0 else 1 end,
                                  coalesce((select max(s.last_seen_at)
                                              from {s}auth_session s
                                             where s.remembered_id = r.id), r.last_used_at) desc,
                                  r.id desc
                        offset :kept rows
                        """)
                .bind("account", account.value())
                .bind("begun", begun)
                .bind("kept", kept)
                .mapTo(UUID.class)
                .list();
    }

    Optional<UUID> deviceId(Handle handle, AccountId account, UUID id) {
        return handle.createQuery("""
                        select device_id
                          from {s}auth_remembered
                         where id = :id and account_id = :account and device_id is not null
                        """)
                .bind("id", id)
                .bind("account", account.value())
                .mapTo(UUID.class)
                .findOne();
    }

    /** Which device each is of; without those that are older than devices. */
    Map<UUID, UUID> deviceIds(Handle handle, AccountId account) {
        return handle.createQuery("""
                        select id, device_id
                          from {s}auth_remembered
                         where account_id = :account and device_id is not null
                        """)
                .bind("account", account.value())
                .map((row, context) ->
                        Map.entry(row.getObject("id", UUID.class), row.getObject("device_id", UUID.class)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** @param kept an id that no row has, to delete all */
    void deleteBeside(Handle handle, AccountId account, UUID kept) {
        handle.createUpdate("delete from {s}auth_remembered where account_id = :account and id <> :kept")
                .bind("account", account.value())
                .bind("kept", kept)
                .execute();
    }

    void deleteOlderEpochs(Handle handle, AccountId account, int epoch) {
        handle.createUpdate("delete from {s}auth_remembered where account_id = :account and epoch < :epoch")
                .bind("account", account.value())
                .bind("epoch", epoch)
                .execute();
    }

    int deleteExpired(Handle handle, Instant now) {
        return handle.createUpdate("""
                        delete from {s}auth_remembered
                         where id in (select id from {s}auth_remembered where expires_at <= :now for update skip locked)
                        """).bind("now", now).execute();
    }

    long countUnder(Handle handle, int keyNumber) {
        return handle.createQuery("""
                        select count(*)
                          from {s}auth_remembered
                         where key_number = :keyNumber
                            or previous_key_number = :keyNumber or successor_key_number = :keyNumber
                        """)
                .bind("keyNumber", keyNumber)
                .mapTo(Long.class)
                .one();
    }

    /** Where a predecessor, or what it is answered with, needs an older key than the current one. */
    int forgetPredecessors(Handle handle, int currentKey, Instant replacedBefore, int atMost) {
        return handle.createUpdate("""
                        update {s}auth_remembered
                           set previous_key_number = null, previous_mac = null, replaced_at = null,
                               successor_key_number = null, successor = null
                         where id in (select id
                                        from {s}auth_remembered
                                       where (previous_key_number < :currentKey or successor_key_number < :currentKey)
                                         and replaced_at <= :replacedBefore
                                       limit :atMost
                                         for update skip locked)
                        """)
                .bind("currentKey", currentKey)
                .bind("replacedBefore", replacedBefore)
                .bind("atMost", atMost)
                .execute();
    }
}
