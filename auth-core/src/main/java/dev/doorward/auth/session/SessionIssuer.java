package dev.doorward.auth.session;

import dev.doorward.auth.audit.AuditLog;
import dev.doorward.auth.device.Devices;
import dev.doorward.auth.device.IssuedDevice;
import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.secret.OpaqueToken;
import dev.doorward.auth.secret.SealedRows;
import dev.doorward.auth.secret.Sealer;
import dev.doorward.auth.store.Database;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Opens sessions and proves who uses them. Whoever holds this object can log anybody in: Doorward hands it to
 * {@code login} alone, and a test of the floors keeps every other package away from it.
 *
 * <p>Every method works inside the caller's transaction, which holds the account's row locked; nothing is issued unless
 * it commits.
 */
public final class SessionIssuer {
    private final Database database;
    private final KeyRing keys;
    private final SessionTable table;
    private final RememberedTable rememberedTable;
    private final RememberedLogins remembered;
    private final SessionTokens tokens;
    private final SessionCache cache = new SessionCache();
    private final SessionTimeouts timeouts;
    private final SessionProtection protection;
    private final Devices devices;
    private final Clock clock;
    private final Sessions sessions;
    private final SessionMaximum maximum;

    public SessionIssuer(
            Database database,
            KeyRing keys,
            SessionTimeouts timeouts,
            SessionProtection protection,
            Devices devices,
            AuditLog audit,
            Clock clock,
            SecureRandom random) {
        this.database = database;
        this.keys = keys;
        this.table = new SessionTable(database);
        this.rememberedTable = new RememberedTable();
        this.tokens = new SessionTokens(keys, clock, random);
        this.remembered =
                new RememberedLogins(rememberedTable, tokens, new Sealer(keys, "remembered-successor", random), clock);
        this.timeouts = timeouts;
        this.protection = protection;
        this.devices = devices;
        this.clock = clock;
        this.maximum = new SessionMaximum(database, table, rememberedTable, cache);
        this.sessions = new Sessions(
                database, table, rememberedTable, tokens, cache, timeouts, protection, devices, audit, clock);
    }

    /** What everybody may hold: finding, listing and ending sessions. */
    public Sessions sessions() {
        return sessions;
    }

    /** Sessions and remembered logins by the key they need, for whoever changes the ring. */
    public List<SealedRows> sealedRows() {
        return List.of(
                SealedRows.counted("sessions", number -> database.read(handle -> table.countUnder(handle, number))),
                new SealedRemembered(database, rememberedTable, keys, clock));
    }

    /** What a change to an account does to its sessions. */
    public AccountSessions accountSessions() {
        return new AccountSessions(database, table, rememberedTable, devices, tokens, cache, timeouts, clock);
    }

    /**
     * What a session is opened from.
     *
     * @param epoch the account's epoch, read under the lock that the transaction holds
     * @param authTime when the credential was checked
     * @param remember whether this browser is to be remembered
     */
    public record Opening(
            AccountId account, int epoch, Instant authTime, Set<String> methods, Client client, boolean remember) {}

    /** The owner was not told of a new browser, since there were too many. */
    public void untold(Handle handle, AccountId account, IssuedDevice device) {
        devices.untold(handle, account, device.id());
    }

    /**
     * Opens a session, and a remembered login where one is wanted, and makes the browser known to the account. Of an
     * account that has fifty already, the one unused for longest ends.
     */
    public IssuedSession open(Handle handle, Opening opening) {
        IssuedDevice device = devices.issue(handle, opening.account(), opening.client());
        Optional<RememberedToken> token = opening.remember()
                ? Optional.of(remembered.begin(handle, opening, device.id(), timeouts.remembered()))
                : Optional.empty();
        UUID rememberedId =
                token.map(RememberedToken::token).map(OpaqueToken::id).orElse(null);
        IssuedSession issued = insert(handle, opening, rememberedId, device.id(), token, false);
        if (rememberedId != null) {
            maximum.forgetBeyond(handle, opening.account(), rememberedId);
        }
        return new IssuedSession(issued.session(), issued.token(), token, Optional.of(device));
    }

    /** Ends the session a browser had before, with its remembered login, in the transaction that opens the next. */
    public void end(Handle handle, Session replaced, Client client) {
        sessions.logOut(handle, replaced, client);
    }

    private IssuedSession insert(
            Handle handle,
            Opening opening,
            @Nullable UUID rememberedId,
            @Nullable UUID deviceId,
            Optional<RememberedToken> remembered,
            boolean resumed) {
        Instant now = clock.instant();
        OpaqueToken token = tokens.begin();
        table.insert(
                handle,
                new SessionTable.NewSession(
                        token.id(),
                        opening.account(),
                        opening.epoch(),
                        opening.authTime(),
                        opening.methods(),
                        resumed,
                        now.plus(timeouts.absolute()),
                        rememberedId,
                        deviceId),
                tokens.session(token, opening.account()),
                opening.client(),
                now);
        maximum.endBeyond(handle, opening.account(), token.id());
        return new IssuedSession(reread(handle, token.id()), token, remembered);
    }

    private Session reread(Handle handle, UUID id) {
        return table.find(handle, id)
                .map(SessionTable.Row::session)
                .orElseThrow(() -> new IllegalStateException("the account's epoch moved although its row is locked"));
    }

    /**
     * Whose remembered login a token claims to be. Nothing is checked yet: the claim only tells which account to lock
     * before {@link #redeem}.
     */
    public Optional<RememberedClaim> claim(@Nullable String cookie) {
        return OpaqueToken.parse(cookie)
                .flatMap(token -> database.read(handle -> rememberedTable.find(handle, token.id()))
                        .map(row -> new RememberedClaim(token, row.account(), row.epoch())));
    }

