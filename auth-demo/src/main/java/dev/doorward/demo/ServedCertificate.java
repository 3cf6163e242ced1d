package dev.doorward.demo;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that new connections are shown. Another one can be put in its place while the server runs;
 * connections that are open keep what they began with.
 */
final class ServedCertificate {
    private static final Logger LOG = LoggerFactory.getLogger(ServedCertificate.class);
    private static final Duration REMINDED_EVERY = Duration.ofDays(1);

    private final Clock clock;
    private final SslContextFactory.Server tls;
    private @Nullable TlsIdentity served;
    private Instant reminded = Instant.EPOCH;

    /** @param first null where there is none yet: then no handshake comes about, and browsers offer no way round */
    ServedCertificate(@Nullable TlsIdentity first, Clock clock) throws IOException {
        this.clock = clock;
        this.tls = Tls.serving(first);
        this.served = first;
    }

    SslContextFactory.Server tls() {
        return tls;
    }

    /** Shows this one to every connection that begins from now on. */
    synchronized void replace(TlsIdentity identity) {
        try {
            Tls.replace(tls, identity);
        } catch (IOException e) {
            throw new IllegalStateException("A certificate that was checked cannot be served", e);
        }
        served = identity;
        reminded = Instant.EPOCH;
        LOG.info("A new certificate is served: {}", identity);
    }

    /** Says once a day that the certificate expires soon, which means that whatever renews it does not. */
    synchronized void remind() {
        Instant now = clock.instant();
        if (served == null || !served.expiresSoon(now) || now.isBefore(reminded.plus(REMINDED_EVERY))) {
            return;
        }
        reminded = now;
        if (now.isAfter(served.validUntil())) {
            LOG.error("The certificate expired at {}: browsers let nobody in. Renew it", served.validUntil());
        } else {
            LOG.warn("The certificate expires at {}, and nothing has renewed it yet", served.validUntil());
        }
    }
}
