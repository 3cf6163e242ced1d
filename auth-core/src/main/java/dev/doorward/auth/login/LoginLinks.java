package dev.doorward.auth.login;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.doorward.auth.account.AccountLimits;
import dev.doorward.auth.account.AccountState;
import dev.doorward.auth.account.AccountStates;
import dev.doorward.auth.account.PasswordGuesses;
import dev.doorward.auth.audit.AuditLog;
import dev.doorward.auth.audit.AuditType;
import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.identity.EmailAddress;
import dev.doorward.auth.identity.Uuid7;
import dev.doorward.auth.mail.Mail;
import dev.doorward.auth.mail.MailTemplate;
import dev.doorward.auth.mail.Outbox;
import dev.doorward.auth.secret.CookieSigner;
import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.secret.Mac;
import dev.doorward.auth.secret.SealedRows;
import dev.doorward.auth.secret.TokenMac;
import dev.doorward.auth.session.IssuedSession;
import dev.doorward.auth.session.Session;
import dev.doorward.auth.session.SessionIssuer;
import dev.doorward.auth.store.Database;
import dev.doorward.auth.throttle.LimitName;
import dev.doorward.auth.throttle.Subject;
import dev.doorward.auth.throttle.Throttle;
import dev.doorward.auth.ticket.Ticket;
import dev.doorward.auth.ticket.TicketOrder;
import dev.doorward.auth.ticket.TicketPurpose;
import dev.doorward.auth.ticket.Tickets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Logs in whoever reads a mailbox, and only in the browser that asked for it: a link that is opened anywhere else gives
 * a code to type there, so that nobody lets a stranger in by pressing a button.
 *
 * <p>Only an address that is proved gets a link. Else whoever registered somebody else's would share the account.
 */
public final class LoginLinks {
    /** RFC 8176 has no word for it. */
    private static final Set<String> METHODS = Set.of("email");

    private static final int CODES = 1_000_000;
    private static final int MAXIMUM_TRIES = 5;

    private final LoginLinkTable table = new LoginLinkTable();
    private final Database database;
    private final AccountStates accounts;
    private final PasswordGuesses guesses;
    private final Gate gate;
    private final Opener opener;
    private final Outbox outbox;
    private final Tickets tickets;
    private final AccountLimits limits;
    private final Throttle throttle;
    private final CookieSigner cookies;
    private final TokenMac codes;
    private final AuditLog audit;
    private final Clock clock;
    private final SecureRandom random;

    public LoginLinks(
            Database database,
            AccountStates accounts,
            PasswordGuesses guesses,
            SessionIssuer issuer,
            LoginMails mails,
            Outbox outbox,
            Tickets tickets,
            AccountLimits limits,
            Throttle throttle,
            KeyRing keys,
            AuditLog audit,
            Clock clock,
            SecureRandom random) {
        this.database = database;
        this.accounts = accounts;
        this.guesses = guesses;
        this.gate = new Gate(accounts);
        this.opener = new Opener(issuer, mails, audit);
        this.outbox = outbox;
        this.tickets = tickets;
        this.limits = limits;
        this.throttle = throttle;
        this.cookies = new CookieSigner(keys, "login-link");
        this.codes = new TokenMac(keys, "login-code");
        this.audit = audit;
        this.clock = clock;
        this.random = random;
    }

    /** What needs the ring's keys, for whoever changes the ring. */
    public SealedRows sealedRows() {
        return SealedRows.counted(
                "codes of login links", number -> database.read(handle -> table.countUnder(handle, number)));
    }

    /** Removes what has expired. */
    public void deleteExpired() {
        database.useTransaction(handle -> table.deleteExpired(handle, clock.instant()));
    }

