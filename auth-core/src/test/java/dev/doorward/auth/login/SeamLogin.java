package dev.doorward.auth.login;

import dev.doorward.auth.account.AccountStates;
import dev.doorward.auth.account.Notices;
import dev.doorward.auth.account.PasswordGuesses;
import dev.doorward.auth.audit.AuditLog;
import dev.doorward.auth.audit.AuthListener;
import dev.doorward.auth.device.Devices;
import dev.doorward.auth.fixture.Node;
import dev.doorward.auth.identity.UsernameRules;
import dev.doorward.auth.jwt.JwtIssuer;
import dev.doorward.auth.jwt.JwtVerifier;
import dev.doorward.auth.mail.MailDelivery;
import dev.doorward.auth.mail.MailSite;
import dev.doorward.auth.mail.Outbox;
import dev.doorward.auth.password.Argon2Parameters;
import dev.doorward.auth.password.HasherSeam;
import dev.doorward.auth.password.PasswordTable;
import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.session.SessionIssuer;
import dev.doorward.auth.session.SessionProtection;
import dev.doorward.auth.session.SessionTimeouts;
import dev.doorward.auth.store.Database;
import dev.doorward.auth.testing.TestDoorward;
import dev.doorward.auth.throttle.Limits;
import dev.doorward.auth.throttle.Throttle;
import dev.doorward.auth.ticket.Tickets;
import java.security.SecureRandom;
import java.util.Optional;

/** The login of a further node on the same database, whose hashing can be counted and held. */
final class SeamLogin implements AutoCloseable {
    private final HasherSeam hasher;
    private final PasswordTable passwords;
    private final Database database;
    private final Login login;

    SeamLogin(Node node) {
        this(node, new Argon2Parameters(64, 1, 1));
    }

    SeamLogin(Node node, Argon2Parameters hashing) {
        this(node, hashing, TestDoorward.farAway());
    }

    SeamLogin(Node node, Limits limits) {
        this(node, new Argon2Parameters(64, 1, 1), limits);
    }

    private SeamLogin(Node node, Argon2Parameters hashing, Limits limits) {
        hasher = new HasherSeam(hashing);
        database = Database.over(node.tap().dataSource(), "doorward");
        SecureRandom random = new SecureRandom();
        passwords = new PasswordTable(node.doorward().keys(), random, node.clock());
        AuditLog audit = new AuditLog(database, new AuthListener() {}, node.clock(), random);
        KeyRing keys = node.doorward().keys();
        String site = node.doorward().settings().baseUrl().toString();
        Tickets tickets = new Tickets(
                database,
                keys,
                new JwtIssuer(keys, site, node.clock(), random),
                new JwtVerifier(keys, site, node.clock()),
                site + "/auth",
                node.clock(),
                random);
        Throttle throttle = new Throttle(database, node.doorward().keys(), limits, node.clock());
        login = new Login(
                database,
                new AccountStates(
                        UsernameRules.standard(), node.doorward().settings().emailVerification()),
                hasher.hasher(),
                passwords,
                new PasswordGuesses(throttle, UsernameRules.standard()),
                new Devices(database, node.doorward().keys(), node.clock(), random),
                new SessionIssuer(
                        database,
                        keys,
                        SessionTimeouts.STANDARD,
                        SessionProtection.BASIC,
                        new Devices(database, keys, node.clock(), random),
                        audit,
                        node.clock(),
                        random),
                new LoginMails(
                        new Outbox(database, keys, noMails(tickets), audit, node.clock(), random),
                        tickets,
                        new Notices(throttle),
                        node.clock()),
                audit,
                node.clock(),
                random,
                null);
    }

    /** Of this login nobody is told. */
    private static MailDelivery noMails(Tickets tickets) {
        return new MailDelivery(null, mail -> Optional.empty(), new MailSite("", "", "", ""), tickets, true);
    }

    HasherSeam hasher() {
        return hasher;
    }

    Database database() {
        return database;
    }

    PasswordTable passwords() {
        return passwords;
    }

    Login login() {
        return login;
    }

    @Override
    public void close() {
        hasher.close();
    }
}
