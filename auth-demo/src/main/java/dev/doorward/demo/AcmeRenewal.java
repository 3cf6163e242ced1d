package dev.doorward.demo;

import dev.doorward.demo.AcmeFiles.NextAttempt;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a certificate issued when there is none, and another when two thirds of its lifetime are over. As often as it is
 * run, it looks whether that is due.
 *
 * <p>An authority that is asked too often refuses for hours or days. So after each attempt in vain it waits, twice as
 * long each time, and each attempt is noted on disk before it is made: a server that is restarted again and again asks
 * no more often, and where nothing can be written nothing is asked for. It waits after a success too; only where that
 * came to nothing, because what was kept can no longer be served, is one more ordered at once.
 */
final class AcmeRenewal implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(AcmeRenewal.class);

    /** Let's Encrypt takes five failed proofs of a host in an hour; this makes four. */
    private static final Duration FIRST_WAIT = Duration.ofMinutes(5);

    private static final Duration LONGEST_WAIT = Duration.ofHours(12);

    /** Let's Encrypt issues five certificates a week for one host. */
    private static final Duration WAIT_WHERE_NONE_IS_KEPT = Duration.ofHours(34);

    /** No moment further away is noted, so one that is was noted while the clock was wrong. */
    private static final Duration FARTHEST = Duration.ofDays(7);

    private final CertificateAuthority authority;
    private final AcmeFiles files;
    private final String host;
    private final Clock clock;
    private final Consumer<TlsIdentity> serve;

    private @Nullable TlsIdentity served;

    /** When nothing can be noted on disk, this holds. */
    private NextAttempt next;

    private boolean toldOfWait;

    /** @param kept the certificate that is served already; null for none, or for one that cannot be served */
    AcmeRenewal(
            CertificateAuthority authority,
            AcmeFiles files,
            @Nullable TlsIdentity kept,
            String host,
            Clock clock,
            Consumer<TlsIdentity> serve) {
        this.authority = authority;
        this.files = files;
        this.host = host;
        this.clock = clock;
        this.serve = serve;
        this.served = kept;
        this.next = files.nextAttempt();
    }

    @Override
    public void run() {
        Instant now = clock.instant();
        if (!isDue(now)) {
            return;
        }
        if (isTime(now) || isLost()) {
            attempt(now);
        } else {
            tellOfWait();
        }
    }

    private boolean isDue(Instant now) {
        return served == null
                || now.isAfter(served.validUntil().minus(served.lifetime().dividedBy(3)));
    }

    private boolean isTime(Instant now) {
        return !now.isBefore(next.notBefore()) || next.notBefore().isAfter(now.plus(FARTHEST));
    }

    /** Whether one was issued, and what was kept of it is gone, damaged, open to others or for another host. */
    private boolean isLost() {
        return served == null && next.failures() == 0;
    }

    private void attempt(Instant now) {
        // One that is ordered early leaves a failure in the note, so that the next has to wait: where files are damaged
        // before every restart, the authority would soon refuse.
        int failuresAfterwards = isTime(now) ? 0 : 1;
        int failures = next.failures() + 1;
        try {
            waitUntil(now.plus(waitAfter(failures)), failures);
            TlsIdentity issued = authority.issue(host);
            check(issued);
            served = issued;
            serve.accept(issued);
            keep(issued, now, failuresAfterwards);
        } catch (CertificateAuthority.NotIssued e) {
            waitAtLeastUntil(e.notBefore(), now);
            tell(e.getMessage());
        } catch (IOException e) {
            tell("what belongs to it cannot be kept: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the server stops
        }
    }

    /** First the certificate: a note without it would be a long wait with nothing to serve after a restart. */
    private void keep(TlsIdentity issued, Instant now, int failures) {
        // Where this clock is ahead, the new one is due at once too.
        Instant ahead = now.plus(issued.lifetime().dividedBy(3));
        try {
            files.keep(issued);
        } catch (IOException e) {
            note(earlier(ahead, now.plus(WAIT_WHERE_NONE_IS_KEPT)), next.failures());
            LOG.error(
                    "The certificate for {} was issued and is served, but cannot be kept: {}. It will be ordered again"
                            + " after a restart, not before {}; to order it at once then, remove {} first",
                    host,
                    e.toString(),
                    next.notBefore(),
                    files.nextAttemptFile());
            return;
        }
        note(earlier(ahead, now.plus(FARTHEST)), failures);
    }

    private void check(TlsIdentity issued) throws CertificateAuthority.NotIssued {
        if (!CertificateNames.cover(issued.certificate(), host)) {
            throw new CertificateAuthority.NotIssued("the certificate that was issued is not for " + host, null);
        }
    }

    private static Duration waitAfter(int failures) {
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(failures - 1, 10));
        return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    }

    private void waitAtLeastUntil(@Nullable Instant asked, Instant now) {
        if (asked == null || asked.isBefore(next.notBefore())) {
            return;
        }
        note(earlier(asked, now.plus(FARTHEST)), next.failures());
    }

    /** As {@link #waitUntil}, where the authority was asked already: it holds until a restart at least. */
    private void note(Instant moment, int failures) {
        try {
            waitUntil(moment, failures);
        } catch (IOException e) {
            LOG.warn("That the next attempt is not before {} cannot be noted: {}", moment, e.toString());
        }
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private void waitUntil(Instant moment, int failures) throws IOException {
        next = new NextAttempt(moment, failures);
        files.keep(next);
    }

    /** After a restart nothing else would say why no handshake comes about. */
    private void tellOfWait() {
        if (served == null && !toldOfWait) {
            toldOfWait = true;
            LOG.error(
                    "There is no certificate for {} to serve. The next attempt is at {}; to try at once, remove {} and"
                            + " restart",
                    host,
                    next.notBefore(),
                    files.nextAttemptFile());
        }
    }

    private void tell(@Nullable String reason) {
        toldOfWait = true;
        LOG.error(
                "No certificate for {} was issued: {}. {}. The next attempt is at {}; to try at once, remove {} and"
                        + " restart",
                host,
                reason,
                served == null ? "There is none to serve" : "The one of before is served until " + served.validUntil(),
                next.notBefore(),
                files.nextAttemptFile());
    }
}
