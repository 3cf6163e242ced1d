package dev.doorward.auth.mail;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of a node that sends what is due: woken by what this node commits, and looking for what others left.
 *
 * <p>It takes no row in the moment that the row is written. A mail is opened, signed, written and sent, where a row for
 * nobody is only dropped, and on a machine with few processors that work would make slower whatever is done beside it:
 * the end of the very request, whose time would tell an address that is known from one that is not. So each round lets
 * a random time pass first, and leaves to the next what is written meanwhile; random, so that this work has no fixed
 * place in a later request of the same stranger either. Not guaranteed: that the load of a node as a whole tells
 * nothing.
 */
final class Sender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

    private static final int SHORTEST_DISTANCE_MILLIS = 100;
    private static final int LONGEST_DISTANCE_MILLIS = 400;
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Pauses UNAVAILABLE = new Pauses(Duration.ofSeconds(1), Duration.ofMinutes(1));

    private final Delivery delivery;
    private final Clock clock;
    private final SecureRandom random;
    private final Thread thread = new Thread(this::run, "doorward-mail");
    private final Object lock = new Object();

    /** Guarded by {@link #lock}, as is {@link #stopped}. */
    private boolean woken;

    private boolean stopped;

    private Sender(Delivery delivery, Clock clock, SecureRandom random) {
        this.delivery = delivery;
        this.clock = clock;
        this.random = random;
        thread.setDaemon(true);
    }

    static Sender start(Delivery delivery, Clock clock, SecureRandom random) {
        Sender sender = new Sender(delivery, clock, random);
        sender.thread.start();
        return sender;
    }

    /** There is something to send. Does not cut short the pause that a server that is away gets. */
    void wake() {
        synchronized (lock) {
            woken = true;
            lock.notifyAll();
        }
    }

    private void run() {
        int failures = 0;
        while (!isStopped()) {
            try {
                Instant due = beginning();
                pause(distance(), false);
                failures = failures(due, failures);
                if (failures == 0) {
                    pause(LOOK, true);
                } else {
                    pause(UNAVAILABLE.after(failures), false);
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Whoever commits a row after this wakes the thread once more. */
    private Instant beginning() {
        synchronized (lock) {
            woken = false;
        }
        return clock.instant();
    }

    private Duration distance() {
        return Duration.ofMillis(random.nextInt(SHORTEST_DISTANCE_MILLIS, LONGEST_DISTANCE_MILLIS + 1));
    }

    /** Whatever goes wrong, the thread goes on: without it no mail leaves, and nobody would see why. */
    private int failures(Instant due, int before) {
        try {
            return delivery.round(due, this::isStopped, this::isWoken).failures(before);
        } catch (RuntimeException | Error e) {
            LOG.warn("Mails cannot be sent now; trying again", e);
            return before + 1;
        }
    }

    private void pause(Duration pause, boolean wakeable) throws InterruptedException {
        long end = System.nanoTime() + pause.toNanos();
        synchronized (lock) {
            while (!stopped && !(wakeable && woken)) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return;
                }
                lock.wait(left / 1_000_000 + 1);
            }
        }
    }

    private boolean isWoken() {
        synchronized (lock) {
            return woken;
        }
    }

    private boolean isStopped() {
        synchronized (lock) {
            return stopped;
        }
    }

    /** Lets a mail that is on its way arrive: an interrupted thread makes H2 close its file under everybody else. */
    @Override
    public void close() {
        synchronized (lock) {
            stopped = true;
            lock.notifyAll();
        }
        try {
            thread.join(PATIENCE.toMillis());
            if (thread.isAlive()) {
                LOG.warn("A mail is still being sent while Doorward closes; it may be sent again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
