package dev.doorward.auth.store;

import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Learns from the database that a value is taken. To ask first and insert then is a race that two requests win; so the
 * row is inserted, and the constraint's name says which value it was.
 */
public final class Unique {
    private static final String UNIQUE_VIOLATION = "23505";
    private static final String SAVEPOINT = "unique";

    private Unique() {}

    /**
     * Runs an insert under a savepoint. A violation of one of the named unique constraints undoes the insert alone and
     * the transaction goes on; any other failure propagates. While another transaction holds the same value
     * uncommitted, this waits for it to end.
     *
     * @param handle in a transaction
     * @param write one statement through that handle; a write that itself calls this method is misuse
     * @param constraints names of unique constraints as the migration scripts spell them
     * @return the violated constraint's name, or empty if the row was written
     */
    public static Optional<String> violated(Handle handle, Runnable write, String... constraints) {
        if (!handle.isInTransaction()) {
            throw new IllegalStateException("A savepoint needs a transaction");
        }
        handle.savepoint(SAVEPOINT);
        try {
            write.run();
        } catch (RuntimeException e) {
            Optional<String> violated = violatedBy(e, constraints);
            if (violated.isEmpty()) {
                throw e;
            }
            handle.rollbackToSavepoint(SAVEPOINT);
            return violated;
        }
        handle.releaseSavepoint(SAVEPOINT);
        return Optional.empty();
    }

    private static Optional<String> violatedBy(RuntimeException failure, String... constraints) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && UNIQUE_VIOLATION.equals(sql.getSQLState())) {
                String object = violatedObject(String.valueOf(sql.getMessage()));
                for (String constraint : constraints) {
                    if (object.contains(constraint.toLowerCase(Locale.ROOT))) {
                        return Optional.of(constraint);
                    }
                }
            }
        }
        return Optional.empty();
    }

    /**
     * The part of a driver's message that names the constraint. What follows it is the refused value, and somebody who
     * chooses the name of a constraint as username must not decide which one is reported: H2 writes
     * "[schema].[constraint]_INDEX_[n] ON [table]([columns]) VALUES ([values])", PostgreSQL the values in a second
     * line.
     */
    private static String violatedObject(String message) {
        return message.split(" ON |\\R", 2)[0].toLowerCase(Locale.ROOT);
    }
}
