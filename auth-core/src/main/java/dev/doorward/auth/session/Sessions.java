package dev.doorward.auth.session;

import dev.doorward.auth.audit.AuditLog;
import dev.doorward.auth.audit.AuditType;
import dev.doorward.auth.device.Devices;
import dev.doorward.auth.device.KnownDevice;
import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.secret.OpaqueToken;
import dev.doorward.auth.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Finds the session behind a cookie, lists an account's sessions and ends them.
 *
 * <p>A session ended through this object, or by a change to its account, is refused on this node from the moment the
 * call returns; other nodes follow within five seconds. All methods may be called by many threads at once and throw
 * {@link dev.doorward.auth.store.DatabaseException} when the database is away: nobody is let in then, but for whom it
 * was asked about within the last five seconds.
 */
public final class Sessions {
    private static final Duration SEEN_AT_MOST_EVERY = Duration.ofMinutes(1);

    private final TokenHasher hasher = new TokenHasher();
    private final Database database;
    private final SessionTable table;
    private final RememberedTable remembered;
    private final SessionTokens tokens;
    private final SessionCache cache;
    private final SessionTimeouts timeouts;
    private final SessionProtection protection;
    private final Devices devices;
    private final AuditLog audit;
    private final Clock clock;

    Sessions(
            Database database,
            SessionTable table,
            RememberedTable remembered,
            SessionTokens tokens,
            SessionCache cache,
            SessionTimeouts timeouts,
            SessionProtection protection,
            Devices devices,
            AuditLog audit,
            Clock clock) {
        this.database = database;
        this.table = table;
        this.remembered = remembered;
        this.tokens = tokens;
        this.cache = cache;
        this.timeouts = timeouts;
        this.protection = protection;
        this.devices = devices;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * The live session of a cookie's value; empty for anything else, however malformed. A snapshot of at most five
     * seconds of age. Marks the session as seen, at most once a minute. What becomes of one whose cookie comes from
     * elsewhere is the {@link SessionProtection}'s to say.
     *
     * @param address the peer's, as the container gives it
     * @param userAgent as it was sent; null where it was not
     * @throws dev.doorward.auth.secret.UnknownKeyException if the session's key is missing from the ring
     */
    public Optional<Session> find(@Nullable String cookie, String address, @Nullable String userAgent) {
        return find(cookie).flatMap(found -> protect(found, address, userAgent));
    }

    private Optional<Session> protect(SessionTable.Row found, String address, @Nullable String userAgent) {
        Session session = found.session();
        if (protection == SessionProtection.OFF) {
            return Optional.of(session);
        }
        boolean agentChanged = !found.origin().isSameAgent(userAgent);
        if (protection == SessionProtection.BASIC) {
            return Optional.of(agentChanged ? session.withAgentChanged() : session);
        }
        if (agentChanged || !found.origin().isSameNetwork(address)) {
            endMoved(session, new Client(address, userAgent == null ? "" : userAgent));
            return Optional.empty();
        }
        return Optional.of(session);
    }

    private void endMoved(Session session, Client client) {
        database.useTransaction(handle -> {
            table.lockAccount(handle, session.account());
            if (delete(handle, session.account(), session.id())) {
                audit.record(handle, audit.event(AuditType.SESSION_MOVED, session.account(), client));
            }
        });
    }

    private Optional<SessionTable.Row> find(@Nullable String cookie) {
        if (cookie == null || cookie.length() != OpaqueToken.LENGTH) {
            return Optional.empty();
        }
        TokenDigest digest = hasher.hash(cookie);
        if (digest == null) {
            return Optional.empty();
        }
        long now = clock.millis();
        SessionTable.Row cached = cache.find(digest, now);
        if (cached != null) {
            return Optional.of(cached);
        }
        Optional<OpaqueToken> token = OpaqueToken.parse(cookie);
        if (token.isEmpty()) {
            return Optional.empty();
        }
        Optional<SessionTable.Row> found = read(token.get());
        found.ifPresent(row -> cache.put(digest, row, now, endOf(row.session()).toEpochMilli()));
        return found;
    }

    private Optional<SessionTable.Row> read(OpaqueToken token) {
        ExpiryCheck expiry = ExpiryCheck.of(clock, timeouts);
        Instant noted = expiry.now().minus(SEEN_AT_MOST_EVERY);
        Optional<SessionTable.Row> live = database.readPlain(connection -> table.find(connection, token.id()))
                .filter(row -> tokens.fits(token, row))
                .filter(row -> expiry.isLive(row.session()));
        live.map(SessionTable.Row::session)
                .filter(session -> !session.lastSeenAt().isAfter(noted))
                .ifPresent(session ->
                        database.useTransaction(handle -> table.touch(handle, session.id(), expiry.now(), noted)));
        return live;
    }

    /** Idle or absolute end, whichever comes first. */
    private Instant endOf(Session session) {
        Instant idle = session.lastSeenAt().plus(timeouts.idle());
        return idle.isBefore(session.expiresAt()) ? idle : session.expiresAt();
    }

    /**
     * An account's live sessions and remembered browsers, the one last seen first.
     *
     * @param current the session that asks, to be marked in the list; null where none does
     */
    public List<SessionInfo> of(AccountId account, @Nullable UUID current) {
        ExpiryCheck expiry = ExpiryCheck.of(clock, timeouts);
        return database.read(handle -> list(handle, account, current, expiry)
                .sorted(Comparator.comparing(SessionInfo::lastSeenAt).reversed())
                .toList());
    }

    private Stream<SessionInfo> list(Handle handle, AccountId account, @Nullable UUID current, ExpiryCheck expiry) {
        return Stream.concat(
                table.list(handle, account, current, expiry).stream(),
                remembered.listWithoutSession(handle, account, expiry).stream());
    }

    /**
     * Ends one session of an account, or a remembered browser, by the id that {@link #of} lists; a session takes the
     * remembered login it belongs to with it. The browser becomes a stranger's, unless it is the one at hand.
     *
     * @return false if the account has no such session
     */
    public boolean end(AccountId account, UUID id, Client client) {
        return database.inTransaction(handle -> {
            table.lockAccount(handle, account);
            Optional<UUID> device = deviceOf(handle, account, id);
            boolean ended = endWithRemembered(handle, account, id);
            Optional<UUID> own = devices.find(handle, account, client).map(KnownDevice::id);
            device.filter(other -> !own.equals(Optional.of(other)))
                    .ifPresent(other -> devices.end(handle, account, other));
            if (ended) {
                audit.record(handle, audit.event(AuditType.SESSION_ENDED, account, client));
            }
            return ended;
        });
    }

    private Optional<UUID> deviceOf(Handle handle, AccountId account, UUID id) {
        return table.deviceId(handle, account, id).or(() -> remembered.deviceId(handle, account, id));
    }

    /**
     * Ends every session and remembered browser of an account but the given session, and makes every browser but the
     * one at hand a stranger's.
     *
     * @return how many of those that {@link #of} listed were ended
     */
    public int endOthers(Session kept, Client client) {
        ExpiryCheck expiry = ExpiryCheck.of(clock, timeouts);
        return database.inTransaction(handle -> {
            table.lockAccount(handle, kept.account());
            long ended = list(handle, kept.account(), kept.id(), expiry)
                    .filter(info -> !info.current())
                    .count();
            table.idsBeside(handle, kept.account(), kept.id()).forEach(id -> delete(handle, kept.account(), id));
            // A session's own id is never that of a remembered login.
            UUID keptRemembered = kept.rememberedId() == null ? kept.id() : kept.rememberedId();
            remembered.deleteBeside(handle, kept.account(), keptRemembered);
            devices.endOthers(handle, kept.account(), client);
            if (ended > 0) {
                audit.record(handle, audit.event(AuditType.SESSION_ENDED, kept.account(), client));
            }
            return Math.toIntExact(ended);
        });
    }

    /**
     * Logs out: the session and the remembered login of this browser end. Ending what has ended already is no error.
     */
    public void logOut(Session session, Client client) {
        database.useTransaction(handle -> {
            table.lockAccount(handle, session.account());
            logOut(handle, session, client);
        });
    }

    /** Inside a transaction that holds the account's row. */
    void logOut(Handle handle, Session session, Client client) {
        boolean ended = delete(handle, session.account(), session.id());
        if (session.rememberedId() != null) {
            ended |= endRemembered(handle, session.account(), session.rememberedId());
        }
        if (ended) {
            audit.record(handle, audit.event(AuditType.LOGGED_OUT, session.account(), client));
        }
    }

    /** Removes rows of sessions and remembered logins that have expired; safe to call at any time, on any node. */
    public int deleteExpired() {
        ExpiryCheck expiry = ExpiryCheck.of(clock, timeouts);
        return database.inTransaction(
                handle -> table.deleteExpired(handle, expiry) + remembered.deleteExpired(handle, expiry.now()));
    }

    private boolean endWithRemembered(Handle handle, AccountId account, UUID id) {
        Optional<UUID> rememberedId = table.rememberedId(handle, account, id);
        boolean ended = delete(handle, account, id);
        return endRemembered(handle, account, rememberedId.orElse(id)) || ended;
    }

    /** Ends a remembered login and every session it opened. */
    boolean endRemembered(Handle handle, AccountId account, UUID rememberedId) {
        table.idsRemembered(handle, account, rememberedId).forEach(id -> delete(handle, account, id));
        return remembered.delete(handle, account, rememberedId);
    }

    private boolean delete(Handle handle, AccountId account, UUID id) {
        database.afterCommit(handle, () -> cache.ended(id));
        return table.delete(handle, account, id);
    }
}
