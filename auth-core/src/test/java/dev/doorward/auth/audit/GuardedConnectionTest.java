package dev.doorward.auth.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.store.BothDatabases;
import dev.doorward.auth.store.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.function.Executable;

class GuardedConnectionTest {
    private Database database;

    @BeforeEach
    void open(Database database) {
        this.database = database;
    }

    @BothDatabases
    void the_transaction_cannot_be_ended_or_changed() {
        guarded(connection -> {
            assertRefused(connection::commit);
            assertRefused(connection::rollback);
            assertRefused(connection::close);
            assertRefused(() -> connection.abort(Runnable::run));
            assertRefused(() -> connection.setAutoCommit(true));
            assertRefused(() -> connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE));
            assertRefused(() -> connection.setReadOnly(true));
            assertRefused(() -> connection.setSchema("public"));
            assertRefused(() -> connection.setNetworkTimeout(Runnable::run, 1));
            assertRefused(connection::beginRequest);
            assertRefused(connection::endRequest);
        });
    }

    @BothDatabases
    void nothing_it_hands_out_leads_to_the_raw_connection() {
        guarded(connection -> {
            assertRefused(() -> connection.unwrap(Connection.class));
            assertFalse(connection.isWrapperFor(Connection.class));
            assertSame(connection, connection.getMetaData().getConnection());
            try (Statement statement = connection.createStatement();
                    PreparedStatement prepared = connection.prepareStatement("select 1");
                    ResultSet row = prepared.executeQuery()) {
                assertSame(connection, statement.getConnection());
                assertRefused(() -> statement.unwrap(Statement.class));
                assertSame(connection, prepared.getConnection());
                assertSame(connection, row.getStatement().getConnection());
                assertRefused(() -> row.unwrap(ResultSet.class));
                Statement ofSchemas = connection.getMetaData().getSchemas().getStatement();
                // H2 has none there.
                assertTrue(ofSchemas == null || ofSchemas.getConnection() == connection);
            }
        });
    }

    @BothDatabases
    void ordinary_work_is_done() {
        guarded(connection -> {
            try (PreparedStatement prepared = connection.prepareStatement("select cast(? as int) + 1")) {
                prepared.setInt(1, 41);
                ResultSet row = prepared.executeQuery();
                assertTrue(row.next());
                assertEquals(42, row.getInt(1));
            }
            assertFalse(connection.getAutoCommit());
            assertFalse(connection.isClosed());
            assertEquals(connection, connection);
        });
    }

    @BothDatabases
    void it_can_undo_to_a_savepoint_of_its_own() {
        guarded(connection -> {
            Savepoint savepoint = connection.setSavepoint();
            try (Statement statement = connection.createStatement()) {
                assertThrows(SQLException.class, () -> statement.execute("select * from nowhere"));
            }
            connection.rollback(savepoint);
            connection.releaseSavepoint(savepoint);
            try (Statement statement = connection.createStatement()) {
                assertTrue(statement.execute("select 1"));
            }
        });
    }

    @BothDatabases
    void a_connection_or_statement_kept_for_later_is_dead_by_then() {
        database.useTransaction(handle -> {
            try {
                GuardedConnection guard = new GuardedConnection(handle.getConnection());
                Connection kept = guard.connection();
                Statement statement = kept.createStatement();
                guard.close();

                assertRefused(kept::createStatement);
                assertRefused(() -> statement.execute("select 1"));
                assertTrue(handle.isInTransaction());
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });
    }

    private void guarded(Work work) {
        database.useTransaction(handle -> {
            try (GuardedConnection guard = new GuardedConnection(handle.getConnection())) {
                work.with(guard.connection());
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
            assertTrue(handle.isInTransaction());
        });
    }

    private static void assertRefused(Executable call) {
        assertThrows(IllegalStateException.class, call);
    }

    private interface Work {
        void with(Connection connection) throws SQLException;
    }
}
