package dev.doorward.demo;

import dev.doorward.auth.Finding;
import dev.doorward.auth.InvalidSettingsException;
import dev.doorward.auth.NamedSettings;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What the demo adds to the library's own findings: its data directory and its certificate. */
record DemoDoctor(Supplier<NamedSettings> named, Clock clock) implements Supplier<List<Finding>> {
    private static final Duration SOON = Duration.ofDays(21);

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
        if (demo.tls() == null) {
            return Finding.good("tls", "the demo makes a certificate for itself, for this machine alone");
        }
        X509Certificate certificate = demo.tls().certificate();
        Instant now = clock.instant();
        long days = Duration.between(now, certificate.getNotAfter().toInstant()).toDays();
        if (now.isBefore(certificate.getNotBefore().toInstant())
                || now.isAfter(certificate.getNotAfter().toInstant())) {
            return Finding.failing(
                    "tls",
                    "the certificate is valid from "
                            + certificate.getNotBefore().toInstant() + " to "
                            + certificate.getNotAfter().toInstant() + " only",
                    "Renew it, then restart the demo");
        }
        return days < SOON.toDays()
                ? Finding.fair("tls", "the certificate expires in " + days + " days", "Renew it, then restart the demo")
                : Finding.good("tls", "the certificate is valid for " + days + " days more");
    }
}
