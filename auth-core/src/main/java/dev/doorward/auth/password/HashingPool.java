package dev.doorward.auth.password;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A few threads of their own that do the dear work, and a short queue in front of them.
 *
 * <p>Own threads, because the C library's memory stays in the arena of every thread that ever called it. The callers
 * are the container's threads: they wait without holding any of that memory.
 *
 * <p>The queue is fair between askers and not between requests: each network of strangers, and each account that
 * vouches for somebody, has one task ready or running, and its others stand in line behind it. So a flood from one
 * place, or by one account, delays everybody else by one hash, not by its length.
 *
 * <p>Strangers fill half of the queue, and those who are known the other. An account that finds no place takes one from
 * whoever stands behind another of their own account. So it always finds one, unless as many accounts as there are
 * places are at it at once: a network is had for nothing and an account is not, hence the networks of those who are
 * known do not count.
 *
 * <p>The halves are served in turn, for a place is worth nothing to whoever waits in it until the deadline.
 */
final class HashingPool implements AutoCloseable {

    /** A network of strangers may hold at most this part of the queue. */
    private static final int SHARE_OF_A_NETWORK = 4;

    /** Enough for whoever clicks twice while another browser of theirs is logging in. */
    private static final int LINE_OF_AN_ACCOUNT = 3;

    private final int capacity;
    private final int capacityForEither;
    private final int lineOfANetwork;
    private final List<Thread> threads = new ArrayList<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition workIsReady = lock.newCondition();
    private final TakingTurns<Task<?>> ready = new TakingTurns<>();
    /** By who stands in it; the first of a line is ready or running. */
    private final Map<String, Deque<Task<?>>> lines = new HashMap<>();
    /** Those who are known and not the first of their line, in the order they came. */
    private final Deque<Task<?>> behind = new ArrayDeque<>();

    private int known;
    private int strangers;
    private boolean closed;

    private static final class Task<T> {
        private final Asker asker;
        private final Supplier<T> work;
        private final CompletableFuture<Optional<T>> result = new CompletableFuture<>();
        private boolean started;

        Task(Asker asker, Supplier<T> work) {
            this.asker = asker;
            this.work = work;
        }

        @SuppressWarnings("CatchingUnchecked") // Whatever was thrown belongs to the caller; the thread lives on.
        void run() {
            try {
                result.complete(Optional.of(work.get()));
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        }
    }

    HashingPool(int threads, int queue) {
        if (threads < 1 || queue < 1) {
            throw new IllegalArgumentException("Hashing needs a thread and a place in the queue");
        }
        this.capacity = threads + queue;
        this.capacityForEither = threads + Math.max(1, queue / 2);
        this.lineOfANetwork = 1 + Math.max(1, queue / SHARE_OF_A_NETWORK);
        for (int i = 1; i <= threads; i++) {
            Thread thread = new Thread(this::work, "doorward-hashing-" + i);
            thread.setDaemon(true);
            this.threads.add(thread);
        }
        this.threads.forEach(Thread::start);
    }

    /**
     * Does {@code work} on one of the threads and waits for it, or gives up: at once if there is no room, and when the
     * deadline has passed before it was begun. What is given up is never done.
     *
     * @throws IllegalStateException if the work threw something
     */
    <T> Optional<T> run(Asker asker, Duration deadline, Supplier<T> work) {
        Task<T> task = new Task<>(asker, work);
        if (!admit(task)) {
            return Optional.empty();
        }
        try {
            return task.result.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return withdraw(task) ? Optional.empty() : await(task);
        } catch (InterruptedException e) {
            Optional<T> result = withdraw(task) ? Optional.empty() : await(task);
            Thread.currentThread().interrupt();
            return result;
        } catch (ExecutionException e) {
            throw failed(e.getCause());
        }
    }

    /** What has begun is soon done, and its memory is taken whether somebody waits or not. */
    private static <T> Optional<T> await(Task<T> task) {
        try {
            return task.result.join();
        } catch (CompletionException e) {
            throw failed(e.getCause());
        }
    }

    private static IllegalStateException failed(@Nullable Throwable cause) {
        return new IllegalStateException("Hashing failed", cause);
    }

    /** How many are being done or wait for it. */
    int size() {
        lock.lock();
        try {
            return known + strangers;
        } finally {
            lock.unlock();
        }
    }

    private boolean admit(Task<?> task) {
        lock.lock();
        try {
            Asker asker = task.asker;
            Deque<Task<?>> line = lines.get(asker.line());
            if (closed || !(line == null ? findsRoom(asker) : hasRoom(asker) && line.size() < longest(asker))) {
                return false;
            }
            count(asker, 1);
            if (line == null) {
                line = new ArrayDeque<>();
                lines.put(asker.line(), line);
                makeReady(task);
            } else if (asker.known()) {
                behind.add(task);
            }
            line.add(task);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean hasRoom(Asker asker) {
        return known + strangers < capacity && (asker.known() ? known : strangers) < capacityForEither;
    }

    /** For the first of a line. */
    private boolean findsRoom(Asker asker) {
        if (!hasRoom(asker) && asker.known() && !behind.isEmpty()) {
            Task<?> last = behind.getLast();
            leave(last);
            last.result.complete(Optional.empty());
        }
        return hasRoom(asker);
    }

    private int longest(Asker asker) {
        return asker.known() ? LINE_OF_AN_ACCOUNT : lineOfANetwork;
    }

    private void count(Asker asker, int change) {
        if (asker.known()) {
            known += change;
        } else {
            strangers += change;
        }
    }

    /** Whether the task was taken out before it began. */
    private boolean withdraw(Task<?> task) {
        lock.lock();
        try {
            if (task.started || task.result.isDone()) {
                return false;
            }
            ready.remove(task.asker.known(), task);
            leave(task);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void leave(Task<?> task) {
        Deque<Task<?>> line = lines.get(task.asker.line());
        if (line == null) {
            return;
        }
        boolean wasFirst = line.peekFirst() == task;
        line.remove(task);
        behind.remove(task);
        count(task.asker, -1);
        if (line.isEmpty()) {
            lines.remove(task.asker.line());
        } else if (wasFirst) {
            makeReady(line.getFirst());
        }
    }

    private void makeReady(Task<?> task) {
        behind.remove(task);
        ready.add(task.asker.known(), task);
        workIsReady.signal();
    }

    private void work() {
        lock.lock();
        try {
            while (!closed) {
                Task<?> task = ready.poll();
                if (task == null) {
                    workIsReady.awaitUninterruptibly();
                    continue;
                }
                task.started = true;
                lock.unlock();
                try {
                    task.run();
                } finally {
                    lock.lock();
                }
                leave(task);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Finishes what has begun and gives up the rest. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            workIsReady.signalAll();
            for (Deque<Task<?>> line : lines.values()) {
                for (Task<?> task : line) {
                    if (!task.started) {
                        task.result.complete(Optional.empty());
                    }
                }
            }
            ready.clear();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        for (Thread thread : threads) {
            interrupted |= !joined(thread);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean joined(Thread thread) {
        try {
            thread.join();
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
