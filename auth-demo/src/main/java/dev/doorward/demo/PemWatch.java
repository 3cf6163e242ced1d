package dev.doorward.demo;

import dev.doorward.demo.CertificateSource.PemContent;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the files of a certificate, as often as it is run, and hands on what is new and good. What is not is kept
 * out, and told once.
 *
 * <p>Contents are compared, not times: certbot turns symbolic links round, and others copy with the old time. Whoever
 * renews writes two files, one after the other; so only what stood unchanged from one look to the next is judged, and
 * neither half a file nor the new certificate beside the old key is ever a reason to complain.
 */
final class PemWatch implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(PemWatch.class);

    private final CertificateSource.PemFiles files;
    private final Clock clock;
    private final Consumer<TlsIdentity> serve;

    /** Empty while they cannot be read. */
    private Optional<PemContent> served;

    private Optional<PemContent> lastSeen;

    private @Nullable String refused;

    PemWatch(CertificateSource.PemFiles files, Clock clock, Consumer<TlsIdentity> serve) {
        this.files = files;
        this.clock = clock;
        this.serve = serve;
        this.served = files.content();
        this.lastSeen = served;
    }

    @Override
    public void run() {
        Optional<PemContent> seen = files.content();
        boolean stands = seen.equals(lastSeen);
        lastSeen = seen;
        if (seen.equals(served)) {
            refused = null;
        } else if (stands) {
            judge(seen);
        }
    }

    /** Again at every look while it is refused: rights and the clock may change where the files do not. */
    private void judge(Optional<PemContent> seen) {
        Path file = files.certificate();
        try {
            var chain = files.readChain();
            file = files.key();
            TlsIdentity identity = files.readKeyOf(chain);
            file = files.certificate();
            identity.requireValidAt(clock.instant());
            serve.accept(identity);
            served = seen;
            refused = null;
        } catch (PemException e) {
            String reason = file + ": " + e.getMessage();
            if (!reason.equals(refused)) {
                refused = reason;
                LOG.error(
                        "The certificate was changed and is not taken; the previous one is still served. {}. {}",
                        reason,
                        e.remedy());
            }
        }
    }
}
