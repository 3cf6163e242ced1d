package dev.doorward.auth.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * A data source whose user can be watched, stopped and failed at each thing it asks of the database: a connection
 * ({@link #CONNECT}), a statement (its text on one line), a savepoint, a commit, giving the connection back
 * ({@link #CLOSE}). This is where tests hold a race in place.
 */
public final class SqlTap implements AutoCloseable {
    public static final String CONNECT = "connect";
    public static final String SAVEPOINT = "savepoint";
    public static final String COMMIT = "commit";
    public static final String CLOSE = "close";

    private final HikariDataSource pool;
    private volatile Watcher watcher = new Watcher() {};

    public SqlTap(DatabaseSettings settings) {
        HikariConfig config = Pool.of(settings);
        config.setPoolName("tap");
        config.setMinimumIdle(0);
        config.setMaximumPoolSize(80);
        pool = new HikariDataSource(config);
    }

    /** Called on the thread that asks. What it throws, the asker gets instead of an answer. */
    public interface Watcher {
        default void before(String what) throws SQLException {}

        /** The statement is done; a commit has committed. */
        default void after(String what) throws SQLException {}
    }

    /** @return to stop watching */
    public Watching watch(Watcher watcher) {
        this.watcher = watcher;
        return () -> this.watcher = new Watcher() {};
    }

    /** Ends the watching when it is closed. */
    public interface Watching extends AutoCloseable {
        @Override
        void close();
    }

    /** Everything that is asked from now on, by whatever thread. */
    public List<String> recorded(Runnable work) {
        List<String> asked = new CopyOnWriteArrayList<>();
        Watcher recorder = new Watcher() {
            @Override
            public void before(String what) {
                asked.add(what);
            }
        };
        try (Watching watching = watch(recorder)) {
            work.run();
        }
        return List.copyOf(asked);
    }

    /** Fails what is asked as the {@code nth} thing, counted from 1, as a network does that breaks. */
    public static final class FailNth implements Watcher {
        private final AtomicInteger left;

        public FailNth(int nth) {
            left = new AtomicInteger(nth);
        }

        @Override
        public void before(String what) throws SQLException {
            // To give back a connection needs no database.
            if (!what.equals(CLOSE) && left.decrementAndGet() == 0) {
                throw new SQLException("broken before: " + what, "08006");
            }
        }

        public boolean hasFailed() {
            return left.get() <= 0;
        }
    }

    /** The database is away. */
    public static final class Away implements Watcher {
        @Override
        public void before(String what) throws SQLException {
            if (!what.equals(CLOSE)) {
                throw new SQLException("nobody answers", "08001");
            }
        }
    }

    public DataSource dataSource() {
        return proxy(
                DataSource.class,
                pool,
                (method, arguments, call) -> method.getName().equals("getConnection")
                        ? connection((Connection) watched(CONNECT, call))
                        : call.run());
    }

    private Connection connection(Connection raw) {
        return proxy(Connection.class, raw, (method, arguments, call) -> switch (method.getName()) {
            case "prepareStatement" ->
                statement(PreparedStatement.class, (PreparedStatement) call.run(), (String) arguments[0]);
            case "createStatement" -> statement(Statement.class, (Statement) call.run(), "");
            case "setSavepoint" -> watched(SAVEPOINT, call);
            case "commit" -> watched(COMMIT, call);
            case "close" -> watched(CLOSE, call);
            default -> call.run();
        });
    }

    private <S extends Statement> S statement(Class<S> type, S raw, String prepared) {
        return proxy(type, raw, (method, arguments, call) -> {
            if (!method.getName().startsWith("execute")) {
                return call.run();
            }
            String sql = prepared.isEmpty() ? (String) arguments[0] : prepared;
            return watched(sql.strip().replaceAll("\\s+", " "), call);
        });
    }

    private Object watched(String what, Call call) throws Throwable {
        Watcher now = watcher;
        now.before(what);
        Object result = call.run();
        now.after(what);
        return result;
    }

    private interface Call {
        Object run() throws Throwable;
    }

    private interface Behaviour {
        Object of(Method method, Object[] arguments, Call call) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, T raw, Behaviour behaviour) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            Call call = () -> {
                try {
                    return method.invoke(raw, arguments);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            };
            return method.getDeclaringClass() == Object.class ? call.run() : behaviour.of(method, arguments, call);
        };
        return type.cast(Proxy.newProxyInstance(SqlTap.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Override
    public void close() {
        pool.close();
    }
}
