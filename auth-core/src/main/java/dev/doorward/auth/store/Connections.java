package dev.doorward.auth.store;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionFactory;
import org.jspecify.annotations.Nullable;

/**
 * Connections of a data source, each in the same state whatever the data source is set to: autocommit on. They are
 * given back as they came, since not every pool restores them.
 */
final class Connections implements ConnectionFactory {
    private final DataSource dataSource;
    private volatile @Nullable Defaults defaults;

    /**
     * How the data source hands out every connection. Asked once: the isolation level is a round trip to PostgreSQL.
     */
    private record Defaults(boolean autoCommit, boolean readCommitted) {}

    Connections(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Whether a transaction is READ COMMITTED without saying so; of the data source of an opened connection. */
    boolean readCommittedByDefault() {
        Defaults known = defaults;
        return known != null && known.readCommitted();
    }

    @Override
    public Connection openConnection() throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            Defaults known = defaults;
            if (known == null) {
                known = new Defaults(
                        connection.getAutoCommit(),
                        connection.getTransactionIsolation() == Connection.TRANSACTION_READ_COMMITTED);
                defaults = known;
            }
            if (!known.autoCommit()) {
                connection.setAutoCommit(true);
            }
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public void closeConnection(Connection connection) throws SQLException {
        try (connection) {
            Defaults known = defaults;
            if (known != null && !known.autoCommit()) {
                connection.setAutoCommit(false);
            }
        }
    }
}
