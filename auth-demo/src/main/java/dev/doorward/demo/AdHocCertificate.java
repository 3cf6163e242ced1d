package dev.doorward.demo;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The self-signed certificate of this machine's {@code localhost}, for development: made at the first start, kept in
 * the data directory so that a browser told once to trust it keeps doing so, and made anew when it is about to expire.
 *
 * <p>It names {@code localhost}, {@code 127.0.0.1} and {@code ::1} and nothing else, and it is not an authority:
 * whoever adds it to a trust store and then loses the key has lost these three names, not the web.
 */
final class AdHocCertificate {
    private static final String NAME = "O=Doorward development,CN=localhost";

    static final String CERTIFICATE_FILE = "localhost-certificate.pem";
    static final String KEY_FILE = "localhost-key.pem";

    /** Below the 398 days above which browsers refuse a certificate. */
    private static final Duration LIFETIME = Duration.ofDays(365);

    private static final Duration RENEWED_BEFORE_EXPIRY = Duration.ofDays(30);

    /** Clocks differ a little, also between a host and its virtual machines. */
    private static final Duration CLOCK_SKEW = Duration.ofHours(1);

    private AdHocCertificate() {}

    /** The certificate kept in this directory, or a new one where none is kept or the kept one no longer serves. */
    static TlsIdentity keptIn(Path directory, Clock clock, SecureRandom random) throws IOException {
        Optional<TlsIdentity> kept = read(directory);
        if (kept.isPresent() && serves(kept.get(), clock.instant())) {
            return kept.get();
        }
        TlsIdentity made = make(clock.instant(), random);
        PrivateFiles.write(
                directory.resolve(KEY_FILE),
                Pem.block("PRIVATE KEY", made.key().getEncoded()).getBytes(StandardCharsets.US_ASCII));
        try {
            PrivateFiles.write(
                    directory.resolve(CERTIFICATE_FILE),
                    Pem.block("CERTIFICATE", made.certificate().getEncoded()).getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IOException("The certificate just made cannot be encoded", e);
        }
        return made;
    }

    private static boolean serves(TlsIdentity identity, Instant now) {
        X509Certificate certificate = identity.certificate();
        return !now.isBefore(certificate.getNotBefore().toInstant())
                && now.isBefore(certificate.getNotAfter().toInstant().minus(RENEWED_BEFORE_EXPIRY));
    }

    /** Also empty where the two files have come apart, by a crash between the two writes or by a copied one. */
    static Optional<TlsIdentity> read(Path directory) {
        try {
            List<X509Certificate> chain = Pem.certificates(directory.resolve(CERTIFICATE_FILE));
            return Optional.of(new TlsIdentity(Pem.key(directory.resolve(KEY_FILE), chain.get(0)), chain));
        } catch (PemException e) {
            return Optional.empty(); // damaged: nothing is lost by making a new one
        }
    }

    /** Whether the certificate was made here, by whatever installation. */
    static boolean isAdHoc(X509Certificate certificate) {
        return X500Name.getInstance(certificate.getIssuerX500Principal().getEncoded())
                .equals(new X500Name(NAME));
    }

    private static TlsIdentity make(Instant now, SecureRandom random) throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair pair = generator.generateKeyPair();
            X500Name name = new X500Name(NAME);
            Instant notBefore = now.minus(CLOCK_SKEW);
            var builder = new JcaX509v3CertificateBuilder(
                    name,
                    new BigInteger(127, random).setBit(126), // positive and at most 20 octets, RFC 5280 section 4.1.2.2
                    Date.from(notBefore),
                    Date.from(notBefore.plus(LIFETIME)),
                    name,
                    pair.getPublic());
            restrict(builder);
            X509Certificate certificate = new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
            return new TlsIdentity(pair.getPrivate(), List.of(certificate));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("A certificate for localhost cannot be made by this Java", e);
        }
    }

    private static void restrict(JcaX509v3CertificateBuilder builder) throws CertIOException {
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
            new GeneralName(GeneralName.dNSName, "localhost"),
            new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
            new GeneralName(GeneralName.iPAddress, "::1")
        }));
    }
}
