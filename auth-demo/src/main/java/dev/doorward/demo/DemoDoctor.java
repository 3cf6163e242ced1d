package dev.doorward.demo;

import static dev.doorward.auth.LibrarySetting.DOORWARD_PREFIX;

import dev.doorward.auth.Finding;
import dev.doorward.auth.InvalidSettingsException;
import dev.doorward.auth.NamedSettings;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** What the demo adds to the library's own findings: its data directory, its certificate and the running server. */
record DemoDoctor(Supplier<NamedSettings> named, Clock clock) implements Supplier<List<Finding>> {
    @Override
    public List<Finding> get() {
        Logging.toConsole();
        NamedSettings settings = named.get();
        List<Finding> findings = new ArrayList<>();
        try {
            Backend.keepOthersOut(DemoSettings.directory(settings, DemoSetting.DOORWARD_DATA_DIR));
        } catch (CannotStartException e) {
            // Connecting to the database would put its files where others may look.
            return List.of(Finding.failing("data", "the directory is not safe", String.valueOf(e.getMessage())));
        }
        try {
            DemoSettings demo = DemoSettings.of(settings);
            findings.add(certificate(demo));
            identity(demo).ifPresent(identity -> findings.addAll(served(demo, identity)));
        } catch (InvalidSettingsException e) {
            // The examination tells what is wrong with them, and looks at the rest too.
        }
        findings.addAll(0, DemoSettings.library(settings).examine());
        return findings;
    }

    private Finding certificate(DemoSettings demo) {
        CertificateSource source = demo.certificate();
        if (source instanceof CertificateSource.PemFiles files) {
            try {
                return validity(files.readKeyOf(files.readChain()));
            } catch (PemException e) {
                return Finding.failing("tls", files.certificate() + ": " + e.getMessage(), e.remedy());
            }
        }
        if (source instanceof CertificateSource.Acme acme) {
            return issued(new AcmeFiles(demo.dataDirectory(), acme.directory()), acme);
        }
        if (source instanceof CertificateSource.AtTheProxy) {
            return Finding.good("tls", "the proxy in front has the certificate");
        }
        return Finding.good("tls", "the demo makes a certificate for itself, for this machine alone");
    }

    private Finding issued(AcmeFiles files, CertificateSource.Acme acme) {
        try {
            return files.identity(acme.host())
                    .map(this::validity)
                    .orElseGet(() -> Finding.fair(
                            "tls",
                            "no certificate was issued by " + acme.directory().getHost() + " yet",
                            "Start the demo where port 80 of " + acme.host() + " leads to DOORWARD_HTTP_PORT, and read"
                                    + " its log"));
        } catch (PemException e) {
            return Finding.failing(
                    "tls",
                    files.certificateFile() + ": " + e.getMessage(),
                    "Restart the demo, which has another one issued, and read its log");
        }
    }

    /** What the server should show; empty where it is not known, which {@link #certificate} tells of. */
    private static Optional<TlsIdentity> identity(DemoSettings demo) {
        CertificateSource source = demo.certificate();
        try {
            if (source instanceof CertificateSource.PemFiles files) {
                return Optional.of(files.readKeyOf(files.readChain()));
            }
            if (source instanceof CertificateSource.Acme acme) {
                return new AcmeFiles(demo.dataDirectory(), acme.directory()).identity(acme.host());
            }
            return source instanceof CertificateSource.AdHoc
                    ? AdHocCertificate.read(demo.dataDirectory())
                    : Optional.empty();
        } catch (PemException e) {
            return Optional.empty();
        }
    }

    private static List<Finding> served(DemoSettings demo, TlsIdentity identity) {
        List<Finding> findings = new ArrayList<>();
        if (!(demo.certificate() instanceof CertificateSource.AdHoc)) {
            findings.add(chain(identity));
        }
        if (demo.httpsPort() == 0) {
            findings.add(Finding.good("server", "its port is any free one, so its answers were not looked at"));
            return findings;
        }
        URI baseUrl = demo.baseUrlAt(demo.httpsPort());
        String prefix = demo.named().text(DOORWARD_PREFIX).orElse(DOORWARD_PREFIX.unset());
        findings.addAll(new ServerDoctor(
                        new InetSocketAddress(demo.bind(), demo.httpsPort()),
                        baseUrl.getHost(),
                        baseUrl.getPath() + prefix + "/login",
                        identity.certificate())
                .findings());
        return findings;
    }

    private static Finding chain(TlsIdentity identity) {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init((KeyStore) null); // the authorities that this Java trusts
            ((X509TrustManager) trust.getTrustManagers()[0])
                    .checkServerTrusted(identity.chain().toArray(X509Certificate[]::new), "UNKNOWN");
            return Finding.good("chain", "the certificate leads to an authority that Java trusts");
        } catch (GeneralSecurityException e) {
            return Finding.fair(
                    "chain",
                    "the certificate leads to no authority that Java trusts, so browsers may not trust it either",
                    "If it is no authority of your own, add the certificates between to the file, such as fullchain.pem");
        }
    }

    private Finding validity(TlsIdentity identity) {
        Instant now = clock.instant();
        try {
            identity.requireValidAt(now);
        } catch (PemException e) {
            return Finding.failing("tls", "the certificate cannot be served: " + e.getMessage(), e.remedy());
        }
        long days = Duration.between(now, identity.validUntil()).toDays();
        return identity.expiresSoon(now)
                ? Finding.fair(
                        "tls",
                        "the certificate expires in " + days + " days, and nothing has renewed it yet",
                        "Look at whatever renews it")
                : Finding.good("tls", "the certificate is valid for " + days + " days more");
    }
}
