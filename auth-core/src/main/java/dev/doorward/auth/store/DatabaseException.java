package dev.doorward.auth.store;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;

/**
 * The database is away, or refused what it was asked: an outage. Whoever catches it denies; over HTTP it is a 503.
 *
 * <p>Nothing of the operation it left was committed, with one exception no database can rule out: if the connection
 * broke while the commit was being answered, the commit may have happened.
 */
public final class DatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** H2's {@code DATABASE_ALREADY_OPEN_1}. */
    private static final int H2_FILE_IN_USE = 90020;

    public DatabaseException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** With this message, unless the cause is one that can be told with its remedy. */
    static DatabaseException of(String message, Throwable cause) {
        for (Throwable e = cause; e != null; e = e.getCause()) {
            if (e instanceof SQLException sql && sql.getErrorCode() == H2_FILE_IN_USE) {
                return new DatabaseException(
                        "Another process has the database's file open: stop it, or add ;AUTO_SERVER=TRUE to the URL of"
                                + " both",
                        cause);
            }
        }
        return new DatabaseException(message, cause);
    }

    /**
     * Whether what was thrown comes of a database that is away: this exception, or one of JDBC that says so, as code
     * meets it that goes to the database itself.
     */
    public static boolean isBehind(@Nullable Throwable thrown) {
        for (Throwable e = thrown; e != null; e = e.getCause()) {
            if (e instanceof DatabaseException
                    || e instanceof SQLTransientConnectionException
                    || (e instanceof SQLException sql && isOutage(sql.getSQLState()))) {
                return true;
            }
        }
        return false;
    }

    /** Class 08 is a connection exception (ISO 9075), 57P a PostgreSQL that is being shut down. */
    private static boolean isOutage(@Nullable String state) {
        return state != null && (state.startsWith("08") || state.startsWith("57P"));
    }
}
