package dev.doorward.auth.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class MigrationsTest {
    private final List<Runnable> afterwards = new ArrayList<>();

    @AfterEach
    void drop() {
        afterwards.forEach(Runnable::run);
    }

    @ParameterizedTest
    @EnumSource
    void an_applications_own_flyway_works_after_ours(TestDatabase.Kind kind) {
        DatabaseSettings settings = unmigrated(kind);
        migrate(settings);
        assertEquals(2, application(settings, "latest").migrate().migrationsExecuted);

        assertForeignKeyHolds(settings);
        migrate(settings);
        assertEquals(0, application(settings, "latest").migrate().migrationsExecuted);
    }

    @ParameterizedTest
    @EnumSource
    void an_applications_own_flyway_works_before_ours(TestDatabase.Kind kind) {
        DatabaseSettings settings = unmigrated(kind);
        assertEquals(1, application(settings, "1").migrate().migrationsExecuted);
        migrate(settings);
        assertEquals(1, application(settings, "latest").migrate().migrationsExecuted);

        assertForeignKeyHolds(settings);
        migrate(settings);
    }

    @ParameterizedTest
    @EnumSource
    void nodes_that_start_at_once_all_start(TestDatabase.Kind kind) throws Exception {
        DatabaseSettings settings = unmigrated(kind);
        int nodes = 2;
        CyclicBarrier together = new CyclicBarrier(nodes);
        ExecutorService threads = Executors.newFixedThreadPool(nodes);
        try {
            List<Future<?>> started = new ArrayList<>();
            for (int i = 0; i < nodes; i++) {
                started.add(threads.submit(() -> {
                    try (Database node = Database.pooled(settings)) {
                        together.await();
                        node.migrate();
                        node.useTransaction(handle -> DatabaseTest.insert(handle, UUID.randomUUID(), null));
                    }
                    return null;
                }));
            }
            for (Future<?> node : started) {
                node.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertEquals(nodes, count(settings, "select count(*) from {s}auth_account"));
    }

    @ParameterizedTest
    @EnumSource
    void tables_and_history_are_in_the_schema_of_the_setting(TestDatabase.Kind kind) {
        DatabaseSettings doorward = unmigrated(kind);
        DatabaseSettings other =
                new DatabaseSettings(doorward.url(), doorward.user(), doorward.password(), "accounts_2");
        migrate(other);

        assertEquals(0, count(other, "select count(*) from {s}auth_account"));
        assertEquals(1, count(other, "select count(*) from accounts_2.auth_schema_history where \"version\" = '1'"));
        assertThrows(DatabaseException.class, () -> count(doorward, "select count(*) from {s}auth_account"));
    }

    @ParameterizedTest
    @EnumSource
    void a_changed_script_is_an_outage_and_no_guess(TestDatabase.Kind kind) {
        DatabaseSettings settings = unmigrated(kind);
        migrate(settings);
        TestServer.execute(
                settings, "update doorward.auth_schema_history set \"checksum\" = 1 where \"version\" = '1'");

        assertThrows(DatabaseException.class, () -> migrate(settings));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Doorward", "1st", "_auth", "a-b", "a b", "a.b", "a\"", "a;drop table x", "ä", "a\n"})
    void a_schema_that_is_no_plain_name_is_refused(String schema) {
        assertThrows(IllegalArgumentException.class, () -> new DatabaseSettings("jdbc:h2:mem:x", null, null, schema));
        assertThrows(IllegalArgumentException.class, () -> new SchemaName(schema));
    }

    @ParameterizedTest
    @EnumSource
    void flyway_is_silent_for_us_and_speaks_for_the_application(TestDatabase.Kind kind) {
        Logger flyway = (Logger) LoggerFactory.getLogger("org.flywaydb");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        flyway.addAppender(lines);
        flyway.setLevel(Level.INFO);
        flyway.setAdditive(false);
        try {
            DatabaseSettings settings = unmigrated(kind);
            Flyway application = application(settings, "latest");
            migrate(settings);
            assertEquals(List.of(), List.copyOf(lines.list));

            application.migrate();
            assertFalse(lines.list.isEmpty());
        } finally {
            flyway.detachAppender(lines);
            flyway.setLevel(null);
            flyway.setAdditive(true);
        }
    }

    private DatabaseSettings unmigrated(TestDatabase.Kind kind) {
        DatabaseSettings settings = kind.unmigrated();
        afterwards.add(() -> kind.drop(settings));
        return settings;
    }

    private static Flyway application(DatabaseSettings settings, String target) {
        return Flyway.configure()
                .dataSource(settings.url(), settings.user(), settings.password())
                .locations("classpath:dev/doorward/auth/store/application")
                .target(target)
                .load();
    }

    private static void assertForeignKeyHolds(DatabaseSettings settings) {
        try (Database database = Database.pooled(settings)) {
            UUID account = UUID.randomUUID();
            database.useTransaction(handle -> {
                DatabaseTest.insert(handle, account, "ada");
                handle.execute("insert into shop_order values (1, ?)", account);
            });
            assertThrows(
                    DatabaseException.class,
                    () -> database.useTransaction(
                            handle -> handle.execute("insert into shop_order values (2, ?)", UUID.randomUUID())));
        }
    }

    private static void migrate(DatabaseSettings settings) {
        try (Database database = Database.pooled(settings)) {
            database.migrate();
        }
    }

    private static int count(DatabaseSettings settings, String sql) {
        try (Database database = Database.pooled(settings)) {
            return database.read(
                    handle -> handle.createQuery(sql).mapTo(int.class).one());
        }
    }
}