    LinkRequestResult request(@Nullable String email, Client client) {
        AccountLimits.Admission admission = limits.admitMail(LimitName.LOGIN_LINK, email, client);
        if (admission instanceof AccountLimits.Limited limited) {
            return new LinkRequestResult.RateLimited(limited.retryAfter());
        }
        AccountLimits.Admitted admitted = (AccountLimits.Admitted) admission;
        UUID id = Uuid7.next(clock, random);
        database.useTransaction(handle -> {
            Optional<AccountState> found = EmailAddress.parse(email)
                    .flatMap(address -> accounts.find(handle, address.value()))
                    .filter(AccountState::isActive)
                    .filter(state -> state.account().emailVerified());
            boolean mayMail = admitted.mayMail(handle, MailTemplate.LOGIN_LINK, found.isPresent());
            // An address that may get no more is one that nobody has.
            Optional<AccountState> owner = found.filter(state -> mayMail);
            AccountId account = owner.map(state -> state.account().id()).orElse(null);
            int epoch = owner.map(AccountState::epoch).orElse(0);
            table.insert(handle, id, account, epoch, clock.instant().plus(TicketPurpose.LOGIN_LINK.lifetime()));
            owner.ifPresentOrElse(state -> mail(handle, id, state, client), () -> outbox.addNothing(handle));
            audit.record(handle, audit.event(AuditType.LOGIN_LINK_REQUESTED, account, client));
        });
        return new LinkRequestResult.Accepted(cookies.sign(id.toString()));
    }

    /** To the address that is stored: what was typed only finds it. */
    private void mail(Handle handle, UUID id, AccountState state, Client client) {
        EmailAddress to = state.email().orElseThrow();
        TicketOrder order =
                tickets.order(TicketPurpose.LOGIN_LINK, id, state.account().id().value(), to, state.epoch());
        outbox.add(
                handle,
                new Mail(
                        MailTemplate.LOGIN_LINK,
                        to,
                        order.text(),
                        client,
                        clock.instant(),
                        order.expiresAt(),
                        Map.of()));
    }

    /** Which request a browser's cookie names. */
    private Optional<UUID> named(@Nullable String cookie) {
        return cookies.open(cookie).map(UUID::fromString);
    }

    LoginLinkResult use(@Nullable String token, @Nullable String cookie, Client client, @Nullable Session replaced) {
        return tickets.verify(TicketPurpose.LOGIN_LINK, token)
                .map(ticket -> use(ticket, cookie, client, replaced))
                .orElseGet(() -> new LoginLinkResult.Refused(Tickets.INVALID));
    }

    /** A refusal is recorded of a ticket alone: what is none concerns nobody, and anybody can bring any number. */
    private LoginLinkResult use(Ticket ticket, @Nullable String cookie, Client client, @Nullable Session replaced) {
        Optional<LoginLinkResult> used =
                named(cookie).filter(ticket.id()::equals).isPresent()
                        ? logIn(ticket, client, replaced).map(LoginLinkResult.LoggedIn::new)
                        : showCode(ticket, client).map(LoginLinkResult.ShowCode::new);
        return used.orElseGet(() -> {
            audit.refused(audit.event(AuditType.LOGIN_REFUSED, AccountId.of(ticket.subject()), client)
                    .withCode(Tickets.INVALID));
            return new LoginLinkResult.Refused(Tickets.INVALID);
        });
    }

    private Optional<IssuedSession> logIn(Ticket ticket, Client client, @Nullable Session replaced) {
        return database.inTransaction(handle ->
                admit(handle, ticket, replaced).map(state -> open(handle, ticket.id(), state, client, replaced)));
    }

    private Optional<String> showCode(Ticket ticket, Client client) {
        return database.inTransaction(handle -> admit(handle, ticket, null).map(state -> {
            AccountId account = state.account().id();
            String code = String.format(Locale.ROOT, "%06d", random.nextInt(CODES));
            table.setCode(handle, ticket.id(), mac(ticket.id(), account, code));
            audit.record(handle, audit.event(AuditType.LOGIN_CODE_SHOWN, account, client));
            return code;
        }));
    }

