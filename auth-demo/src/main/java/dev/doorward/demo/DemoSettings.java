package dev.doorward.demo;

import static dev.doorward.auth.LibrarySetting.DOORWARD_BASE_URL;
import static dev.doorward.auth.LibrarySetting.DOORWARD_DATABASE_PASSWORD;
import static dev.doorward.auth.LibrarySetting.DOORWARD_DATABASE_SCHEMA;
import static dev.doorward.auth.LibrarySetting.DOORWARD_DATABASE_URL;
import static dev.doorward.auth.LibrarySetting.DOORWARD_DATABASE_USER;
import static dev.doorward.auth.LibrarySetting.DOORWARD_DEFAULT_PAGE;
import static dev.doorward.auth.LibrarySetting.DOORWARD_HEADERS;
import static dev.doorward.auth.LibrarySetting.DOORWARD_KEYS_FILE;
import static dev.doorward.auth.LibrarySetting.DOORWARD_MODE;
import static dev.doorward.auth.LibrarySetting.DOORWARD_PROXY_HEADERS;
import static dev.doorward.auth.LibrarySetting.DOORWARD_SMTP_URL;
import static dev.doorward.auth.LibrarySetting.DOORWARD_TRUSTED_PROXIES;
import static dev.doorward.demo.DemoSetting.DOORWARD_ACME_DIRECTORY;
import static dev.doorward.demo.DemoSetting.DOORWARD_ACME_EMAIL;
import static dev.doorward.demo.DemoSetting.DOORWARD_BIND;
import static dev.doorward.demo.DemoSetting.DOORWARD_DATA_DIR;
import static dev.doorward.demo.DemoSetting.DOORWARD_HTTPS_PORT;
import static dev.doorward.demo.DemoSetting.DOORWARD_HTTP_PORT;
import static dev.doorward.demo.DemoSetting.DOORWARD_LOG_DIR;
import static dev.doorward.demo.DemoSetting.DOORWARD_TLS_CERTIFICATE;
import static dev.doorward.demo.DemoSetting.DOORWARD_TLS_KEY;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.DoorwardBuilder;
import dev.doorward.auth.Headers;
import dev.doorward.auth.NamedSettings;
import dev.doorward.auth.identity.EmailAddress;
import dev.doorward.auth.proxy.HeaderFamily;
import dev.doorward.auth.proxy.TrustedProxies;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code DOORWARD_*} settings, with the demo's defaults where the environment says nothing: development mode, on
 * this machine only, everything it keeps under {@code data} and {@code logs} of the working directory.
 *
 * @param development development mode, in which only this machine is served
 * @param configuredBaseUrl the base URL where one was set
 * @param httpsPort 0 for any free port
 * @param httpPort 0 for any free port
 * @param certificate where the server's certificate comes from; made for this machine in development mode only
 * @param headers of everything the demo answers
 * @param proxies in front, whose headers are believed
 * @param named all settings by their names with the demo's defaults, for Doorward's own builder
 */
