package dev.doorward.auth;

import static dev.doorward.auth.fixture.Node.CLIENT;
import static dev.doorward.auth.fixture.Node.OTHER_PASSWORD;
import static dev.doorward.auth.fixture.Node.PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.doorward.auth.account.ImportedAccount;
import dev.doorward.auth.account.Registration;
import dev.doorward.auth.fixture.Node;
import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.session.IssuedSession;
import dev.doorward.auth.session.Proof;
import dev.doorward.auth.store.BothDatabases;
import dev.doorward.auth.store.DatabaseException;
import dev.doorward.auth.store.SqlTap;
import dev.doorward.auth.store.TestDatabase;
import dev.doorward.auth.testing.TestDoorward;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** CVE-2026-73421: what cannot be looked up is refused, whatever is asked. */
final class OutageTest {

    @BothDatabases
    void a_database_that_is_away_lets_nobody_in_and_works_again_when_it_is_back(TestDatabase database) {
        try (Node node = Node.on(database)) {
            AccountId ada = node.registered("ada").id();
            IssuedSession issued = node.logIn("ada", true);
            Proof proof = node.proof(issued);
            List<String> before = node.everything();
            try (SqlTap.Watching away = node.tap().watch(new SqlTap.Away())) {
                operations(node, ada, issued, proof)
                        .forEach((name, operation) -> assertThrows(DatabaseException.class, operation, name));
            }
            assertEquals(before, node.everything());
            assertTrue(node.isIn(issued));
            assertTrue(node.letsIn("ada", PASSWORD));
            node.registered("grace");
        }
    }

    private static Map<String, Executable> operations(Node node, AccountId ada, IssuedSession issued, Proof proof) {
        Map<String, Executable> operations = new LinkedHashMap<>();
        operations.put("find a session", () -> node.find(issued));
        operations.put("log in", () -> node.tryLogin("ada", PASSWORD));
        operations.put("log in wrongly", () -> node.tryLogin("ada", OTHER_PASSWORD));
        operations.put("log in as nobody", () -> node.tryLogin("nobody", PASSWORD));
        operations.put("log in remembered", () -> node.remember(issued));
        operations.put("confirm", () -> node.login().confirm(issued.session(), PASSWORD, CLIENT));
        operations.put("prove", () -> node.login().proofOf(issued.session()));
        operations.put("log out", () -> node.sessions().logOut(issued.session(), CLIENT));
        operations.put("list sessions", () -> node.sessions().of(ada, null));
        operations.put(
                "end a session", () -> node.sessions().end(ada, issued.session().id(), CLIENT));
        operations.put("end others", () -> node.sessions().endOthers(issued.session(), CLIENT));
        operations.put("delete expired", () -> node.sessions().deleteExpired());
        operations.put(
                "register",
                () -> node.accounts().register(Registration.of("grace", "grace@example.com", PASSWORD, CLIENT)));
        operations.put("find", () -> node.accounts().find(ada));
        operations.put("find by login", () -> node.accounts().findByLogin("ada"));
        operations.put("list", () -> node.accounts().list(1, 10));
        operations.put("search", () -> node.accounts().search("a", 1, 10));
        operations.put("change name", () -> node.accounts().changeUsername(proof, "lovelace", CLIENT));
        operations.put("change password", () -> node.accounts().changePassword(proof, OTHER_PASSWORD, CLIENT));
        operations.put("grant", () -> node.accounts().grant(ada, "admin", CLIENT));
        operations.put("disable", () -> node.accounts().disable(ada, CLIENT));
        operations.put("close", () -> node.accounts().close(ada, CLIENT));
        operations.put(
                "import",
                () -> node.accounts().importAccount(new ImportedAccount("grace", null, false, null, Set.of())));
        operations.put("audit", () -> node.doorward().audit().of(ada, 10));
        return operations;
    }

    @BothDatabases
    void a_cached_session_outlives_the_database_by_five_seconds_and_no_more(TestDatabase database) {
        try (Node node = Node.on(database)) {
            IssuedSession issued = node.loggedIn("ada");
            assertTrue(node.isIn(issued));
            try (SqlTap.Watching away = node.tap().watch(new SqlTap.Away())) {
                node.clock().turn(Duration.ofSeconds(5).minusMillis(1));
                assertTrue(node.isIn(issued));
                node.clock().turn(Duration.ofMillis(1));
                assertThrows(DatabaseException.class, () -> node.find(issued));
            }
        }
    }

    /** No proxy in between: a server that goes away under the pool, and another that comes back with its data. */
    @Test
    void a_postgresql_that_is_stopped_and_started_again_needs_no_restart_of_the_application(@TempDir Path data)
            throws IOException {
        EmbeddedPostgres server = server(data, 0);
        int port = server.getPort();
        try (HikariDataSource pool = pool(server);
                TestDoorward test = TestDoorward.with(builder -> builder.database(pool))) {
            IssuedSession issued = test.loggedIn("ada");
            server.close();
            assertThrows(
                    DatabaseException.class,
                    () -> test.doorward().sessions().find(issued.token().text(), CLIENT.address(), CLIENT.userAgent()));
            assertThrows(DatabaseException.class, () -> test.logIn("ada", false));
            assertThrows(DatabaseException.class, () -> test.registered("grace"));
            server = server(data, port);
            awaitConnection(pool);
            assertTrue(test.doorward()
                    .sessions()
                    .find(issued.token().text(), CLIENT.address(), CLIENT.userAgent())
                    .isPresent());
            test.logIn("ada", false);
            test.registered("grace");
        } finally {
            server.close();
        }
    }

    /** The pool asks less and less often while nobody answers. */
    private static void awaitConnection(HikariDataSource pool) {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = pool.getConnection()) {
                return;
            } catch (SQLException e) {
                assertTrue(attempt < 100, "the server does not answer");
            }
        }
    }

    private static EmbeddedPostgres server(Path data, int port) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(data.resolve("postgresql"))
                .setCleanDataDirectory(false)
                .setServerConfig("fsync", "off");
        return port == 0 ? builder.start() : builder.setPort(port).start();
    }

    private static HikariDataSource pool(EmbeddedPostgres server) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(server.getJdbcUrl("postgres", "postgres"));
        config.setConnectionTimeout(250);
        config.setMaximumPoolSize(3);
        return new HikariDataSource(config);
    }

    @BothDatabases
    void a_start_without_a_database_fails_and_a_later_one_does_not(TestDatabase database) {
        try (SqlTap tap = new SqlTap(database.settings())) {
            DoorwardBuilder builder = Doorward.builder()
                    .mode(Mode.DEVELOPMENT)
                    .baseUrl("https://localhost")
                    .mailer(message -> {})
                    .keys(KeyRing.inMemory(new SecureRandom()))
                    .database(tap.dataSource());
            try (SqlTap.Watching away = tap.watch(new SqlTap.Away())) {
                assertThrows(DatabaseException.class, builder::build);
            }
            try (Doorward doorward = builder.build()) {
                assertTrue(doorward.accounts()
                        .find(AccountId.of(UUID.randomUUID()))
                        .isEmpty());
            }
        }
    }
}
