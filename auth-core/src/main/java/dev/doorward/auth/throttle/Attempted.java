package dev.doorward.auth.throttle;

import dev.doorward.auth.store.Database;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * What became of one run of work that looks first and locks only what it writes (optimistic concurrency control), so
 * that whoever is refused holds nobody up.
 */
sealed interface Attempted<T> {

    /** It is done, and may be committed. */
    record Done<T>(T result) implements Attempted<T> {}

    /**
     * Somebody else wrote between the look and the write. What was written is to be undone, and all of it done again.
     */
    record Overtaken<T>() implements Attempted<T> {}

    /**
     * Does work in a transaction, and again in another for as long as somebody overtakes it: one of those who meet
     * always gets on.
     *
     * @throws IllegalStateException if the caller is in a transaction
     */
    static <T> T untilDone(Database database, Function<Handle, Attempted<T>> work) {
        while (true) {
            Attempted<T> attempted = database.inTransaction(handle -> {
                Attempted<T> outcome = work.apply(handle);
                if (outcome instanceof Overtaken) {
                    handle.rollback();
                }
                return outcome;
            });
            if (attempted instanceof Done<T> done) {
                return done.result();
            }
        }
    }
}
