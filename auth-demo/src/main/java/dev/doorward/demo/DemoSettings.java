package dev.doorward.demo;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The {@code DOORWARD_*} settings, with the demo's defaults where the environment says nothing: development mode, on
 * this machine only, everything it keeps under {@code data} and {@code logs} of the working directory.
 *
 * @param development development mode, in which only this machine is served
 * @param configuredBaseUrl the base URL where one was set
 * @param httpsPort 0 for any free port
 * @param httpPort 0 for any free port
 * @param named every {@code DOORWARD_*} setting, for Doorward's own builder
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
        Map<String, String> named) {

    /** The names the certificate of {@link AdHocCertificate} holds. */
    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    /**
     * Reads the settings from names and values such as {@link System#getenv()}. A blank value is as good as none.
     *
     * @throws CannotStartException if anything is wrong; it lists everything that is, each with its remedy
     */
    static DemoSettings of(Map<String, String> environment) {
        return new Reader(environment).read();
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
        private final Map<String, String> environment;
        private final List<String> problems = new ArrayList<>();

        Reader(Map<String, String> environment) {
            this.environment = environment;
        }

        DemoSettings read() {
            boolean development = mode();
            Path data = path("DOORWARD_DATA_DIR", Path.of("data"));
            DemoSettings settings = new DemoSettings(
                    development,
                    baseUrl(development),
                    bind(development),
                    port("DOORWARD_HTTPS_PORT", 8443),
                    port("DOORWARD_HTTP_PORT", 8080),
                    data,
                    path("DOORWARD_LOG_DIR", Path.of("logs")),
                    database(data),
                    named(data));
            if (!problems.isEmpty()) {
                throw new CannotStartException(String.join(System.lineSeparator(), problems));
            }
            return settings;
        }

        private boolean mode() {
            String mode = text("DOORWARD_MODE", "development").toLowerCase(Locale.ROOT);
            if (mode.equals("production")) {
                problems.add("DOORWARD_MODE is production, but the demo serves with a certificate it made itself, which"
                        + " production refuses. Leave DOORWARD_MODE unset.");
            } else if (!mode.equals("development")) {
                problems.add("DOORWARD_MODE is '" + mode + "'. Set it to development, or leave it unset.");
            }
            return !mode.equals("production");
        }

        private @Nullable URI baseUrl(boolean development) {
            String text = environment("DOORWARD_BASE_URL");
            if (text == null) {
                return null;
            }
            try {
                URI url = new URI(text.replaceFirst("/+$", ""));
                if (!"https".equals(url.getScheme())
                        || url.getHost() == null
                        || url.getRawUserInfo() != null
                        || url.getRawQuery() != null
                        || url.getRawFragment() != null) {
                    problems.add("DOORWARD_BASE_URL is '" + text + "'. Set it to a URL like https://localhost:8443.");
                } else if (development && !LOOPBACK_NAMES.contains(url.getHost().toLowerCase(Locale.ROOT))) {
                    problems.add("DOORWARD_BASE_URL names " + url.getHost()
                            + ", but development mode serves this machine only. Use https://localhost with the port.");
                }
                return url;
            } catch (URISyntaxException e) {
                problems.add("DOORWARD_BASE_URL is not a URL: " + e.getMessage()
                        + ". Set it to a URL like https://localhost:8443.");
                return null;
            }
        }

        private InetAddress bind(boolean development) {
            String text = text("DOORWARD_BIND", "127.0.0.1");
            try {
                InetAddress address = InetAddress.getByName(text);
                if (development && !address.isLoopbackAddress()) {
                    problems.add("DOORWARD_BIND is " + text
                            + ", but development mode serves this machine only. Set it to 127.0.0.1 or ::1.");
                }
                return address;
            } catch (UnknownHostException e) {
                problems.add(
                        "DOORWARD_BIND is '" + text + "', which is no address of this machine. Set it to 127.0.0.1.");
                return InetAddress.getLoopbackAddress();
            }
        }

        private int port(String name, int unset) {
            String text = text(name, Integer.toString(unset));
            if (text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= 65_535) {
                return Integer.parseInt(text);
            }
            problems.add(name + " is '" + text + "'. Set it to a port from 1 to 65535, or to 0 for any free port.");
            return unset;
        }

        private Path path(String name, Path unset) {
            String text = text(name, unset.toString());
            try {
                return Path.of(text).toAbsolutePath().normalize();
            } catch (InvalidPathException e) {
                problems.add(
                        name + " is '" + text + "', which is no path here. Set it to the path of a directory or file.");
                return unset;
            }
        }

        private DatabaseAddress database(Path data) {
            String url = environment("DOORWARD_DATABASE_URL");
            String user = text("DOORWARD_DATABASE_USER", url == null ? "sa" : "");
            String password = text("DOORWARD_DATABASE_PASSWORD", "");
            String schema = text("DOORWARD_DATABASE_SCHEMA", "doorward");
            return new DatabaseAddress(url == null ? fileDatabase(data) : url, user, password, schema);
        }

        /**
         * An H2 file. WRITE_DELAY=0, because otherwise a kill loses commits that were acknowledged; AUTO_SERVER, so
         * that the command line works beside the running server.
         */
        private String fileDatabase(Path data) {
            if (data.toString().contains(";")) {
                problems.add("DOORWARD_DATA_DIR has a semicolon, which a database URL cannot carry. Choose another.");
            }
            return "jdbc:h2:file:" + data.resolve("doorward") + ";WRITE_DELAY=0;AUTO_SERVER=TRUE";
        }

        private Map<String, String> named(Path data) {
            Map<String, String> named = new HashMap<>(environment);
            named.keySet().removeIf(name -> !name.startsWith("DOORWARD_"));
            named.put("DOORWARD_MODE", text("DOORWARD_MODE", "development"));
            named.put(
                    "DOORWARD_KEYS_FILE",
                    path("DOORWARD_KEYS_FILE", data.resolve("keys.json")).toString());
            named.put("DOORWARD_DEFAULT_PAGE", text("DOORWARD_DEFAULT_PAGE", "/dashboard"));
            return Map.copyOf(named);
        }

        private String text(String name, String unset) {
            String value = environment(name);
            return value == null ? unset : value;
        }

        private @Nullable String environment(String name) {
            String value = environment.get(name);
            return value == null || value.isBlank() ? null : value.strip();
        }
    }
}