    private Mac mac(UUID id, AccountId account, String code) {
        return codes.sign(id, account.value(), code.getBytes(US_ASCII));
    }

    /** The ticket's account, locked, if the request is still there and the ticket was not used. */
    private Optional<AccountState> admit(Handle handle, Ticket ticket, @Nullable Session replaced) {
        AccountId account = AccountId.of(ticket.subject());
        lockReplaced(handle, account, replaced);
        return gate.admit(handle, new Evidence(account, ticket.epoch()))
                .filter(state -> state.hasEmail(ticket.email()))
                .filter(state -> table.lock(handle, ticket.id()).isPresent())
                .filter(state -> tickets.consume(handle, ticket));
    }

    private void lockReplaced(Handle handle, AccountId account, @Nullable Session replaced) {
        if (replaced != null) {
            gate.lockBoth(handle, account, replaced.account());
        }
    }

    private IssuedSession open(
            Handle handle, UUID request, AccountState state, Client client, @Nullable Session replaced) {
        table.delete(handle, request);
        guesses.forgetAll(handle, state.account());
        AccountId account = state.account().id();
        return opener.open(
                handle,
                state,
                new SessionIssuer.Opening(account, state.epoch(), clock.instant(), METHODS, client, false),
                replaced);
    }

    /**
     * A try that cannot count is refused for one read: else whoever asked for a link to somebody's address could hold
     * that account's row for as long as they like. It spends nothing either, or they could keep their network out.
     */
    LoginResult withCode(@Nullable String cookie, @Nullable String typed, Client client, @Nullable Session replaced) {
        Optional<LoginLinkTable.Row> found = named(cookie)
                .flatMap(id -> database.read(handle -> table.find(handle, id)))
                .filter(row -> row.tries() < MAXIMUM_TRIES && isInTime(row));
        if (found.isEmpty()) {
            return LoginResult.Refused.invalidCode();
        }
        LoginLinkTable.Row request = found.get();
        Optional<Duration> wait = throttle.take(LimitName.LOGIN_CODE, Subject.network(client));
        if (wait.isPresent()) {
            return LoginResult.Refused.limited(wait.get());
        }
        // Committed before the account's row is held: of any number at once, five come that far.
        if (!database.inTransaction(handle -> table.countTry(handle, request.id(), MAXIMUM_TRIES))) {
            return LoginResult.Refused.invalidCode();
        }
        String code = typed == null ? "" : typed.replace(" ", "");
        Optional<IssuedSession> opened =
                database.inTransaction(handle -> tryCode(handle, request, code, client, replaced));
        return opened.<LoginResult>map(LoginResult.LoggedIn::new).orElseGet(() -> {
            audit.refused(audit.event(AuditType.LOGIN_REFUSED, request.account(), client)
                    .withCode(LoginResult.Refused.INVALID_CODE));
            return LoginResult.Refused.invalidCode();
        });
    }

    private boolean isInTime(LoginLinkTable.Row row) {
        return clock.instant().isBefore(row.expiresAt());
    }

    /** A request of nobody's is looked at like any other: the statements tell nobody whose it was. */
    private Optional<IssuedSession> tryCode(
            Handle handle, LoginLinkTable.Row request, String code, Client client, @Nullable Session replaced) {
        AccountId account = request.account() == null ? AccountId.random(clock, random) : request.account();
        lockReplaced(handle, account, replaced);
        Optional<AccountState> state = gate.admit(handle, new Evidence(account, request.epoch()));
        return table.lock(handle, request.id())
                .filter(locked -> fits(locked, account, code))
                .flatMap(locked -> state)
                .map(admitted -> open(handle, request.id(), admitted, client, replaced));
    }

    private boolean fits(LoginLinkTable.Row row, AccountId account, String code) {
        Mac mac = row.mac();
        return mac != null && isInTime(row) && codes.verify(mac, row.id(), account.value(), code.getBytes(US_ASCII));
    }
}
