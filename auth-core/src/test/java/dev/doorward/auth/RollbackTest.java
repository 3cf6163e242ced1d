package dev.doorward.auth;

import static dev.doorward.auth.fixture.Node.CLIENT;
import static dev.doorward.auth.fixture.Node.OTHER_PASSWORD;
import static dev.doorward.auth.fixture.Node.PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.account.Account;
import dev.doorward.auth.account.ChangeResult;
import dev.doorward.auth.account.ImportResult;
import dev.doorward.auth.account.ImportedAccount;
import dev.doorward.auth.account.Registration;
import dev.doorward.auth.account.RegistrationResult;
import dev.doorward.auth.audit.AuditEvent;
import dev.doorward.auth.audit.AuditType;
import dev.doorward.auth.audit.AuthListener;
import dev.doorward.auth.audit.FieldRefusal;
import dev.doorward.auth.fixture.Node;
import dev.doorward.auth.login.ConfirmResult;
import dev.doorward.auth.login.LoginAttempt;
import dev.doorward.auth.login.LoginResult;
import dev.doorward.auth.session.IssuedSession;
import dev.doorward.auth.session.Proof;
import dev.doorward.auth.store.BothDatabases;
import dev.doorward.auth.store.DatabaseException;
import dev.doorward.auth.store.SqlTap;
import dev.doorward.auth.store.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * An operation happens wholly or not at all: each thing it asks of the database is made to fail in turn, up to the
 * commit, and what is stored must be what was stored before. The attempt after the last failure must succeed.
 */
final class RollbackTest {
    private Node node;

    @BeforeEach
    void open(TestDatabase database) {
        node = Node.on(database);
    }

    @AfterEach
    void close() {
        node.close();
    }

    private <T> T whateverFails(int atLeast, Supplier<T> operation) {
        for (int nth = 1; ; nth++) {
            List<String> before = node.everything();
            SqlTap.FailNth failure = new SqlTap.FailNth(nth);
            T result = null;
            Optional<RuntimeException> thrown = Optional.empty();
            try (SqlTap.Watching watching = node.tap().watch(failure)) {
                result = operation.get();
            } catch (RuntimeException e) {
                thrown = Optional.of(e);
            }
            if (!failure.hasFailed()) {
                thrown.ifPresent(e -> {
                    throw e;
                });
                assertTrue(nth > atLeast, "only " + (nth - 1) + " things were asked of the database");
                return result;
            }
            assertInstanceOf(DatabaseException.class, thrown.orElse(null), "failure " + nth);
            assertEquals(before, node.everything(), "failure " + nth);
        }
    }

    @BothDatabases
    void a_registration_is_whole_or_not_at_all() {
        RegistrationResult result = whateverFails(
                8, () -> node.accounts().register(Registration.of("ada", "ada@example.com", PASSWORD, CLIENT)));
        assertInstanceOf(RegistrationResult.Registered.class, result);
        assertTrue(node.letsIn("ada", PASSWORD));
    }

    @BothDatabases
    void a_change_of_password_is_whole_or_not_at_all() {
        node.registered("ada");
        IssuedSession issued = node.logIn("ada", true);
        Proof proof = node.proof(issued);
        ChangeResult result = whateverFails(8, () -> node.accounts().changePassword(proof, OTHER_PASSWORD, CLIENT));
        assertInstanceOf(ChangeResult.Changed.class, result);
        assertTrue(node.letsIn("ada", OTHER_PASSWORD));
    }

    @BothDatabases
    void a_change_of_username_is_whole_or_not_at_all() {
        Proof proof = node.proof(node.loggedIn("ada"));
        ChangeResult result = whateverFails(7, () -> node.accounts().changeUsername(proof, "grace", CLIENT));
        assertInstanceOf(ChangeResult.Changed.class, result);
        assertTrue(node.letsIn("grace", PASSWORD));
    }

    @BothDatabases
    void a_login_that_ends_another_is_whole_or_not_at_all() {
        node.registered("ada");
        node.registered("grace");
        IssuedSession former = node.logIn("grace", true);
        LoginResult result = whateverFails(
                9, () -> node.login().withPassword(new LoginAttempt("ada", PASSWORD, true, CLIENT), former.session()));
        assertTrue(node.isIn(Node.issued(result)));
        assertEquals(1, node.count("auth_session"));
        assertEquals(1, node.count("auth_remembered"));
    }

    @BothDatabases
    void a_remembered_login_is_whole_or_not_at_all() {
        node.registered("ada");
        IssuedSession issued = node.logIn("ada", true);
        LoginResult result = whateverFails(7, () -> node.remember(issued));
        assertTrue(node.isIn(Node.issued(result)));
    }

    @BothDatabases
    void the_end_of_a_copied_remembered_login_is_whole_or_not_at_all() {
        node.registered("ada");
        IssuedSession issued = node.logIn("ada", true);
        node.remember(issued);
        node.clock().turn(Duration.ofMinutes(1));
        whateverFails(7, () -> node.remember(issued));
        assertEquals(0, node.count("auth_session"));
    }

    @BothDatabases
    void a_confirmation_is_whole_or_not_at_all() {
        IssuedSession issued = node.loggedIn("ada");
        ConfirmResult result = whateverFails(7, () -> node.login().confirm(issued.session(), PASSWORD, CLIENT));
        assertInstanceOf(ConfirmResult.Confirmed.class, result);
    }

