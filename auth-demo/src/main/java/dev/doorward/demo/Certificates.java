package dev.doorward.demo;

import dev.doorward.auth.InvalidSettingsException.Problem;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server's certificate: the first one, and whatever replaces it while the server runs. */
final class Certificates implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);

    /** A file is judged at the second look, so a new one is served within ten seconds. */
    static final int LOOK_SECONDS = 3;

    private static final int CLOSE_SECONDS = 2;

    private final ServedCertificate served;
    private final Runnable renewal;
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "certificate");
        thread.setDaemon(true);
        return thread;
    });

    private Certificates(ServedCertificate served, Runnable renewal) {
        this.served = served;
        this.renewal = renewal;
    }

    /** @throws CannotStartException if there is no certificate that can be served, or none can be kept here */
    static Certificates of(DemoSettings settings, AcmeChallenges challenges, Clock clock, SecureRandom random) {
        CertificateSource source = settings.certificate();
        try {
            if (source instanceof CertificateSource.PemFiles files) {
                return inFiles(files, clock);
            }
            if (source instanceof CertificateSource.Acme acme) {
                return byAcme(acme, settings, challenges, clock, random);
            }
            return source instanceof CertificateSource.AtTheProxy
                    ? new Certificates(new ServedCertificate(null, clock), () -> {})
                    : adHoc(settings, clock, random);
        } catch (IOException e) {
            throw new CannotStartException("The certificate cannot be served: " + e.getMessage(), e);
        }
    }

    private static Certificates inFiles(CertificateSource.PemFiles files, Clock clock) throws IOException {
        try {
            TlsIdentity identity = files.readKeyOf(files.readChain());
            identity.requireValidAt(clock.instant());
            ServedCertificate served = new ServedCertificate(identity, clock);
            return new Certificates(served, new PemWatch(files, clock, served::replace));
        } catch (PemException e) {
            String setting = DemoSetting.DOORWARD_TLS_CERTIFICATE + " (" + files.certificate() + ")";
            throw CannotStartException.because(new Problem(setting, String.valueOf(e.getMessage()), e.remedy()), e);
        }
    }

    private static Certificates byAcme(
            CertificateSource.Acme acme,
            DemoSettings settings,
            AcmeChallenges challenges,
            Clock clock,
            SecureRandom random)
            throws IOException {
        AcmeFiles files = new AcmeFiles(settings.dataDirectory(), acme.directory());
        try {
            files.make();
        } catch (IOException e) {
            throw cannotKeep(settings, e);
        }
        TlsIdentity kept = kept(files, acme.host());
        ServedCertificate served = new ServedCertificate(kept, clock);
        CertificateAuthority authority = new AcmeAuthority(acme, files, challenges, random);
        return new Certificates(served, new AcmeRenewal(authority, files, kept, acme.host(), clock, served::replace));
    }

    private static @Nullable TlsIdentity kept(AcmeFiles files, String host) {
        try {
            return files.identity(host).orElse(null);
        } catch (PemException e) {
            LOG.error(
                    "The certificate kept in {} is not taken: {}. Another one is needed",
                    files.certificateFile(),
                    e.getMessage());
            return null;
        }
    }

    private static Certificates adHoc(DemoSettings settings, Clock clock, SecureRandom random) throws IOException {
        TlsIdentity made;
        try {
            PrivateFiles.directory(settings.dataDirectory());
            made = AdHocCertificate.keptIn(settings.dataDirectory(), clock, random);
        } catch (IOException e) {
            throw cannotKeep(settings, e);
        }
        return new Certificates(new ServedCertificate(made, clock), () -> {});
    }

    private static CannotStartException cannotKeep(DemoSettings settings, IOException e) {
        return new CannotStartException(
                "The certificate cannot be kept in " + settings.dataDirectory() + ": " + e.getMessage()
                        + ". Make the directory writable, or choose another with DOORWARD_DATA_DIR.",
                e);
    }

    /** What the server speaks TLS with. */
    SslContextFactory.Server tls() {
        return served.tls();
    }

    /** Begins to look after it. */
    void start() {
        var unused = looking.scheduleWithFixedDelay(this::look, 0, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    /** Whatever happens, the next look is taken. */
    synchronized void look() {
        try {
            renewal.run();
            served.remind();
        } catch (RuntimeException e) {
            LOG.error("The certificate could not be looked after", e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        looking.shutdownNow();
        boolean unused = looking.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS); // a daemon, if it does not end
    }
}
