package dev.doorward.auth;

import dev.doorward.auth.session.Sessions;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what has expired, once an hour, on every node: to do it twice does no harm. */
final class Housekeeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "doorward-housekeeping");
        thread.setDaemon(true);
        return thread;
    });

    Housekeeping(Sessions sessions) {
        var unused = timer.scheduleWithFixedDelay(() -> run(sessions), 1, 60, TimeUnit.MINUTES);
    }

    private static void run(Sessions sessions) {
        try {
            sessions.deleteExpired();
        } catch (RuntimeException e) {
            LOG.warn("Expired sessions were not removed; trying again in an hour", e);
        }
    }

    /** Lets a run that has begun end: an interrupted thread makes H2 close its file under everybody else. */
    @Override
    public void close() {
        timer.shutdown();
        try {
            if (!timer.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("Expired sessions are still being removed while Doorward closes");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
