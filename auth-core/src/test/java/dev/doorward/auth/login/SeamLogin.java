package dev.doorward.auth.login;

import dev.doorward.auth.account.AccountStates;
import dev.doorward.auth.audit.AuditLog;
import dev.doorward.auth.audit.AuthListener;
import dev.doorward.auth.fixture.Node;
import dev.doorward.auth.identity.UsernameRules;
import dev.doorward.auth.password.Argon2Parameters;
import dev.doorward.auth.password.HasherSeam;
import dev.doorward.auth.password.PasswordTable;
import dev.doorward.auth.session.SessionIssuer;
import dev.doorward.auth.session.SessionTimeouts;
import dev.doorward.auth.store.Database;
import java.security.SecureRandom;

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
        hasher = new HasherSeam(hashing);
        database = Database.over(node.tap().dataSource(), "doorward");
        SecureRandom random = new SecureRandom();
        passwords = new PasswordTable(node.doorward().keys(), random, node.clock());
        AuditLog audit = new AuditLog(database, new AuthListener() {}, node.clock(), random);
        login = new Login(
                database,
                new AccountStates(
                        UsernameRules.standard(), node.doorward().settings().emailVerification()),
                hasher.hasher(),
                passwords,
                new SessionIssuer(
                        database, node.doorward().keys(), SessionTimeouts.STANDARD, audit, node.clock(), random),
                audit,
                node.clock(),
                random,
                null);
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
