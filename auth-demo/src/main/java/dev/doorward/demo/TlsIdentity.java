package dev.doorward.demo;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What the server shows that it is who its name says.
 *
 * @param key of the first certificate
 * @param chain the server's own certificate, then those that vouch for it, each for the one before
 */
record TlsIdentity(PrivateKey key, List<X509Certificate> chain) {
    private static final Duration SOON = Duration.ofDays(21);

    X509Certificate certificate() {
        return chain.get(0);
    }

    Instant validFrom() {
        return chain.stream()
                .map(certificate -> certificate.getNotBefore().toInstant())
                .max(Instant::compareTo)
                .orElseThrow();
    }

    /** The first moment at which the certificate, or one that vouches for it, is no longer valid. */
    Instant validUntil() {
        return chain.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    Duration lifetime() {
        return Duration.between(
                certificate().getNotBefore().toInstant(),
                certificate().getNotAfter().toInstant());
    }

    /** Whether whoever renews it should have done so: three weeks before it expires, later where it lives shortly. */
    boolean expiresSoon(Instant now) {
        Duration late = lifetime().dividedBy(4);
        return now.isAfter(validUntil().minus(late.compareTo(SOON) < 0 ? late : SOON));
    }

    /** @throws PemException if browsers would refuse it now, by this clock */
    void requireValidAt(Instant now) throws PemException {
        if (now.isAfter(validUntil())) {
            String which = now.isAfter(certificate().getNotAfter().toInstant()) ? "it" : "its issuer's certificate";
            throw new PemException(which + " expired at " + validUntil(), "Renew it, for example with: certbot renew");
        }
        if (now.isBefore(validFrom())) {
            throw new PemException(
                    "it is not valid before " + validFrom(), "Look at this machine's clock, which says " + now);
        }
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "certificate " + certificate().getSerialNumber().toString(16) + ", valid until " + validUntil();
    }
}
