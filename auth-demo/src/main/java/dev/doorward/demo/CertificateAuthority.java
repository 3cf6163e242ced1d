package dev.doorward.demo;

import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whoever issues certificates on demand. */
interface CertificateAuthority {
    /**
     * Proves that this server answers for the host, and has a certificate issued for a new key.
     *
     * @throws NotIssued if it was not, for a reason that may pass
     * @throws IOException if what has to be kept for it cannot be read or written here
     */
    TlsIdentity issue(String host) throws NotIssued, IOException, InterruptedException;

    /** Why there is no new certificate, for the log. */
    final class NotIssued extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient @Nullable Instant notBefore;

        /** @param notBefore when the authority wants to be asked again; null where it did not say */
        NotIssued(String reason, @Nullable Instant notBefore) {
            super(reason);
            this.notBefore = notBefore;
        }

        @Nullable
        Instant notBefore() {
            return notBefore;
        }
    }
}
