package dev.doorward.auth.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Hashtable;
import java.util.UUID;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NameNotFoundException;
import javax.naming.spi.InitialContextFactory;
import javax.sql.DataSource;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application hands over may be set up in any way. */
class DataSourceTest {

    @ParameterizedTest
    @EnumSource
    void a_pool_without_autocommit_and_with_another_isolation_serves_and_stays_as_it_was(TestDatabase.Kind kind)
            throws SQLException {
        try (TestDatabase test = kind.fresh();
                HikariDataSource pool = serializableWithoutAutoCommit(test.settings())) {
            Database database = Database.over(pool, "doorward");
            UUID id = UUID.randomUUID();
            database.useTransaction(handle -> {
                assertEquals(TransactionIsolationLevel.READ_COMMITTED, handle.getTransactionIsolationLevel());
                DatabaseTest.insert(handle, id, "ada");
            });
            assertThrows(
                    IllegalArgumentException.class,
                    () -> database.useTransaction(handle -> {
                        DatabaseTest.insert(handle, UUID.randomUUID(), "bob");
                        throw new IllegalArgumentException();
                    }));
            assertTrue(database.readPlain(Connection::getAutoCommit));
            assertEquals(
                    id,
                    test.database()
                            .read(handle -> handle.createQuery("select id from {s}auth_account")
                                    .mapTo(UUID.class)
                                    .one()));

            try (Connection connection = pool.getConnection()) {
                assertFalse(connection.getAutoCommit());
                assertEquals(Connection.TRANSACTION_SERIALIZABLE, connection.getTransactionIsolation());
            }
            database.close();
            assertFalse(pool.isClosed(), "it is the application's");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_pool_that_restores_nothing_gets_its_connections_back_as_they_were(TestDatabase.Kind kind)
            throws SQLException {
        try (TestDatabase test = kind.fresh();
                Connection only = connect(test.settings())) {
            only.setAutoCommit(false);
            Database database = Database.over(alwaysTheSame(only), "doorward");

            database.useTransaction(handle -> DatabaseTest.insert(handle, UUID.randomUUID(), "ada"));
            assertFalse(only.getAutoCommit());
            database.read(handle -> handle.execute("select 1"));
            assertFalse(only.getAutoCommit());
            database.readPlain(connection -> connection.createStatement().execute("select 1"));
            assertFalse(only.getAutoCommit());
        }
    }

    @ParameterizedTest
    @EnumSource
    void our_own_pool_is_read_committed(TestDatabase.Kind kind) {
        try (TestDatabase test = kind.fresh()) {
            assertEquals(
                    TransactionIsolationLevel.READ_COMMITTED,
                    test.database().inTransaction(handle -> handle.getTransactionIsolationLevel()));
        }
    }

    @Test
    void whoever_waits_for_a_row_of_h2_waits_longer_than_any_transaction_takes() {
        try (TestDatabase test = TestDatabase.Kind.H2.fresh()) {
            assertEquals(
                    30_000,
                    test.database()
                            .<Integer>read(handle -> handle.createQuery("select lock_timeout()")
                                    .mapTo(Integer.class)
                                    .one()));
        }
    }

    @Test
    void a_data_source_is_found_by_its_jndi_name() {
        try (TestDatabase test = TestDatabase.Kind.H2.fresh();
                Container container = new Container()) {
            assertEquals("doorward", Database.jndi("jdbc/app", "doorward").schema());
            assertEquals(
                    "doorward",
                    Database.jndi("java:comp/env/jdbc/app", "doorward").schema());
            assertThrows(IllegalArgumentException.class, () -> Database.jndi("jdbc/other", "doorward"));
            assertThrows(IllegalArgumentException.class, () -> Database.jndi("jdbc/text", "doorward"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ldap://192.0.2.66/a", "rmi://192.0.2.66/a", "LDAP:a", "dns:a", " java:a"})
    void a_jndi_name_that_leads_out_of_the_container_is_refused_before_it_is_looked_up(String name) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> Database.jndi(name, "doorward"));

        assertNull(refused.getCause(), "no naming service was asked");
    }

    private static HikariDataSource serializableWithoutAutoCommit(DatabaseSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.user());
        config.setPassword(settings.password());
        config.setAutoCommit(false);
        config.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
        config.setMaximumPoolSize(1);
        return new HikariDataSource(config);
    }

    private static Connection connect(DatabaseSettings settings) throws SQLException {
        return DriverManager.getConnection(settings.url(), settings.user(), settings.password());
    }

    private static DataSource alwaysTheSame(Connection only) {
        ClassLoader loader = DataSourceTest.class.getClassLoader();
        Object unclosable = Proxy.newProxyInstance(
                loader,
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> method.getName().equals("close") ? null : method.invoke(only, arguments));
        return (DataSource) Proxy.newProxyInstance(
                loader, new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> unclosable);
    }

    /** A container's naming service, as {@link InitialContext} finds it. */
    private static final class Container implements AutoCloseable {
        Container() {
            System.setProperty(Context.INITIAL_CONTEXT_FACTORY, Factory.class.getName());
        }

        @Override
        public void close() {
            System.clearProperty(Context.INITIAL_CONTEXT_FACTORY);
        }
    }

    /** Public because the naming service makes it. */
    public static final class Factory implements InitialContextFactory {
        @Override
        public Context getInitialContext(Hashtable<?, ?> environment) {
            return (Context) Proxy.newProxyInstance(
                    Factory.class.getClassLoader(),
                    new Class<?>[] {Context.class},
                    (proxy, method, arguments) -> method.getName().equals("lookup") ? lookup(arguments[0]) : null);
        }

        private static Object lookup(Object name) throws NameNotFoundException {
            return switch (String.valueOf(name)) {
                case "java:comp/env/jdbc/app" -> new HikariDataSource();
                case "java:comp/env/jdbc/text" -> "text";
                default -> throw new NameNotFoundException(String.valueOf(name));
            };
        }
    }
}
