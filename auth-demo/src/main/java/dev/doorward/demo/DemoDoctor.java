package dev.doorward.demo;

import dev.doorward.auth.Finding;
import dev.doorward.auth.InvalidSettingsException;
import dev.doorward.auth.NamedSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What the demo adds to the library's own findings: its data directory and its certificate. */
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
            findings.add(certificate(DemoSettings.of(settings)));
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
            return new AcmeFiles(demo.dataDirectory(), acme.directory())
                    .identity(acme.host())
                    .map(this::validity)
                    .orElseGet(() -> Finding.fair(
                            "tls",
                            "no certificate was issued by " + acme.directory().getHost() + " yet",
                            "Start the demo where port 80 of " + acme.host() + " leads to DOORWARD_HTTP_PORT, and read"
                                    + " its log"));
        }
        return Finding.good("tls", "the demo makes a certificate for itself, for this machine alone");
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