record DemoSettings(
        boolean development,
        @Nullable URI configuredBaseUrl,
        InetAddress bind,
        int httpsPort,
        int httpPort,
        Path dataDirectory,
        Path logDirectory,
        DatabaseAddress database,
        CertificateSource certificate,
        Headers headers,
        TrustedProxies proxies,
        NamedSettings named) {

    /** What Doorward's own pages have, and what lets in nothing of another origin that did not ask for it. */
    static final String HEADERS = "strict\nCross-Origin-Embedder-Policy: require-corp";

    /**
     * Looks at every setting, the library's too.
     *
     * @throws dev.doorward.auth.InvalidSettingsException if anything is wrong; it lists everything that is, each with
     *     its remedy
     */
    static DemoSettings of(NamedSettings named) {
        return new Reader(named.knowing(DemoSetting.values())).read();
    }

    /** Doorward's builder with these settings, for looking at them; {@link Backend} builds. */
    static DoorwardBuilder library(NamedSettings named) {
        DoorwardBuilder builder = Doorward.builder().from(named);
        if (named.text(DOORWARD_BASE_URL).isEmpty() && isDevelopment(named)) {
            builder.baseUrl("https://localhost");
        }
        return keepsMails(named)
                ? builder.mailer(new DevInbox(Clock.systemUTC())).developmentInbox(DevInbox.PATH)
                : builder;
    }

    /** Whether mails are kept to be read on this machine, rather than sent. */
    boolean keepsMails() {
        return keepsMails(named);
    }

    private static boolean keepsMails(NamedSettings named) {
        return isDevelopment(named) && named.text(DOORWARD_SMTP_URL).isEmpty();
    }

    /** From the working directory on; the default where what was set is no path. */
    static Path directory(NamedSettings named, DemoSetting setting) {
        Path directory = named.path(setting).orElse(Path.of(setting.unset()));
        return directory.toAbsolutePath().normalize();
    }

    private static boolean isDevelopment(NamedSettings named) {
        return named.text(DOORWARD_MODE)
                .filter(mode -> mode.toLowerCase(Locale.ROOT).equals("production"))
                .isEmpty();
    }

    /**
     * The configured base URL, else {@code localhost} with the port.
     *
     * @param port of TLS; 0 for a command, which takes none
     */
    URI baseUrlAt(int port) {
        if (configuredBaseUrl != null) {
            return configuredBaseUrl;
        }
        return URI.create(port == 0 ? "https://localhost" : "https://localhost:" + port);
    }

    /** Without the password, which is among the named settings too. */
    @Override
    public String toString() {
        return "DemoSettings[data in " + dataDirectory + ", database at " + database + "]";
    }

    /** Where the database is, and as whom. */
    record DatabaseAddress(String url, String user, String password, String schema) {
        /** The URL without its parameters, among which a password may be. */
        @Override
        public String toString() {
            return url.split("[?;]", 2)[0];
        }
    }

    private static final class Reader {
        private final NamedSettings named;

        Reader(NamedSettings named) {
            this.named = named;
        }

        DemoSettings read() {
            named.or(DOORWARD_MODE, "development");
            boolean development = isDevelopment(named);
            Path data = directory(named, DOORWARD_DATA_DIR);
            Path logs = directory(named, DOORWARD_LOG_DIR);
            InetAddress bind = bind(development);
            int httpsPort = port(DOORWARD_HTTPS_PORT);
            int httpPort = port(DOORWARD_HTTP_PORT);
            DatabaseAddress database = database(data);
            CertificateSource certificate = certificate(development);
            named.or(DOORWARD_KEYS_FILE, data.resolve("keys.json").toString());
            named.or(DOORWARD_DEFAULT_PAGE, "/dashboard");
            named.or(DOORWARD_HEADERS, HEADERS);
            checkBaseUrl();
            library(named).check(); // before any port, file or connection is opened
            URI baseUrl = named.text(DOORWARD_BASE_URL)
                    .map(url -> URI.create(url.replaceFirst("/$", "")))
                    .orElse(null);
            // Just checked, so it can be read.
            Headers headers = Headers.parse(named.text(DOORWARD_HEADERS).orElse(HEADERS));
            return new DemoSettings(
                    development,
                    baseUrl,
                    bind,
                    httpsPort,
                    httpPort,
                    data,
                    logs,
                    database,
                    certificate,
                    headers,
                    proxies(),
                    named);
        }

        /** Read as the library does, which has just checked it. */
        private TrustedProxies proxies() {
            String family = named.text(DOORWARD_PROXY_HEADERS).orElse(DOORWARD_PROXY_HEADERS.unset());
            return TrustedProxies.of(
                    HeaderFamily.FORWARDED.word().equals(family.toLowerCase(Locale.ROOT))
                            ? HeaderFamily.FORWARDED
                            : HeaderFamily.X_FORWARDED,
                    named.text(DOORWARD_TRUSTED_PROXIES).stream()
                            .flatMap(Pattern.compile("\\s*,\\s*|\\s+")::splitAsStream)
                            .toList());
        }

        private CertificateSource certificate(boolean development) {
            Optional<Path> certificateFile = named.path(DOORWARD_TLS_CERTIFICATE);
            Optional<Path> keyFile = named.path(DOORWARD_TLS_KEY);
            Optional<String> acme = named.text(DOORWARD_ACME_DIRECTORY);
            if (acme.isPresent()) {
                if (certificateFile.isPresent() || keyFile.isPresent()) {
                    named.problem(
                            DOORWARD_ACME_DIRECTORY,
                            "there is a certificate in files too",
                            "Remove it, or DOORWARD_TLS_CERTIFICATE and DOORWARD_TLS_KEY");
                }
                return acme(acme.get());
            }
            if (named.text(DOORWARD_ACME_EMAIL).isPresent()) {
                named.problem(DOORWARD_ACME_EMAIL, "there is no ACME server", "Name it as DOORWARD_ACME_DIRECTORY too");
            }
            if (certificateFile.isPresent() && keyFile.isPresent()) {
                return inFiles(certificateFile.get(), keyFile.get(), development);
            }
            if (certificateFile.isPresent() || keyFile.isPresent()) {
                named.problem(
                        certificateFile.isEmpty() ? DOORWARD_TLS_CERTIFICATE : DOORWARD_TLS_KEY,
                        "it is missing",
                        "Name the two files that were made together, or neither");
            } else if (!development && named.text(DOORWARD_TRUSTED_PROXIES).isPresent()) {
                return new CertificateSource.AtTheProxy();
            } else if (!development) {
                named.problem(
                        DOORWARD_TLS_CERTIFICATE,
                        "it is missing, and production takes no certificate that the demo makes for itself",
                        "Name the PEM files of a certificate for the base URL, here and as DOORWARD_TLS_KEY; or have one"
                                + " issued with DOORWARD_ACME_DIRECTORY; or name the proxy in front that has one as"
                                + " DOORWARD_TRUSTED_PROXIES");
            }
            return new CertificateSource.AdHoc();
        }

        /** Whether the certificate is valid now is asked when it is served, and not where a command is run. */
        private CertificateSource inFiles(Path certificate, Path key, boolean development) {
            var files = new CertificateSource.PemFiles(certificate, key, host(), development);
            List<X509Certificate> chain;
            try {
                chain = files.readChain();
            } catch (PemException e) {
                named.problem(DOORWARD_TLS_CERTIFICATE, String.valueOf(e.getMessage()), e.remedy());
                return files;
            }
            try {
                files.readKeyOf(chain);
            } catch (PemException e) {
                named.problem(DOORWARD_TLS_KEY, String.valueOf(e.getMessage()), e.remedy());
            }
            return files;
        }

        private CertificateSource acme(String directory) {
            EmailAddress email = null;
            Optional<String> address = named.text(DOORWARD_ACME_EMAIL);
            if (address.isPresent()) {
                email = EmailAddress.parse(address.get()).orElse(null);
                if (email == null) {
                    named.problem(DOORWARD_ACME_EMAIL, "it is no address", "Write it like admin@app.example");
                }
            }
            String host = host();
            if (host != null && CertificateNames.isAddress(host)) {
                named.problem(
                        DOORWARD_BASE_URL,
                        "an ACME server issues certificates for names, and its host is an address",
                        "Use the name under which the application is reached");
            }
            URI server = url(directory);
            if (server == null || !"https".equals(server.getScheme()) || server.getHost() == null) {
                named.problem(
                        DOORWARD_ACME_DIRECTORY,
                        "it is no https URL",
                        "Write it like https://acme-v02.api.letsencrypt.org/directory");
                return new CertificateSource.AdHoc();
            }
            return new CertificateSource.Acme(server, email, host == null ? "localhost" : host);
        }

        /** Of the base URL. Null where that is none, which the library says. */
        private @Nullable String host() {
            URI url = url(named.text(DOORWARD_BASE_URL).orElse("https://localhost"));
            return url == null ? null : url.getHost();
        }

        private static @Nullable URI url(String text) {
            try {
                return new URI(text);
            } catch (URISyntaxException e) {
                return null;
            }
        }

        /** What the library takes for development, and the demo does not serve. */
        private void checkBaseUrl() {
            if (named.text(DOORWARD_BASE_URL)
                    .filter(url -> url.regionMatches(true, 0, "http:", 0, "http:".length()))
                    .isPresent()) {
                named.problem(DOORWARD_BASE_URL, "the demo speaks https only", "Write it like https://localhost:8443");
            }
        }

        private InetAddress bind(boolean development) {
            String text = text(DOORWARD_BIND);
            try {
                InetAddress address = InetAddress.getByName(text);
                if (development && !address.isLoopbackAddress()) {
                    named.problem(
                            DOORWARD_BIND,
                            "development mode serves this machine only",
                            "Set it to 127.0.0.1 or ::1, or leave it unset");
                }
                return address;
            } catch (UnknownHostException e) {
                named.problem(DOORWARD_BIND, "it is no address of this machine", "Set it to 127.0.0.1");
                return InetAddress.getLoopbackAddress();
            }
        }

        private int port(DemoSetting setting) {
            String text = text(setting);
            if (text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= 65_535) {
                return Integer.parseInt(text);
            }
            named.problem(setting, "it is no port", "Set it to a port from 1 to 65535, or to 0 for any free port");
            return 0;
        }

        private DatabaseAddress database(Path data) {
            if (named.text(DOORWARD_DATABASE_URL).isEmpty()) {
                named.or(DOORWARD_DATABASE_URL, fileDatabase(data));
                named.or(DOORWARD_DATABASE_USER, "sa");
            }
            return new DatabaseAddress(
                    named.text(DOORWARD_DATABASE_URL).orElseThrow(),
                    named.text(DOORWARD_DATABASE_USER).orElse(""),
                    named.text(DOORWARD_DATABASE_PASSWORD).orElse(""),
                    named.text(DOORWARD_DATABASE_SCHEMA).orElse(DOORWARD_DATABASE_SCHEMA.unset()));
        }

        /**
         * An H2 file. WRITE_DELAY=0, because otherwise a kill loses commits that were acknowledged; AUTO_SERVER, so
         * that the command line works beside the running server.
         */
        private String fileDatabase(Path data) {
            if (data.toString().contains(";")) {
                named.problem(
                        DOORWARD_DATA_DIR, "it has a semicolon, which a database URL cannot carry", "Choose another");
            }
            return "jdbc:h2:file:" + data.resolve("doorward") + ";WRITE_DELAY=0;AUTO_SERVER=TRUE";
        }

        private String text(DemoSetting setting) {
            return named.text(setting).orElse(setting.unset());
        }
    }
}
