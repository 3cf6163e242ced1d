package dev.doorward.auth.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OutageTest {
    private static final Duration SHORT = Duration.ofMillis(250);
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void a_database_that_goes_away_is_noticed_and_works_again_without_a_restart() {
        DatabaseSettings settings = TestServer.createMigratedDatabase();
        try (Database database = Database.pooled(hasty(settings.url()))) {
            assertEquals(0, count(database));

            TestServer.takeAway(settings);
            assertTimeoutPreemptively(SOON, () -> {
                assertThrows(DatabaseException.class, () -> count(database));
                assertThrows(
                        DatabaseException.class,
                        () -> database.useTransaction(handle -> DatabaseTest.insert(handle, UUID.randomUUID(), "ada")));
                assertThrows(
                        DatabaseException.class,
                        () -> database.readPlain(
                                connection -> connection.createStatement().execute("select 1")));
            });

            TestServer.bringBack(settings);
            awaitReturn(database);
            assertEquals(0, count(database));
        } finally {
            TestServer.dropDatabase(settings);
        }
    }

    @Test
    void a_connection_that_breaks_in_a_transaction_rolls_it_back() {
        DatabaseSettings settings = TestServer.createMigratedDatabase();
        try (Database database = Database.pooled(hasty(settings.url()))) {
            assertThrows(
                    DatabaseException.class,
                    () -> database.useTransaction(handle -> {
                        DatabaseTest.insert(handle, UUID.randomUUID(), "ada");
                        TestServer.takeAway(settings);
                        TestServer.bringBack(settings);
                    }));

            awaitReturn(database);
            assertEquals(0, count(database));
        } finally {
            TestServer.dropDatabase(settings);
        }
    }

    @Test
    void a_server_that_accepts_and_never_answers_is_given_up() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            try (Database database =
                    Database.pooled(hasty("jdbc:postgresql://localhost:" + silent.getLocalPort() + "/nowhere"))) {
                assertTimeoutPreemptively(SOON, () -> {
                    assertThrows(DatabaseException.class, () -> count(database));
                    assertThrows(DatabaseException.class, database::migrate);
                });
                silent.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_exception_does_not_hold_what_was_bound_to_the_statement(TestDatabase.Kind kind) {
        try (TestDatabase test = kind.fresh()) {
            DatabaseException thrown = assertThrows(
                    DatabaseException.class,
                    () -> test.database().useTransaction(handle -> {
                        DatabaseTest.insert(handle, UUID.randomUUID(), "ada");
                        handle.createUpdate("update {s}auth_account set status = 'king', email = :email")
                                .bind("email", "ada@example.com")
                                .execute();
                    }));

            assertFalse(printed(thrown).contains("ada@example.com"), () -> printed(thrown));
        }
    }

    @Test
    void an_exception_of_postgresql_does_not_hold_the_refused_value() {
        try (TestDatabase test = TestDatabase.Kind.POSTGRESQL.fresh()) {
            test.database().useTransaction(handle -> DatabaseTest.insert(handle, UUID.randomUUID(), "ada.lovelace"));
            DatabaseException thrown = assertThrows(
                    DatabaseException.class,
                    () -> test.database()
                            .useTransaction(handle -> DatabaseTest.insert(handle, UUID.randomUUID(), "ada.lovelace")));

            assertFalse(printed(thrown).contains("ada.lovelace"), () -> printed(thrown));
        }
    }

    @Test
    void settings_show_no_password() {
        String shown = new DatabaseSettings("jdbc:postgresql://db/app?password=s3cret", "app", "s3cret", "doorward")
                + " "
                + new DatabaseSettings("jdbc:h2:./app;PASSWORD=s3cret", "app", "s3cret", "doorward");

        assertFalse(shown.contains("s3cret"), shown);
    }

    @Test
    void a_patience_that_no_pool_can_keep_is_refused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new DatabaseSettings("jdbc:h2:mem:x", null, null, "doorward", Duration.ofMillis(249)));
    }

    private static DatabaseSettings hasty(String url) {
        return new DatabaseSettings(url, "postgres", "postgres", "doorward", SHORT);
    }

    /** Each idle connection of the pool may have to fail once before it is replaced. */
    private static void awaitReturn(Database database) {
        assertTimeoutPreemptively(SOON, () -> {
            while (isAway(database)) {
                Thread.onSpinWait();
            }
        });
    }

    private static boolean isAway(Database database) {
        try {
            count(database);
            return false;
        } catch (DatabaseException stillAway) {
            return true;
        }
    }

    private static int count(Database database) {
        return database.read(handle -> handle.createQuery("select count(*) from {s}auth_account")
                .mapTo(int.class)
                .one());
    }

    private static String printed(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
