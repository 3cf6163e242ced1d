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
            DatabaseSettings migrated() {
                DatabaseSettings settings = unmigrated();
                TestServer.execute(settings, MigratedH2.SCRIPT);
                return settings;
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

        /** A new database with Doorward's tables, copied from one that was migrated; the caller drops it. */
        abstract DatabaseSettings migrated();

        /** A new database with Doorward's tables; the caller closes it. */
        public TestDatabase fresh() {
            return new TestDatabase(this, migrated());
        }
    }

    /** Statements that make what the migrations made; running them takes a tenth of the time. */
    private static final class MigratedH2 {
        static final String SCRIPT = script();

        private static String script() {
            DatabaseSettings settings = Kind.H2.unmigrated();
            try (Database database = Database.pooled(settings)) {
                database.migrate();
                return database.read(handle -> String.join(
                        "\n", handle.createQuery("script").mapTo(String.class).list()));
            } finally {
                Kind.H2.drop(settings);
            }
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
