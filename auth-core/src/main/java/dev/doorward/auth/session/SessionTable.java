package dev.doorward.auth.session;

import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.secret.Mac;
import dev.doorward.auth.store.Columns;
import dev.doorward.auth.store.Database;
import dev.doorward.auth.store.DatabaseException;
import java.sql.Connection;
import java.sql.PreparedStatement;
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
import org.jspecify.annotations.Nullable;

/** The statements on {@code auth_session}. A session is its row: what has ended is deleted. */
final class SessionTable {
    private static final String FIND = """
            select s.id, s.generation, s.account_id, a.username, a.email, a.email_verified, a.roles, s.epoch,
                   s.created_at, s.auth_time, s.methods, s.resumed, s.last_seen_at, s.expires_at, s.remembered_id,
                   s.key_number, s.mac, s.address, s.user_agent
              from {s}auth_session s
              join {s}auth_account a on a.id = s.account_id and a.epoch = s.epoch and a.status = 'active'
             where s.id = ?
            """;

    private final String find;

    SessionTable(Database database) {
        find = database.sql(FIND);
    }

    /** A row with its account, what its token must fit, and where it may come from. */
    record Row(Session session, Mac mac, Origin origin) {}

    Optional<Row> find(Handle handle, UUID id) {
        try {
            return find(handle.getConnection(), id);
        } catch (SQLException e) {
            throw new DatabaseException("The database is away or refused a statement", e);
        }
    }