    @BothDatabases
    void a_logout_is_whole_or_not_at_all() {
        node.registered("ada");
        IssuedSession issued = node.logIn("ada", true);
        whateverFails(5, () -> {
            node.sessions().logOut(issued.session(), CLIENT);
            return true;
        });
        assertEquals(0, node.count("auth_session") + node.count("auth_remembered"));
    }

    @BothDatabases
    void the_end_of_sessions_is_whole_or_not_at_all() {
        node.registered("ada");
        IssuedSession kept = node.logIn("ada", true);
        node.logIn("ada", true);
        node.logIn("ada", true);
        UUID other = node.logIn("ada", true).session().id();
        assertTrue(whateverFails(6, () -> node.sessions().end(kept.session().account(), other, CLIENT)));
        assertEquals(2, whateverFails(6, () -> node.sessions().endOthers(kept.session(), CLIENT)));
        assertEquals(1, node.count("auth_session"));
    }

    @BothDatabases
    void what_administrators_do_is_whole_or_not_at_all() {
        Account ada = node.registered("ada");
        node.logIn("ada", true);
        assertTrue(whateverFails(6, () -> node.accounts().grant(ada.id(), "admin", CLIENT)));
        node.logIn("ada", true);
        assertTrue(whateverFails(6, () -> node.accounts().revoke(ada.id(), "admin", CLIENT)));
        node.logIn("ada", true);
        assertTrue(whateverFails(6, () -> node.accounts().endEverything(ada.id(), CLIENT)));
        node.logIn("ada", true);
        assertTrue(whateverFails(6, () -> node.accounts().disable(ada.id(), CLIENT)));
        assertTrue(whateverFails(6, () -> node.accounts().enable(ada.id(), CLIENT)));
        assertTrue(whateverFails(6, () -> node.accounts().forgetFailures(ada.id(), CLIENT)));
        node.logIn("ada", true);
        assertTrue(whateverFails(7, () -> node.accounts().close(ada.id(), CLIENT)));
    }

    @BothDatabases
    void an_import_is_whole_or_not_at_all() {
        ImportedAccount imported = new ImportedAccount(
                "ada",
                "ada@example.com",
                true,
                "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQxMjM0NTY3OA$Vx/cPtSLpE0a2mQLd2vPwQ",
                Set.of("admin"));
        ImportResult result = whateverFails(7, () -> node.accounts().importAccount(imported));
        assertInstanceOf(ImportResult.Imported.class, result);
    }

    @BothDatabases
    void noting_that_a_session_is_in_use_fails_with_the_request_that_does() {
        IssuedSession issued = node.loggedIn("ada");
        node.clock().turn(Duration.ofMinutes(2));
        assertTrue(whateverFails(4, () -> node.find(issued)).isPresent());
    }

    @BothDatabases
    void an_event_of_a_refusal_is_written_although_nothing_else_is() {
        Account ada = node.registered("ada");
        List<String> sessions = node.rows("auth_session");
        LoginResult result = whateverFails(6, () -> node.tryLogin("ada", OTHER_PASSWORD));
        assertInstanceOf(LoginResult.Refused.class, result);
        assertEquals(Set.of(AuditType.LOGIN_REFUSED, AuditType.REGISTERED), Set.copyOf(node.events(ada.id())));
        assertEquals(sessions, node.rows("auth_session"));
    }

    /** A row of the application's own, written with the account or not at all. */
    @BothDatabases
    void what_a_listener_throws_or_refuses_rolls_the_registration_back_with_its_own_row(TestDatabase database) {
        node.byHand("create table members (account_id uuid references {s}auth_account (id))");
        AuthListener listener = new AuthListener() {
            @Override
            public List<FieldRefusal> inTransaction(AuditEvent event, Connection connection) throws SQLException {
                if (event.type() != AuditType.REGISTERED) {
                    return List.of();
                }
                try (Statement statement = connection.createStatement()) {
                    statement.execute(
                            "insert into members values ('" + event.account().value() + "')");
                }
                return switch (event.extra().getOrDefault("team", "")) {
                    case "" -> List.of();
                    case "thrown" -> throw new IllegalStateException("the application's own");
                    case "sql" -> throw new SQLException("the application's own");
                    default -> List.of(new FieldRefusal("team", "team_full", "That team is full"));
                };
            }
        };
        try (Node listening = Node.on(database, builder -> builder.listener(listener))) {
            List<String> before = listening.everything();
            assertThrows(IllegalStateException.class, () -> register(listening, "thrown"));
            assertThrows(DatabaseException.class, () -> register(listening, "sql"));
            RegistrationResult.Refused refused =
                    assertInstanceOf(RegistrationResult.Refused.class, register(listening, "red"));
            assertEquals("team_full", refused.code());
            assertEquals(before, listening.everything());
            assertEquals(0, members());
            assertInstanceOf(RegistrationResult.Registered.class, register(listening, ""));
            assertEquals(1, members());
        }
    }

    private static RegistrationResult register(Node listening, String team) {
        return listening
                .accounts()
                .register(new Registration("ada", "ada@example.com", PASSWORD, CLIENT, Map.of("team", team)));
    }

    private int members() {
        return node.byHand("delete from members where account_id in (select account_id from members)");
    }
}
