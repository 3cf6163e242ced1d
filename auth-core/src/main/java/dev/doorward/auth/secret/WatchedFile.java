package dev.doorward.auth.secret;

import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees whether the file of a ring in use has changed, and judges what it has become. Reads are for one thread at a
 * time, which the ring sees to.
 */
final class WatchedFile {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedFile.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final KeyRingFile file;
    private final Clock clock;
    private final AtomicLong looked = new AtomicLong(Long.MIN_VALUE);

    private @Nullable Stamp taken;
    private String complaint = "";

    /** A file that was replaced has another key, even where time and length are the same. */
    private record Stamp(
            FileTime modified, long length, @Nullable Object key) {}

    WatchedFile(KeyRingFile file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /** @throws KeyRingException if the file cannot be read or used */
    KeySet first() {
        taken = stamp();
        return file.read();
    }

    /** Whether the last time this was asked and granted is long enough ago. */
    boolean mayLookAgain() {
        long now = clock.millis();
        long last = looked.get();
        // A clock that was set back does not close the eyes until it is there again.
        boolean soon = last > now - BETWEEN_LOOKS.toMillis() && last <= now;
        return !soon && looked.compareAndSet(last, now);
    }

    /**
     * The file's keys if it is another than the one last taken and they may follow {@code held}; else empty, with one
     * line in the log for each new reason.
     */
    Optional<KeySet> changed(KeySet held) {
        // Before the file is read: a change in between is seen the next time.
        Stamp stamp = stamp();
        if (stamp != null && stamp.equals(taken)) {
            return Optional.empty();
        }
        try {
            KeySet later = file.read();
            if (!held.continuesIn(later)) {
                throw new KeyRingException("The key ring " + file + " holds other keys than this process uses."
                        + " Remedy: put the file back that belongs to this database.");
            }
            taken = stamp;
            complaint = "";
            LOG.info("The key ring was read again and holds the keys {}", later.numbers());
            return Optional.of(later);
        } catch (KeyRingException e) {
            String reason = String.valueOf(e.getMessage());
            if (!reason.equals(complaint)) {
                complaint = reason;
                LOG.error("This process keeps the keys it has. {}", reason);
            }
            return Optional.empty();
        }
    }

    private @Nullable Stamp stamp() {
        try {
            BasicFileAttributes attributes = file.attributes();
            return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (IOException e) {
            return null;
        }
    }
}