    /** The one statement that requests wait for, hence plain JDBC. */
    Optional<Row> find(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(find)) {
            statement.setObject(1, id);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row(row)) : Optional.empty();
            }
        }
    }

    private static Row row(ResultSet row) throws SQLException {
        Session session = new Session(
                row.getObject("id", UUID.class),
                row.getInt("generation"),
                AccountId.of(row.getObject("account_id", UUID.class)),
                row.getString("username"),
                row.getString("email"),
                row.getBoolean("email_verified"),
                Columns.words(row, "roles"),
                row.getInt("epoch"),
                Columns.instant(row, "created_at"),
                Columns.instant(row, "auth_time"),
                Columns.words(row, "methods"),
                row.getBoolean("resumed"),
                Columns.instant(row, "last_seen_at"),
                Columns.instant(row, "expires_at"),
                row.getObject("remembered_id", UUID.class),
                false);
        return new Row(
                session,
                new Mac(row.getInt("key_number"), row.getBytes("mac")),
                new Origin(row.getString("address"), row.getString("user_agent")));
    }

    /** What a row is made from. */
    record NewSession(
            UUID id,
            AccountId account,
            int epoch,
            Instant authTime,
            Set<String> methods,
            boolean resumed,
            Instant expiresAt,
            @Nullable UUID rememberedId,
            @Nullable UUID deviceId) {}

    void insert(Handle handle, NewSession session, Mac mac, Client client, Instant now) {
        handle.createUpdate("""
                        insert into {s}auth_session
                               (id, generation, account_id, epoch, key_number, mac, created_at, auth_time,
                                methods, resumed, last_seen_at, expires_at, remembered_id, device_id, address,
                                user_agent)
                        values (:id, 1, :account, :epoch, :keyNumber, :mac, :now, :authTime,
                                :methods, :resumed, :now, :expiresAt, :rememberedId, :deviceId, :address,
                                :userAgent)
                        """)
                .bind("id", session.id())
                .bind("account", session.account().value())
                .bind("epoch", session.epoch())
                .bind("keyNumber", mac.keyNumber())
                .bind("mac", mac.bytes())
                .bind("now", now)
                .bind("authTime", session.authTime())
                .bind("methods", Columns.joined(session.methods()))
                .bind("resumed", session.resumed())
                .bind("expiresAt", session.expiresAt())
                .bind("rememberedId", session.rememberedId())
                .bind("deviceId", session.deviceId())
                .bind("address", client.address())
                .bind("userAgent", client.userAgent())
                .execute();
    }

    /**
     * Holds the account's row until the transaction ends. Whoever changes sessions of one account does this first, so
     * that no two transactions wait for each other in a circle.
     */
    void lockAccount(Handle handle, AccountId account) {
        handle.createQuery("select id from {s}auth_account where id = :id for update")
                .bind("id", account.value())
                .mapTo(UUID.class)
                .findOne();
    }

    /**
     * Holds the session's row until the transaction ends.
     *
     * @return false if it has ended or been renewed
     */
    boolean lock(Handle handle, Session session, ExpiryCheck expiry) {
        return handle.createQuery("""
                        select id
                          from {s}auth_session
                         where id = :id and account_id = :account and epoch = :epoch and generation = :generation
                           and expires_at > :now and last_seen_at > :idleSince
                           for update
                        """)
                .bind("id", session.id())
                .bind("account", session.account().value())
                .bind("epoch", session.epoch())
                .bind("generation", session.generation())
                .bind("now", expiry.now())
                .bind("idleSince", expiry.idleSince())
                .mapTo(UUID.class)
                .findOne()
                .isPresent();
    }

    /** Gives a session that is {@linkplain #lock locked} a new token, perhaps under another epoch. */
    void renew(Handle handle, Session session, int epoch, Instant authTime, Set<String> methods, Mac mac, Instant now) {
        int renewed = handle.createUpdate("""
                        update {s}auth_session
                           set generation = generation + 1, epoch = :epoch, key_number = :keyNumber, mac = :mac,
                               auth_time = :authTime, methods = :methods, resumed = false, last_seen_at = :now
                         where id = :id and account_id = :account and generation = :generation
                        """)
                .bind("id", session.id())
                .bind("account", session.account().value())
                .bind("generation", session.generation())
                .bind("epoch", epoch)
                .bind("keyNumber", mac.keyNumber())
                .bind("mac", mac.bytes())
                .bind("authTime", authTime)
                .bind("methods", Columns.joined(methods))
                .bind("now", now)
                .execute();
        if (renewed != 1) {
            throw new IllegalStateException("the session to renew is not locked");
        }
    }

    /** Puts another browser in the place of the one the session was opened in. */
    void changeAgent(Handle handle, UUID id, String userAgent) {
        handle.createUpdate("update {s}auth_session set user_agent = :userAgent where id = :id")
                .bind("id", id)
                .bind("userAgent", userAgent)
                .execute();
    }

    /** Notes that the session is in use, unless that was noted after {@code noted}, perhaps by another node. */
    void touch(Handle handle, UUID id, Instant now, Instant noted) {
        handle.createUpdate("""
                        update {s}auth_session set last_seen_at = :now where id = :id and last_seen_at <= :noted
                        """)
                .bind("id", id)
                .bind("now", now)
                .bind("noted", noted)
                .execute();
    }

    List<SessionInfo> list(Handle handle, AccountId account, @Nullable UUID current, ExpiryCheck expiry) {
        return handle.createQuery("""
                        select s.id, s.created_at, s.last_seen_at, s.address, s.user_agent
                          from {s}auth_session s
                          join {s}auth_account a on a.id = s.account_id and a.epoch = s.epoch
                         where s.account_id = :account and s.expires_at > :now and s.last_seen_at > :idleSince
                        """)
                .bind("account", account.value())
                .bind("now", expiry.now())
                .bind("idleSince", expiry.idleSince())
                .map((row, context) -> {
                    UUID id = row.getObject("id", UUID.class);
                    return new SessionInfo(
                            id,
                            Columns.instant(row, "created_at"),
                            Columns.instant(row, "last_seen_at"),
                            row.getString("address"),
                            row.getString("user_agent"),
                            id.equals(current));
                })
                .list();
    }

    record Unused(UUID id, @Nullable UUID rememberedId) {}

    /**
     * Those unused for longest where there are more than are kept.
     *
     * @param opened is kept, also where others were opened at the same moment
     */
    List<Unused> beyond(Handle handle, AccountId account, UUID opened, int kept) {
        return handle.createQuery("""
                        select id, remembered_id
                          from {s}auth_session
                         where account_id = :account
                         order by case when id = :opened then 0 else 1 end, last_seen_at desc, id desc
                        offset :kept rows
                        """)
                .bind("account", account.value())
                .bind("opened", opened)
                .bind("kept", kept)
                .map((row, context) ->
                        new Unused(row.getObject("id", UUID.class), row.getObject("remembered_id", UUID.class)))
                .list();
    }

    List<UUID> idsBeside(Handle handle, AccountId account, UUID kept) {
        return handle.createQuery("select id from {s}auth_session where account_id = :account and id <> :kept")
                .bind("account", account.value())
                .bind("kept", kept)
                .mapTo(UUID.class)
                .list();
    }

    Optional<UUID> rememberedId(Handle handle, AccountId account, UUID id) {
        return handle.createQuery("""
                        select remembered_id
                          from {s}auth_session
                         where id = :id and account_id = :account and remembered_id is not null
                        """)
                .bind("id", id)
                .bind("account", account.value())
                .mapTo(UUID.class)
                .findOne();
    }

    Optional<UUID> deviceId(Handle handle, AccountId account, UUID id) {
        return handle.createQuery("""
                        select device_id
                          from {s}auth_session
                         where id = :id and account_id = :account and device_id is not null
                        """)
                .bind("id", id)
                .bind("account", account.value())
                .mapTo(UUID.class)
                .findOne();
    }

    /** Which device each was opened in; without those that are older than devices. */
    Map<UUID, UUID> deviceIds(Handle handle, AccountId account) {
        return handle.createQuery("""
                        select id, device_id
                          from {s}auth_session
                         where account_id = :account and device_id is not null
                        """)
                .bind("account", account.value())
                .map((row, context) ->
                        Map.entry(row.getObject("id", UUID.class), row.getObject("device_id", UUID.class)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    List<UUID> idsRemembered(Handle handle, AccountId account, UUID remembered) {
        return handle.createQuery(
                        "select id from {s}auth_session where account_id = :account and remembered_id = :remembered")
                .bind("account", account.value())
                .bind("remembered", remembered)
                .mapTo(UUID.class)
                .list();
    }

    boolean delete(Handle handle, AccountId account, UUID id) {
        return handle.createUpdate("delete from {s}auth_session where id = :id and account_id = :account")
                        .bind("id", id)
                        .bind("account", account.value())
                        .execute()
                == 1;
    }

    void deleteOlderEpochs(Handle handle, AccountId account, int epoch) {
        handle.createUpdate("delete from {s}auth_session where account_id = :account and epoch < :epoch")
                .bind("account", account.value())
                .bind("epoch", epoch)
                .execute();
    }

    int deleteExpired(Handle handle, ExpiryCheck expiry) {
        return handle.createUpdate("""
                        delete from {s}auth_session
                         where id in (select id
                                        from {s}auth_session
                                       where expires_at <= :now or last_seen_at <= :idleSince
                                         for update skip locked)
                        """)
                .bind("now", expiry.now())
                .bind("idleSince", expiry.idleSince())
                .execute();
    }

    long countUnder(Handle handle, int keyNumber) {
        return handle.createQuery("select count(*) from {s}auth_session where key_number = :keyNumber")
                .bind("keyNumber", keyNumber)
                .mapTo(Long.class)
                .one();
    }
}
