package dev.doorward.demo;

import dev.doorward.auth.identity.EmailAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the server's certificate comes from, as the settings say. */
sealed interface CertificateSource {

    /** Made by the demo itself for its developer's machine; see {@link AdHocCertificate}. */
    record AdHoc() implements CertificateSource {}

    /** The proxy in front has it, and this server speaks HTTP to the proxy alone. */
    record AtTheProxy() implements CertificateSource {}

    /**
     * Two files, or one that has both, which somebody else writes and renews.
     *
     * @param certificate with its chain
     * @param host that the certificate must be for; null where the base URL, which names it, is refused already
     * @param development whether a certificate may be one that the demo made for itself
     */
    record PemFiles(Path certificate, Path key, @Nullable String host, boolean development)
            implements CertificateSource {

        /** The certificate and its chain, whenever they are valid. */
        List<X509Certificate> readChain() throws PemException {
            List<X509Certificate> chain = Pem.certificates(certificate);
            if (!development && AdHocCertificate.isAdHoc(chain.get(0))) {
                throw new PemException(
                        "it is one that the demo made for itself, which nobody vouches for",
                        "Have a certificate for the base URL issued");
            }
            if (host != null && !CertificateNames.cover(chain.get(0), host)) {
                throw new PemException(
                        "it is not for the host of the base URL, " + host,
                        "Have one issued for that name, or correct DOORWARD_BASE_URL");
            }
            return chain;
        }

        TlsIdentity readKeyOf(List<X509Certificate> chain) throws PemException {
            return new TlsIdentity(Pem.key(key, chain.get(0)), chain);
        }

        /** What both files hold; empty where one of them cannot be read. */
        Optional<PemContent> content() {
            try {
                return Optional.of(new PemContent(Pem.read(certificate), Pem.read(key)));
            } catch (PemException e) {
                return Optional.empty(); // whoever reads them to serve them tells why
            }
        }
    }

    /** The texts of two files, to be compared. */
    record PemContent(String certificate, String key) {
        /** Without either: one file may hold both. */
        @Override
        public String toString() {
            return "PemContent[...]";
        }
    }

    /**
     * A certificate authority that is asked by ACME (RFC 8555).
     *
     * @param directory the authority's address, https
     * @param email whom the authority may write to; null for none
     * @param host that the certificate is to be for
     */
    record Acme(URI directory, @Nullable EmailAddress email, String host) implements CertificateSource {}
}
