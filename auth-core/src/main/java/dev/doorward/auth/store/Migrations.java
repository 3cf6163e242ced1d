package dev.doorward.auth.store;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Locale;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.logging.Log;
import org.flywaydb.core.api.logging.LogFactory;
import org.flywaydb.core.api.output.MigrateResult;
import org.flywaydb.core.api.output.ValidateResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The scripts that make and change the tables, run by Flyway. */
final class Migrations {
    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

    private Migrations() {}

    static void run(DataSource dataSource, SchemaName schema) {
        Flyway flyway = flyway(dataSource, schema).load();
        quietly(() -> {
            try {
                MigrateResult result = flyway.migrate();
                if (result.migrationsExecuted > 0) {
                    LOG.info("Tables in schema {} are now at version {}", schema, result.targetSchemaVersion);
                }
            } catch (FlywayException e) {
                throw new DatabaseException("The tables in schema " + schema + " could not be brought up to date", e);
            }
            return null;
        });
    }

    /**
     * Where the tables stand.
     *
     * @param version null if there are none yet
     * @param pending scripts that were not run yet
     * @param damage why {@link #run} would refuse; null if it would not
     */
    record State(
            @Nullable String version, int pending, @Nullable String damage) {}

    static State look(DataSource dataSource, SchemaName schema) {
        // As a migration looks at them: what is still to come, or came with a later version, is no damage.
        Flyway flyway = flyway(dataSource, schema)
                .ignoreMigrationPatterns("*:pending", "*:future")
                .load();
        return quietly(() -> {
            try {
                MigrationInfoService scripts = flyway.info();
                MigrationInfo current = scripts.current();
                ValidateResult checked = flyway.validateWithResult();
                return new State(
                        current == null || current.getVersion() == null
                                ? null
                                : current.getVersion().toString(),
                        scripts.pending().length,
                        checked.invalidMigrations.stream()
                                .map(script -> script.description + " (" + script.errorDetails.errorCode + ")")
                                .findFirst()
                                .orElse(null));
            } catch (FlywayException e) {
                throw new DatabaseException("The history of the tables in schema " + schema + " cannot be read", e);
            }
        });
    }

    private static FluentConfiguration flyway(DataSource dataSource, SchemaName schema) {
        Vendor vendor = Vendor.of(dataSource);
        String name = vendor.spell(schema.toString());
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(dataSource)
                .schemas(name)
                .defaultSchema(name)
                .table(vendor.spell("auth_schema_history"))
                .callbacks(new Unhurried(dataSource))
                .locations("classpath:dev/doorward/auth/migration/" + vendor.scripts());
    }

    private static <T extends @Nullable Object> T quietly(Supplier<T> work) {
        LogFactory.setLogCreator(type -> new WarningsOnly(LoggerFactory.getLogger(type)));
        try {
            return work.get();
        } finally {
            // Flyway's log is one for the whole process: an application's own Flyway speaks as it did.
            LogFactory.setConfiguration(Flyway.configure());
        }
    }

    /** The folder of a database's scripts, and whether it stores unquoted names in upper case. */
    private record Vendor(String scripts, boolean upperCase) {

        static Vendor of(DataSource dataSource) {
            try (Connection connection = dataSource.getConnection()) {
                DatabaseMetaData about = connection.getMetaData();
                String product = about.getDatabaseProductName();
                String scripts = switch (product) {
                    case "H2" -> "h2";
                    case "PostgreSQL" -> "postgresql";
                    default ->
                        throw new DatabaseException(
                                "There are no tables for " + product + ": use H2 or PostgreSQL", null);
                };
                return new Vendor(scripts, about.storesUpperCaseIdentifiers());
            } catch (SQLException e) {
                throw DatabaseException.of("The database is away", e);
            }
        }

        /** A name as the database stores it unquoted. Flyway quotes names, everybody else does not. */
        String spell(String name) {
            return upperCase ? name.toUpperCase(Locale.ROOT) : name;
        }
    }

    /**
     * A script may take longer than any other statement, so the pool's limit for a silent server is lifted for it.
     * HikariCP sets it again when the connection comes back; other pools may not, so theirs is left alone.
     */
    private static final class Unhurried extends BaseCallback {
        private final DataSource dataSource;

        Unhurried(DataSource dataSource) {
            this.dataSource = dataSource;
        }

        @Override
        public boolean supports(Event event, Context context) {
            return event == Event.BEFORE_EACH_MIGRATE && dataSource instanceof HikariDataSource;
        }

        @Override
        public void handle(Event event, Context context) {
            try {
                context.getConnection().setNetworkTimeout(Runnable::run, 0);
            } catch (SQLException e) {
                LOG.debug("This driver has no network timeout", e);
            }
        }
    }

    /** Flyway tells an operator at INFO what nobody asked; one line of ours says what changed. */
    private record WarningsOnly(Logger log) implements Log {
        @Override
        public void debug(String message) {
            log.debug(message);
        }

        @Override
        public void info(String message) {
            log.debug(message);
        }

        @Override
        public void notice(String message) {
            log.debug(message);
        }

        @Override
        public void warn(String message) {
            log.warn(message);
        }

        @Override
        public void error(String message) {
            log.error(message);
        }

        @Override
        public void error(String message, Exception cause) {
            log.error(message, cause);
        }
    }
}
