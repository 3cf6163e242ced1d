package dev.doorward.auth.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** One PostgreSQL server for all tests of this process, started by the first that needs it. */
final class TestServer {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private TestServer() {}

    /** Holder of what is started at first use; the server ends with the process. */
    private static final class Running {
        static final EmbeddedPostgres SERVER = start();
        static final DatabaseSettings MIGRATED = migrated();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "200")
                        // The data goes with the process anyway.
                        .setServerConfig("fsync", "off")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static DatabaseSettings migrated() {
            DatabaseSettings settings = createDatabase();
            try (Database database = Database.pooled(settings)) {
                database.migrate();
            }
            return settings;
        }
    }

    static DatabaseSettings createDatabase() {
        return create("template0");
    }

    static DatabaseSettings createMigratedDatabase() {
        return create(name(Running.MIGRATED));
    }

    static void dropDatabase(DatabaseSettings settings) {
        execute(settingsOf("postgres"), "drop database " + name(settings) + " with (force)");
    }

    /** As if the server went away: nobody is let in and whoever is connected is thrown out. */
    static void takeAway(DatabaseSettings settings) {
        execute(settingsOf("postgres"), "alter database " + name(settings) + " with allow_connections false");
        execute(
                settingsOf("postgres"),
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + name(settings) + "'");
    }

    static void bringBack(DatabaseSettings settings) {
        execute(settingsOf("postgres"), "alter database " + name(settings) + " with allow_connections true");
    }

    static void execute(DatabaseSettings settings, String sql) {
        try (Connection connection = DriverManager.getConnection(settings.url(), settings.user(), settings.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static DatabaseSettings create(String template) {
        String name = "test" + DATABASES.incrementAndGet();
        // Copying the template's files takes a fifth of the time that writing them to the log does.
        execute(settingsOf("postgres"), "create database " + name + " template " + template + " strategy file_copy");
        return settingsOf(name);
    }

    private static String name(DatabaseSettings settings) {
        return settings.url().replaceFirst(".*/", "").replaceFirst("\\?.*", "");
    }

    private static DatabaseSettings settingsOf(String name) {
        String url = Running.SERVER.getJdbcUrl("postgres", name).replaceFirst("\\?.*", "");
        return new DatabaseSettings(url, "postgres", "postgres", "doorward");
    }
}
