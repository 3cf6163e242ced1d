package dev.doorward.auth.store;

import java.util.UUID;

/** One database of a test, empty but for Doorward's tables in the schema {@code doorward}. */
public final class TestDatabase implements AutoCloseable {
    private final Kind kind;
    private final DatabaseSettings settings;
    private Database database;

    private TestDatabase(Kind kind, DatabaseSettings settings) {
        this.kind = kind;
        this.settings = settings;
    }

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
            return new TestDatabase(this, migrated());
        }
    }

    public Kind kind() {
        return kind;
    }

    /** For whoever connects by other means: an application's own code, a second node. */
    public DatabaseSettings settings() {
        return settings;
    }

    /** A pool that opens its connections when it is first asked for. */
    public synchronized Database database() {
        if (database == null) {
            database = Database.pooled(settings);
        }
        return database;
    }

    @Override
    public synchronized void close() {
        if (database != null) {
            database.close();
        }
        kind.drop(settings);
    }
}
