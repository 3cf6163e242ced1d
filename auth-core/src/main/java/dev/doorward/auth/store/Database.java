package dev.doorward.auth.store;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.mapper.CaseStrategy;
import org.jdbi.v3.core.mapper.MapMappers;
import org.jdbi.v3.core.mapper.reflect.ReflectionMappers;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database that holds accounts, sessions and events: H2 or PostgreSQL.
 *
 * <p>Making one connects to nothing, so a server may start before its database; {@link #migrate} is the first to need
 * it. A database that goes away makes every call fail with {@link DatabaseException} within the patience of
 * {@link DatabaseSettings} (or of the application's own pool), and calls succeed again once it is back.
 *
 * <p>One piece of work, one connection, one thread: work that is handed a handle and asks this class for another
 * transaction is misuse and throws {@link IllegalStateException}, because what was meant to survive a rollback would
 * otherwise vanish with it, and because a thread that holds one connection and waits for a second can exhaust a pool.
 *
 * <p>Safe for use by many threads.
 */
public final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final int QUESTIONS = 3;

    private final DataSource dataSource;
    private final SchemaName schema;
    private final AutoCloseable owned;
    private final Connections connections;
    private final Jdbi jdbi;
    private final Map<Handle, List<Runnable>> afterCommit = Collections.synchronizedMap(new IdentityHashMap<>());

    private Database(DataSource dataSource, String schema, AutoCloseable owned) {
        this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
        this.schema = new SchemaName(schema);
        this.owned = owned;
        this.connections = new Connections(dataSource);
        this.jdbi = Jdbi.create(connections);
        jdbi.getConfig(SqlStatements.class).setTemplateEngine(this.schema);
        // The text Jdbi adds by default holds the values bound to the statement, and messages are logged.
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(StatementExceptions.MessageRendering.NONE);
        // By default names are compared in the language of the machine, and in Turkish no ID is an id.
        jdbi.getConfig(ReflectionMappers.class).setCaseChange(CaseStrategy.LOWER);
        jdbi.getConfig(MapMappers.class).setCaseChange(CaseStrategy.LOWER);
        ColumnTypes.install(jdbi);
    }

    /**
     * Over a data source of the application, which keeps it and closes it. It must hand out connections whose
     * transactions are its user's own business (not a container's JTA transactions).
     *
     * @throws IllegalArgumentException if the schema is not a plain name, see {@link DatabaseSettings#schema}
     */
    public static Database over(DataSource dataSource, String schema) {
        return new Database(dataSource, schema, () -> {});
    }

    /**
     * Over a data source that the container offers under a JNDI name.
     *
     * @param name such as {@code jdbc/app}, looked up below {@code java:comp/env/}, or a full {@code java:} name
     * @throws IllegalArgumentException if there is no data source under that name, or the schema is not a plain name
     */
    @SuppressWarnings("BanJNDI") // The name is the operator's, and stays within the container.
    public static Database jndi(String name, String schema) {
        boolean full = name.startsWith("java:");
        if (!full && name.contains(":")) {
            // Other schemes (ldap:, rmi:, ...) make the JDK fetch objects from elsewhere.
            throw new IllegalArgumentException(
                    "The JNDI name \"" + name + "\" must begin with java: or have no scheme.");
        }
        try {
            Object found = InitialContext.doLookup(full ? name : "java:comp/env/" + name);
            if (found instanceof DataSource dataSource) {
                return over(dataSource, schema);
            }
            throw new IllegalArgumentException("What JNDI has under \"" + name + "\" is not a javax.sql.DataSource.");
        } catch (NamingException e) {
            throw new IllegalArgumentException(
                    "JNDI has nothing under \"" + name + "\": declare the resource in the container.", e);
        }
    }

    /**
     * Over a pool of its own, which {@link #close} closes.
     *
     * @throws IllegalArgumentException if the application does not bring the driver
     */
    public static Database pooled(DatabaseSettings settings) {
        HikariDataSource pool = new HikariDataSource(Pool.of(settings));
        return new Database(pool, settings.schema(), pool);
    }

    /**
     * Looks whether {@link #pooled} would take these settings, and makes no pool.
     *
     * @throws IllegalArgumentException if the application does not bring the driver
     */
    public static void check(DatabaseSettings settings) {
        Pool.of(settings);
    }

    /**
     * Brings the tables to this version's shape, creating schema and tables at first. Several nodes may do so at once,
     * and an application's own Flyway in the same database is not disturbed: the history of these scripts is a table of
     * this schema.
     *
     * @throws DatabaseException if the database is away, of a kind without scripts, or not as an earlier version left
     *     it
     */
    public void migrate() {
        Migrations.run(dataSource, schema);
    }

    /**
     * Looks at the database and changes nothing in it.
     *
     * @param clock to compare the database's with
     * @throws DatabaseException if the database is away or of a kind without scripts
     */
    public DatabaseReport inspect(Clock clock) {
        String product = readPlain(connection -> connection.getMetaData().getDatabaseProductName() + " "
                + connection.getMetaData().getDatabaseProductVersion().split(" ", 2)[0]);
        Answer answer = read(handle -> Stream.generate(() -> Answer.of(handle, clock))
                .limit(QUESTIONS)
                .min(Comparator.comparing(Answer::took))
                .orElseThrow());
        Migrations.State tables = Migrations.look(dataSource, schema);
        return new DatabaseReport(
                product, answer.took(), answer.clockOff(), tables.version(), tables.pending(), tables.damage());
    }

    /** One look at both clocks. The first of a connection takes longer, as statement and result are new to it. */
    private record Answer(Duration took, Duration clockOff) {
        static Answer of(Handle handle, Clock clock) {
            Instant before = clock.instant();
            long asked = System.nanoTime();
            Instant time = handle.createQuery("select current_timestamp")
                    .mapTo(Instant.class)
                    .one();
            Duration took = Duration.ofNanos(System.nanoTime() - asked);
            Instant after = clock.instant();
            Duration off = time.isBefore(before)
                    ? Duration.between(time, before)
                    : time.isAfter(after) ? Duration.between(after, time) : Duration.ZERO;
            return new Answer(took, off);
        }
    }

    /** The schema of the tables, as unquoted SQL spells it. */
    public String schema() {
        return schema.toString();
    }

    /** A statement with {@code {s}} replaced, for code that keeps its text and goes to JDBC itself. */
    public String sql(String template) {
        return schema.in(template);
    }

    /**
     * Does work in one READ COMMITTED transaction: committed when it returns, rolled back when it throws anything.
     *
     * @throws DatabaseException if a statement, the commit or the connection failed
     * @throws IllegalStateException if this thread is already in a transaction of this database
     */
    public <T extends @Nullable Object> T inTransaction(Function<Handle, T> work) {
        List<Runnable> followers = new ArrayList<>();
        try {
            return withHandle(handle -> {
                afterCommit.put(handle, followers);
                try {
                    return connections.readCommittedByDefault()
                            ? handle.inTransaction(work::apply)
                            : handle.inTransaction(TransactionIsolationLevel.READ_COMMITTED, work::apply);
                } finally {
                    afterCommit.remove(handle);
                }
            });
        } finally {
            // None are there unless the commit has happened; and then they run, even if the connection broke after it.
            followers.forEach(Database::follow);
        }
    }

    /** {@link #inTransaction} for work without a result. */
    public void useTransaction(Consumer<Handle> work) {
        this.<@Nullable Void>inTransaction(handle -> {
            work.accept(handle);
            return null;
        });
    }

    /**
     * Leaves work for the moment after the transaction has committed and given its connection back, in the order it was
     * left; after a rollback it is forgotten. What it throws is logged and goes no further, for the operation has
     * happened.
     *
     * @param handle that of the transaction
     * @throws IllegalStateException if the handle is not in a transaction of this database
     */
    public void afterCommit(Handle handle, Runnable work) {
        List<Runnable> followers = afterCommit.get(handle);
        if (followers == null) {
            throw new IllegalStateException("There is no transaction of this handle");
        }
        // Jdbi knows whether it came to a commit, also where work rolled back by itself.
        handle.afterCommit(() -> followers.add(work));
    }

    /**
     * Reads without a transaction: each statement sees what is committed when it starts.
     *
     * @throws DatabaseException if a statement or the connection failed
     * @throws IllegalStateException if this thread is in a transaction of this database
     */
    public <T extends @Nullable Object> T read(Function<Handle, T> work) {
        return withHandle(work);
    }

    /** {@link #read} by JDBC itself, for the statement that every request pays for. */
    public <T extends @Nullable Object> T readPlain(PlainRead<T> work) {
        if (jdbi.getHandleScope().get() != null) {
            throw nested();
        }
        try {
            Connection connection = connections.openConnection();
            try {
                return work.read(connection);
            } finally {
                connections.closeConnection(connection);
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** What {@link #readPlain} does with a connection it neither keeps nor closes. */
    @FunctionalInterface
    public interface PlainRead<T extends @Nullable Object> {
        T read(Connection connection) throws SQLException;
    }

    /** Closes the pool if it is this database's own. */
    @Override
    public void close() {
        try {
            owned.close();
        } catch (Exception e) {
            throw failed(e);
        }
    }

    private <T extends @Nullable Object> T withHandle(Function<Handle, T> work) {
        try {
            return jdbi.withHandle(handle -> {
                // Jdbi hands a thread the handle it already has.
                if (handle.isInTransaction()) {
                    throw nested();
                }
                return work.apply(handle);
            });
        } catch (JdbiException e) {
            throw failed(e);
        }
    }

    private static void follow(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.error("What follows a transaction failed; the transaction is committed all the same", e);
        }
    }

    private static IllegalStateException nested() {
        return new IllegalStateException("This thread has a connection already: pass its handle on instead");
    }

    private static DatabaseException failed(Exception cause) {
        return DatabaseException.of("The database is away or refused a statement", cause);
    }
}
