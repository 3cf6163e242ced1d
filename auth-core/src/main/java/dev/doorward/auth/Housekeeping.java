package dev.doorward.auth;

import dev.doorward.auth.account.Recovery;
import dev.doorward.auth.device.Devices;
import dev.doorward.auth.login.LoginLinks;
import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.session.Sessions;
import dev.doorward.auth.throttle.Throttle;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is to be done now and then, on every node: to do it twice does no harm. What has expired is removed once an
 * hour; twice a minute the key ring's file is looked at, and what an older key sealed is sealed anew.
 */
final class Housekeeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int BETWEEN_LOOKS_AT_KEYS = 30;
    private static final int BETWEEN_REMOVALS = 3600;
    private static final int BEFORE_FIRST_REMOVAL = 60;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "doorward-housekeeping");
        thread.setDaemon(true);
        return thread;
    });

    Housekeeping(
            Sessions sessions,
            Devices devices,
            Recovery recovery,
            LoginLinks links,
            Throttle throttle,
            KeyRing keys,
            Resealing resealing) {
        every(BETWEEN_LOOKS_AT_KEYS, BETWEEN_LOOKS_AT_KEYS, "The key ring was not looked at", keys::refresh);
        every(BETWEEN_LOOKS_AT_KEYS, BETWEEN_LOOKS_AT_KEYS, "Nothing was sealed anew", resealing::run);
        every(BEFORE_FIRST_REMOVAL, BETWEEN_REMOVALS, "Expired sessions were not removed", sessions::deleteExpired);
        every(BEFORE_FIRST_REMOVAL, BETWEEN_REMOVALS, "Forgotten browsers were not removed", devices::deleteExpired);
        every(BEFORE_FIRST_REMOVAL, BETWEEN_REMOVALS, "Expired links were not removed", recovery::deleteExpired);
        every(BEFORE_FIRST_REMOVAL, BETWEEN_REMOVALS, "Expired logins were not removed", links::deleteExpired);
        every(BEFORE_FIRST_REMOVAL, BETWEEN_REMOVALS, "Old limits were not removed", throttle::deleteExpired);
    }

    private void every(int first, int between, String failure, Runnable work) {
        Runnable guarded = () -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                LOG.warn("{}; trying again in {} s", failure, between, e);
            }
        };
        var unused = timer.scheduleWithFixedDelay(guarded, first, between, TimeUnit.SECONDS);
    }

    /** Lets a run that has begun end: an interrupted thread makes H2 close its file under everybody else. */
    @Override
    public void close() {
        timer.shutdown();
        try {
            if (!timer.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("Doorward closes while its housekeeping is at work");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
