package dev.doorward.auth.store;

import org.jspecify.annotations.Nullable;

/**
 * The database is away, or refused what it was asked: an outage. Whoever catches it denies; over HTTP it is a 503.
 *
 * <p>Nothing of the operation it left was committed, with one exception no database can rule out: if the connection
 * broke while the commit was being answered, the commit may have happened.
 */
public final class DatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DatabaseException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
