package dev.doorward.auth;

import dev.doorward.auth.account.AccountLimits;
import dev.doorward.auth.account.AccountRules;
import dev.doorward.auth.account.AccountStates;
import dev.doorward.auth.account.Accounts;
import dev.doorward.auth.account.Notices;
import dev.doorward.auth.account.PasswordGuesses;
import dev.doorward.auth.account.Recovery;
import dev.doorward.auth.audit.AuditLog;
import dev.doorward.auth.device.Devices;
import dev.doorward.auth.jwt.JwtIssuer;
import dev.doorward.auth.jwt.JwtVerifier;
import dev.doorward.auth.login.Login;
import dev.doorward.auth.login.LoginLinks;
import dev.doorward.auth.login.LoginMails;
import dev.doorward.auth.mail.MailDelivery;
import dev.doorward.auth.mail.MailSite;
import dev.doorward.auth.mail.Outbox;
import dev.doorward.auth.password.PasswordHasher;
import dev.doorward.auth.password.PasswordTable;
import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.secret.SealedRows;
import dev.doorward.auth.session.SessionIssuer;
import dev.doorward.auth.session.Sessions;
import dev.doorward.auth.store.Database;
import dev.doorward.auth.throttle.Throttle;
import dev.doorward.auth.ticket.Tickets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The account system of one application.
 *
 * <pre>{@code
 * Doorward doorward = Doorward.builder()
 *         .baseUrl("https://app.example")
 *         .database(dataSource)
 *         .keys(Path.of("keys.json"))
 *         .build();
 * }</pre>
 *
 * <p>Build one for each application, share it between all threads, and close it when the application stops: it owns the
 * threads that hash passwords and send mail and, unless the application brought its own {@code DataSource}, a
 * connection pool.
 */
public final class Doorward implements AutoCloseable {
    private final Settings settings;
    private final Database database;
    private final PasswordHasher hasher;
    private final Housekeeping housekeeping;
    private final Outbox outbox;
    private final Accounts accounts;
    private final Recovery recovery;
    private final Sessions sessions;
    private final Login login;
    private final AuditLog audit;
    private final KeyRing keys;
    private final List<SealedRows> sealedRows;
    private final Clock clock;
    private final SecureRandom random;

    /** Who is handed what. The issuer of sessions goes to the login alone. */
    Doorward(Settings settings, KeyRing keys, Database database, DoorwardBuilder builder) {
        this.settings = settings;
        this.keys = keys;
        this.database = database;
        clock = Clock.tick(builder.clock(), Duration.ofMillis(1));
        random = builder.random();
        hasher = PasswordHasher.withDefaults(builder.hashing(), random);
        audit = new AuditLog(database, builder.listener(), clock, random);
        Throttle throttle = new Throttle(database, keys, builder.limits(), clock);
        Tickets tickets = tickets(settings, keys);
        outbox = new Outbox(database, keys, delivery(builder, tickets), audit, clock, random);
        Devices devices = new Devices(database, keys, clock, random);
        AccountLimits limits = new AccountLimits(database, devices, throttle, clock, random);
        Notices notices = new Notices(throttle);
        PasswordTable passwords = new PasswordTable(keys, random, clock);
        PasswordGuesses guesses = new PasswordGuesses(throttle, builder.usernames());
        SessionIssuer issuer = new SessionIssuer(
                database, keys, builder.timeouts(), builder.sessionProtection(), devices, audit, clock, random);
        sessions = issuer.sessions();
        accounts = new Accounts(
                database,
                new AccountRules(
                        builder.usernames(),
                        settings.usernameOptional(),
                        builder.passwords()
                                .contextWords(
                                        settings.appName(), settings.baseUrl().getHost()),
                        settings.emailVerification()),
                hasher,
                passwords,
                guesses,
                issuer.accountSessions(),
                devices,
                outbox,
                tickets,
                limits,
                notices,
                keys,
                audit,
                clock,
                random);
        recovery = accounts.recovery();
        AccountStates states = new AccountStates(builder.usernames(), settings.emailVerification());
        LoginMails loginMails = new LoginMails(outbox, tickets, notices, clock);
        LoginLinks links = new LoginLinks(
                database,
                states,
                guesses,
                issuer,
                loginMails,
                outbox,
                tickets,
                limits,
                throttle,
                keys,
                audit,
                clock,
                random);
        login = new Login(
                database,
                states,
                hasher,
                passwords,
                guesses,
                devices,
                issuer,
                loginMails,
                audit,
                clock,
                random,
                settings.loginLink() ? links : null);
        sealedRows = Stream.concat(
                        Stream.of(
                                passwords.sealedRows(database),
                                outbox.sealedRows(),
                                recovery.sealedRows(),
                                devices.sealedRows(),
                                links.sealedRows()),
                        issuer.sealedRows().stream())
                .toList();
        housekeeping = new Housekeeping(
                sessions, devices, recovery, links, throttle, keys, new Resealing(keys, sealedRows, clock));
    }

    private Tickets tickets(Settings settings, KeyRing keys) {
        String issuer = settings.baseUrl().toString();
        return new Tickets(
                database,
                keys,
                new JwtIssuer(keys, issuer, clock, random),
                new JwtVerifier(keys, issuer, clock),
                issuer + settings.prefix(),
                clock,
                random);
    }

    private MailDelivery delivery(DoorwardBuilder builder, Tickets tickets) {
        String auth = settings.baseUrl() + settings.prefix();
        String login = settings.loginPage() == null ? auth + "/login" : settings.baseUrl() + settings.loginPage();
        MailSite site =
                new MailSite(settings.appName(), settings.baseUrl().toString(), login, auth + "/forgot-password");
        return new MailDelivery(builder.mailer(), builder.mails(), site, tickets, builder.sendsMails());
    }

    public static DoorwardBuilder builder() {
        return new DoorwardBuilder();
    }

    public Accounts accounts() {
        return accounts;
    }

    public Recovery recovery() {
        return recovery;
    }

    public Sessions sessions() {
        return sessions;
    }

    public Login login() {
        return login;
    }

    public AuditLog audit() {
        return audit;
    }

    /** The mails that wait to be sent. */
    public Outbox outbox() {
        return outbox;
    }

    public Settings settings() {
        return settings;
    }

    /** For what signs cookies. */
    public KeyRing keys() {
        return keys;
    }

    /** Everything that needs the ring's keys, for whoever changes the ring. */
    public List<SealedRows> sealedRows() {
        return sealedRows;
    }

    /** The time as Doorward sees it, in whole milliseconds. */
    public Clock clock() {
        return clock;
    }

    public SecureRandom random() {
        return random;
    }

    /** Stops the threads and closes the pool if it is Doorward's own. */
    @Override
    public void close() {
        housekeeping.close();
        outbox.close();
        hasher.close();
        database.close();
    }
}
