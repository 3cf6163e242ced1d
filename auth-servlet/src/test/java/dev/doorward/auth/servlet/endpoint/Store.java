package dev.doorward.auth.servlet.endpoint;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/** A database in memory that can be taken away, and whose rows can be counted. */
final class Store implements DataSource {
    private static final int UNLIMITED = Integer.MAX_VALUE;

    private final JdbcDataSource h2 = new JdbcDataSource();
    private final AtomicInteger connectionsLeft = new AtomicInteger(UNLIMITED);

    Store() {
        h2.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    }

    void goAway() {
        goAwayAfter(0);
    }

    /** Gives out so many connections, and then no more. */
    void goAwayAfter(int connections) {
        connectionsLeft.set(connections);
    }

    void comeBack() {
        connectionsLeft.set(UNLIMITED);
    }

    /** How many rows there are, by table. */
    Map<String, Integer> rows() {
        try (Connection connection = h2.getConnection();
                Statement statement = connection.createStatement()) {
            Map<String, Integer> rows = new TreeMap<>();
            for (String table : new String[] {
                "auth_account",
                "auth_password",
                "auth_pending_registration",
                "auth_session",
                "auth_remembered",
                "auth_event"
            }) {
                try (ResultSet count = statement.executeQuery("select count(*) from doorward." + table)) {
                    count.next();
                    rows.put(table, count.getInt(1));
                }
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (connectionsLeft.getAndUpdate(left -> left == UNLIMITED ? left : Math.max(0, left - 1)) == 0) {
            throw new SQLException("the database is away");
        }
        return h2.getConnection();
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return h2.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        h2.setLogWriter(out);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return h2.getLoginTimeout();
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        h2.setLoginTimeout(seconds);
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("wraps nothing");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
