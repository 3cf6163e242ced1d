package dev.doorward.auth.session;

import dev.doorward.auth.device.Devices;
import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.secret.OpaqueToken;
import dev.doorward.auth.store.Database;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * What a change to an account does to its sessions. Works inside the transaction of that change, which holds the
 * account's row locked and has raised its epoch. It can end sessions and carry one over, never open one.
 */
public final class AccountSessions {
    private final Database database;
    private final SessionTable sessions;
    private final RememberedTable remembered;
    private final Devices devices;
    private final SessionTokens tokens;
    private final SessionCache cache;
    private final SessionTimeouts timeouts;
    private final Clock clock;

    AccountSessions(
            Database database,
            SessionTable sessions,
            RememberedTable remembered,
            Devices devices,
            SessionTokens tokens,
            SessionCache cache,
            SessionTimeouts timeouts,
            Clock clock) {
        this.database = database;
        this.sessions = sessions;
        this.remembered = remembered;
        this.devices = devices;
        this.tokens = tokens;
        this.cache = cache;
        this.timeouts = timeouts;
        this.clock = clock;
    }

    /** Removes what lives under an epoch older than {@code epoch}, and has this node's cache forget it after commit. */
    public void endBefore(Handle handle, AccountId account, int epoch) {
        sessions.deleteOlderEpochs(handle, account, epoch);
        remembered.deleteOlderEpochs(handle, account, epoch);
        database.afterCommit(handle, () -> cache.moved(account, epoch));
    }

    /**
     * Makes a browser a stranger's, and those nobody was told of, and ends every session and remembered login of a
     * browser that is not known. So one does not outlive its browser's row either, which many logins push out.
     */
    public void endDevice(Handle handle, AccountId account, UUID device) {
        devices.endWithUntold(handle, account, device);
        Set<UUID> known = devices.ids(handle, account);
        sessions.deviceIds(handle, account).forEach((id, itsDevice) -> {
            if (!known.contains(itsDevice)) {
                sessions.delete(handle, account, id);
                database.afterCommit(handle, () -> cache.ended(id));
            }
        });
        remembered.deviceIds(handle, account).forEach((id, itsDevice) -> {
            if (!known.contains(itsDevice)) {
                remembered.delete(handle, account, id);
            }
        });
    }

    /**
     * Holds the proving session's row until the transaction ends.
     *
     * @return false if it has ended or was renewed since
     */
    public boolean lock(Handle handle, Proof proof) {
        return sessions.lock(handle, proof.session(), ExpiryCheck.of(clock, timeouts));
    }

    /**
     * Carries the proving session, which is {@linkplain #lock locked}, over to {@code epoch}, with a new token for it
     * and for its remembered login, and ends every session of an older epoch.
     */
    public IssuedSession carryOver(Handle handle, Proof proof, int epoch) {
        Session session = proof.session();
        OpaqueToken token = tokens.renew(session.id());
        sessions.renew(
                handle,
                session,
                epoch,
                session.authTime(),
                session.methods(),
                tokens.session(token, session.account()),
                clock.instant());
        Optional<RememberedToken> rememberedToken = renewRemembered(handle, session, epoch);
        endBefore(handle, session.account(), epoch);
        database.afterCommit(handle, () -> cache.renewed(session.id(), session.generation() + 1));
        return new IssuedSession(
                sessions.find(handle, session.id()).orElseThrow().session(), token, rememberedToken);
    }

    private Optional<RememberedToken> renewRemembered(Handle handle, Session session, int epoch) {
        return Optional.ofNullable(session.rememberedId())
                .flatMap(id -> remembered.lock(handle, id))
                .filter(row -> row.account().equals(session.account()) && row.epoch() == session.epoch())
                .map(row -> {
                    OpaqueToken token = tokens.renew(row.id());
                    remembered.renew(handle, row.id(), epoch, tokens.remembered(token, row.account()));
                    return new RememberedToken(token, row.expiresAt());
                });
    }
}
