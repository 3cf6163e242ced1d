package dev.doorward.auth.store;

import java.util.UUID;

/**
 * One database of a test, empty but for Doorward's tables in the schema {@code doorward}.
 *
 * @param settings for whoever connects besides {@code database}: an application's own code, a second node
 */
public record TestDatabase(Kind kind, DatabaseSettings settings, Database database) implements AutoCloseable {

    /** What Doorward runs on. */
    public enum Kind {
        H2 {
            @Override
            DatabaseSettings unmigrated() {
                return new DatabaseSettings(
                        "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "", "doorward");
            }

            @Override
            void drop(DatabaseSettings settings) {
                TestServer.execute(settings, "shutdown immediately");
            }
        },
        POSTGRESQL {
            @Override
            DatabaseSettings unmigrated() {
                return TestServer.createDatabase();
            }

            @Override
            DatabaseSettings migrated() {
                return TestServer.createMigratedDatabase();
            }

            @Override
            void drop(DatabaseSettings settings) {
                TestServer.dropDatabase(settings);
            }
        };

        /** A new database without any table; the caller drops it. */
        abstract DatabaseSettings unmigrated();

        abstract void drop(DatabaseSettings settings);

        DatabaseSettings migrated() {
            DatabaseSettings settings = unmigrated();
            try (Database database = Database.pooled(settings)) {
                database.migrate();
            }
            return settings;
        }

        /** A new database with Doorward's tables; the caller closes it. */
        public TestDatabase fresh() {
            DatabaseSettings settings = migrated();
            return new TestDatabase(this, settings, Database.pooled(settings));
        }
    }

    @Override
    public void close() {
        database.close();
        kind.drop(settings);
    }
}
