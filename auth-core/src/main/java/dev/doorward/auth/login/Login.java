package dev.doorward.auth.login;

import dev.doorward.auth.account.AccountState;
import dev.doorward.auth.account.AccountStates;
import dev.doorward.auth.account.PasswordGuesses;
import dev.doorward.auth.audit.AuditLog;
import dev.doorward.auth.audit.AuditType;
import dev.doorward.auth.device.Devices;
import dev.doorward.auth.device.KnownDevice;
import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.password.PasswordHasher;
import dev.doorward.auth.password.PasswordTable;
import dev.doorward.auth.session.IssuedSession;
import dev.doorward.auth.session.Proof;
import dev.doorward.auth.session.Session;
import dev.doorward.auth.session.SessionIssuer;
import dev.doorward.auth.session.SessionIssuer.Redemption;
import dev.doorward.auth.session.SessionIssuer.RememberedClaim;
import dev.doorward.auth.store.Database;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Logs people in, and asks them again.
 *
 * <p>A wrong password, an unknown name, an account without a password and one that is disabled get one answer after the
 * same work. What was read before a password was hashed is not believed after it: the account is looked at again,
 * locked, before anybody is let in. When the database is away every method throws
 * {@link dev.doorward.auth.store.DatabaseException} and nobody is let in. Safe for use by many threads.
 */
public final class Login {
    /** RFC 8176 section 2: a password. */
    private static final String PASSWORD = "pwd";

    private final Database database;
    private final AccountStates accounts;
    private final PasswordAttempts attempts;
    private final Devices devices;
    private final PasswordCheck passwords;
    private final Gate gate;
    private final SessionIssuer issuer;
    private final Opener opener;
    private final LoginMails mails;
    private final AuditLog audit;
    private final Clock clock;
    private final SecureRandom random;
    private final @Nullable LoginLinks links;

    /** @param links null where nobody logs in by mail */
    public Login(
            Database database,
            AccountStates accounts,
            PasswordHasher hasher,
            PasswordTable passwords,
            PasswordGuesses guesses,
            Devices devices,
            SessionIssuer issuer,
            LoginMails mails,
            AuditLog audit,
            Clock clock,
            SecureRandom random,
            @Nullable LoginLinks links) {
        this.database = database;
        this.accounts = accounts;
        this.attempts = new PasswordAttempts(guesses, devices);
        this.devices = devices;
        this.passwords = new PasswordCheck(database, accounts, passwords, hasher, audit, clock, random);
        this.gate = new Gate(accounts);
        this.issuer = issuer;
        this.opener = new Opener(issuer, mails, audit);
        this.mails = mails;
        this.audit = audit;
        this.clock = clock;
        this.random = random;
        this.links = links;
    }

    /**
     * Logs in by username or address and password. The attempt is counted against the browser's own budget where the
     * account knows it, else against those of strangers, before the password is looked at.
     *
     * @param replaced the session this browser had before, if any, whoever's it was; it ends, with its remembered
     *     login, when the login succeeds
     */
    public LoginResult withPassword(LoginAttempt attempt, @Nullable Session replaced) {
        Found found = database.read(handle -> find(handle, attempt));
        PasswordAttempts.Attempt begun = attempts.toLogIn(attempt, found.account(), found.device());
        if (begun instanceof PasswordAttempts.Limited limited) {
            return limited.refusal();
        }
        PasswordAttempts.Admitted admitted = (PasswordAttempts.Admitted) begun;
        PasswordCheck.Result checked = passwords.check(admitted, attempt.password(), attempt.client());
        if (checked instanceof PasswordCheck.Busy busy) {
            attempts.giveBack(admitted);
            return LoginResult.Refused.busy(busy.retryAfter());
        }
        Optional<IssuedSession> opened = Optional.empty();
        if (checked instanceof PasswordCheck.Fits fits) {
            opened = database.inTransaction(handle -> open(handle, admitted, fits, attempt, replaced));
        }
        if (opened.isEmpty()) {
            refused(AuditType.LOGIN_REFUSED, admitted, found.account(), attempt.client());
            return LoginResult.Refused.invalid();
        }
        return new LoginResult.LoggedIn(opened.get());
    }

    /**
     * Whom somebody means.
     *
     * @param device the browser's, if the account knows it
     */
    private record Found(Optional<AccountState> account, Optional<KnownDevice> device) {}

    /** Nobody's devices are looked for too, so that an unknown name costs the same statements. */
    private Found find(Handle handle, LoginAttempt attempt) {
        Optional<AccountState> account = accounts.find(handle, attempt.login());
        AccountId id = account.map(state -> state.account().id()).orElseGet(() -> AccountId.random(clock, random));
        return new Found(account, devices.find(handle, id, attempt.client()));
    }

    private Optional<IssuedSession> open(
            Handle handle,
            PasswordAttempts.Admitted admitted,
            PasswordCheck.Fits fits,
            LoginAttempt attempt,
            @Nullable Session replaced) {
        if (replaced != null) {
            gate.lockBoth(handle, fits.evidence().account(), replaced.account());
        }
        return gate.admit(handle, fits.evidence()).map(state -> {
            passwords.refresh(handle, fits);
            attempts.succeeded(handle, admitted, state.account().id());
            return opener.open(
                    handle,
                    state,
                    new SessionIssuer.Opening(
                            state.account().id(),
                            state.epoch(),
                            fits.at(),
                            Set.of(PASSWORD),
                            attempt.client(),
                            attempt.remember()),
                    replaced);
        });
    }

