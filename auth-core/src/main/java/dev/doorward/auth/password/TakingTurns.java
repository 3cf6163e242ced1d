package dev.doorward.auth.password;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Two queues that are served in turn while both have something: however long one is, the first of the other waits for
 * one of it. Its user holds a lock.
 */
final class TakingTurns<T> {
    private final Deque<T> known = new ArrayDeque<>();
    private final Deque<T> strangers = new ArrayDeque<>();
    private boolean knownIsNext = true;

    void add(boolean isKnown, T task) {
        (isKnown ? known : strangers).add(task);
    }

    void remove(boolean isKnown, T task) {
        (isKnown ? known : strangers).remove(task);
    }

    /** Null if there is nothing. */
    @Nullable
    T poll() {
        boolean takesKnown = strangers.isEmpty() || (knownIsNext && !known.isEmpty());
        knownIsNext = !takesKnown;
        return (takesKnown ? known : strangers).poll();
    }

    void clear() {
        known.clear();
        strangers.clear();
    }
}