    /** A remember-me cookie and the account it claims; made only by {@link #claim}. */
    public static final class RememberedClaim {
        private final OpaqueToken token;
        private final AccountId account;
        private final int epoch;

        private RememberedClaim(OpaqueToken token, AccountId account, int epoch) {
            this.token = token;
            this.account = account;
            this.epoch = epoch;
        }

        public AccountId account() {
            return account;
        }

        public int epoch() {
            return epoch;
        }
    }

    /** What became of a remembered login. */
    public sealed interface Redemption {

        /** A session was opened, or a parallel request's is given again. */
        record Redeemed(IssuedSession issued) implements Redemption {}

        /** A replaced token came back: it was copied, and the remembered login with all its sessions has ended. */
        record Reused() implements Redemption {}

        /**
         * It came from another kind of browser, which {@link SessionProtection#STRONG} does not suffer: it has ended.
         */
        record Moved() implements Redemption {}

        /** There is no such remembered login, or it has expired. */
        record Unknown() implements Redemption {}
    }

    /** Opens a session from a remembered login and replaces its token. */
    public Redemption redeem(Handle handle, RememberedClaim claim, Client client) {
        Optional<RememberedTable.Row> locked = rememberedTable
                .lock(handle, claim.token.id())
                .filter(row -> row.account().equals(claim.account) && row.epoch() == claim.epoch)
                .filter(row -> clock.instant().isBefore(row.expiresAt()));
        if (locked.isEmpty()) {
            return new Redemption.Unknown();
        }
        RememberedTable.Row row = locked.get();
        RememberedLogins.Standing standing = remembered.standing(row, claim.token, client);
        boolean moved = protection == SessionProtection.STRONG && !row.origin().isSameAgent(client.userAgent());
        if (moved && standing != RememberedLogins.Standing.REUSED) {
            sessions.endRemembered(handle, row.account(), row.id());
            return new Redemption.Moved();
        }
        return switch (standing) {
            case CURRENT -> new Redemption.Redeemed(resume(handle, row, claim.token, client));
            case JUST_REPLACED -> new Redemption.Redeemed(again(handle, row, claim.token, client));
            case REUSED -> {
                sessions.endRemembered(handle, row.account(), row.id());
                yield new Redemption.Reused();
            }
        };
    }

    private IssuedSession resume(Handle handle, RememberedTable.Row row, OpaqueToken old, Client client) {
        IssuedSession opened = openFrom(handle, row, client, Optional.empty());
        RememberedToken next = remembered.replace(handle, row, old, opened.token(), client);
        return new IssuedSession(opened.session(), opened.token(), Optional.of(next));
    }

    /** The same tokens as the parallel request got; only a session that has ended since is opened anew. */
    private IssuedSession again(Handle handle, RememberedTable.Row row, OpaqueToken old, Client client) {
        RememberedLogins.Successor successor = remembered
                .successorOf(row, old)
                .orElseThrow(() -> new IllegalStateException("a replaced token fits but cannot open its successor"));
        ExpiryCheck expiry = ExpiryCheck.of(clock, timeouts);
        return table.find(handle, successor.session().id())
                .filter(found -> tokens.fits(successor.session(), found))
                .filter(found -> expiry.isLive(found.session()))
                .map(found ->
                        new IssuedSession(found.session(), successor.session(), Optional.of(successor.remembered())))
                .orElseGet(() -> openFrom(handle, row, client, Optional.of(successor.remembered())));
    }

    private IssuedSession openFrom(
            Handle handle, RememberedTable.Row row, Client client, Optional<RememberedToken> token) {
        Opening opening = new Opening(row.account(), row.epoch(), row.authTime(), row.methods(), client, true);
        return insert(handle, opening, row.id(), row.deviceId(), token, true);
    }

    /** A session whose user just showed a credential: renewed, and with a proof for what was asked for. */
    public record Confirmation(IssuedSession issued, Proof proof) {}

    /**
     * Makes a session fresh and renews its token. From now on it is that of the browser at hand.
     *
     * @return empty if the session has ended or was renewed meanwhile
     */
    public Optional<Confirmation> confirm(
            Handle handle, Session session, Set<String> methods, Instant authTime, Client client) {
        ExpiryCheck expiry = ExpiryCheck.of(clock, timeouts);
        if (!table.lock(handle, session, expiry)) {
            return Optional.empty();
        }
        OpaqueToken token = tokens.renew(session.id());
        table.renew(
                handle,
                session,
                session.epoch(),
                authTime,
                methods,
                tokens.session(token, session.account()),
                expiry.now());
        if (session.agentChanged()) {
            table.changeAgent(handle, session.id(), client.userAgent());
        }
        database.afterCommit(handle, () -> cache.renewed(session.id(), session.generation() + 1));
        Session fresh = reread(handle, session.id());
        return Optional.of(new Confirmation(new IssuedSession(fresh, token, Optional.empty()), new Proof(fresh)));
    }

    /**
     * A proof without a new credential, from a session that is fresh by the database's word and not only the cache's.
     */
    public Optional<Proof> prove(Handle handle, Session session) {
        ExpiryCheck expiry = ExpiryCheck.of(clock, timeouts);
        if (session.agentChanged()) {
            return Optional.empty();
        }
        return table.find(handle, session.id())
                .map(SessionTable.Row::session)
                .filter(current -> current.generation() == session.generation())
                .filter(current -> expiry.isLive(current) && current.isFresh(timeouts.fresh(), expiry.now()))
                .map(Proof::new);
    }
}
