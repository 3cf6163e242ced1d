package dev.doorward.auth.mail;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread of a node that sends what is due: woken by what this node commits, and looking for what others left. */
final class Sender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Pauses UNAVAILABLE = new Pauses(Duration.ofSeconds(1), Duration.ofMinutes(1));

    private final Delivery delivery;
    private final Thread thread = new Thread(this::run, "doorward-mail");
    private final Object lock = new Object();

    /** Guarded by {@link #lock}, as is {@link #stopped}. */
    private boolean woken;

    private boolean stopped;

    private Sender(Delivery delivery) {
        this.delivery = delivery;
        thread.setDaemon(true);
    }

    static Sender start(Delivery delivery) {
        Sender sender = new Sender(delivery);
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
            failures = failures(failures);
            try {
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

    /** Whatever goes wrong, the thread goes on: without it no mail leaves, and nobody would see why. */
    private int failures(int before) {
        synchronized (lock) {
            woken = false;
        }
        try {
            return delivery.round(this::isStopped).failures(before);
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