    /**
     * Opens a session from a remember-me cookie and replaces the cookie's token. The session keeps the time of the
     * login that was remembered, so it is not fresh.
     *
     * @param cookie its value as the browser sent it
     * @return refused for anything that is not the token of a living remembered login
     */
    public LoginResult withRemembered(@Nullable String cookie, Client client) {
        return issuer.claim(cookie).map(claim -> redeem(claim, client)).orElseGet(LoginResult.Refused::invalid);
    }

    private LoginResult redeem(RememberedClaim claim, Client client) {
        Redemption redemption = database.inTransaction(handle -> {
            Optional<AccountState> admitted = gate.admit(handle, new Evidence(claim.account(), claim.epoch()));
            Redemption result = admitted.isPresent() ? issuer.redeem(handle, claim, client) : new Redemption.Unknown();
            if (result instanceof Redemption.Redeemed) {
                audit.record(handle, audit.event(AuditType.SESSION_RESUMED, claim.account(), client));
            } else if (result instanceof Redemption.Moved) {
                audit.record(handle, audit.event(AuditType.SESSION_MOVED, claim.account(), client));
            } else if (result instanceof Redemption.Reused) {
                mails.rememberReused(handle, admitted.orElseThrow(), client);
                audit.record(handle, audit.event(AuditType.REMEMBER_REUSED, claim.account(), client));
            }
            return result;
        });
        return redemption instanceof Redemption.Redeemed redeemed
                ? new LoginResult.LoggedIn(redeemed.issued())
                : LoginResult.Refused.invalid();
    }

    /**
     * Mails a link that logs in, where the address is an account's and proved. Who asks learns nothing of that.
     *
     * @throws IllegalStateException unless the application allowed it
     */
    public LinkRequestResult requestLink(@Nullable String email, Client client) {
        return links().request(email, client);
    }

    /**
     * Uses a mailed link, once.
     *
     * @param pendingCookie of this browser, from {@link LinkRequestResult.Accepted}
     * @param replaced as for {@link #withPassword}
     */
    public LoginLinkResult withLink(
            @Nullable String token, @Nullable String pendingCookie, Client client, @Nullable Session replaced) {
        return links().use(token, pendingCookie, client, replaced);
    }

    /**
     * Logs in the browser that asked for a link by the code that another browser was shown: within ten minutes of
     * asking, and with five tries.
     *
     * @return {@code Refused} with {@link LoginResult.Refused#INVALID_CODE}, or with
     *     {@link LoginResult.Refused#RATE_LIMITED} when too many codes are typed in the client's network
     */
    public LoginResult withCode(
            @Nullable String pendingCookie, @Nullable String code, Client client, @Nullable Session replaced) {
        return links().withCode(pendingCookie, code, client, replaced);
    }

    /** Asks the user of a session for the password again; the session becomes fresh and gets a new token. */
    public ConfirmResult confirm(Session session, @Nullable String password, Client client) {
        Optional<AccountState> account = database.read(handle -> accounts.find(handle, session.account()));
        PasswordAttempts.Attempt begun = attempts.toConfirm(session.account(), account);
        if (begun instanceof PasswordAttempts.Limited limited) {
            LoginResult.Refused refusal = limited.refusal();
            return new ConfirmResult.Refused(refusal.code(), refusal.retryAfter());
        }
        PasswordAttempts.Admitted admitted = (PasswordAttempts.Admitted) begun;
        PasswordCheck.Result checked = passwords.check(admitted, password, client);
        if (checked instanceof PasswordCheck.Busy busy) {
            attempts.giveBack(admitted);
            return new ConfirmResult.Refused(LoginResult.Refused.BUSY, Optional.of(busy.retryAfter()));
        }
        Optional<SessionIssuer.Confirmation> confirmed = Optional.empty();
        if (checked instanceof PasswordCheck.Fits fits) {
            confirmed = database.inTransaction(handle -> confirm(handle, admitted, fits, session, client));
        }
        if (confirmed.isEmpty()) {
            refused(AuditType.CONFIRM_REFUSED, admitted, account, client);
            return new ConfirmResult.Refused(LoginResult.Refused.INVALID_CREDENTIALS, Optional.empty());
        }
        return new ConfirmResult.Confirmed(
                confirmed.get().proof(), confirmed.get().issued());
    }

    private Optional<SessionIssuer.Confirmation> confirm(
            Handle handle,
            PasswordAttempts.Admitted admitted,
            PasswordCheck.Fits fits,
            Session session,
            Client client) {
        return gate.admit(handle, fits.evidence())
                .filter(state -> state.epoch() == session.epoch())
                .flatMap(state -> issuer.confirm(handle, session, Set.of(PASSWORD), fits.at(), client))
                .map(confirmation -> {
                    passwords.refresh(handle, fits);
                    attempts.succeeded(handle, admitted, session.account());
                    audit.record(handle, audit.event(AuditType.CONFIRMED, session.account(), client));
                    return confirmation;
                });
    }

    /**
     * The proof that a fresh session already is.
     *
     * @return empty if its last credential was checked too long ago, or it has ended: ask with {@link #confirm}
     */
    public Optional<Proof> proofOf(Session session) {
        return database.read(handle -> issuer.prove(handle, session));
    }

    private LoginLinks links() {
        if (links == null) {
            throw new IllegalStateException("Login links are off unless the builder was told to allowLoginLink()");
        }
        return links;
    }

    private void refused(
            AuditType type, PasswordAttempts.Admitted admitted, Optional<AccountState> account, Client client) {
        AccountId id = account.map(state -> state.account().id()).orElse(null);
        audit.refused(attempts.consequence(admitted)
                .map(code -> audit.event(AuditType.LOGIN_LIMITED, id, client).withCode(code))
                .orElseGet(() -> audit.event(type, id, client).withCode(LoginResult.Refused.INVALID_CREDENTIALS)));
    }
}
