package dev.doorward.auth;

import dev.doorward.auth.InvalidSettingsException.Problem;
import dev.doorward.auth.mail.Mailer;
import dev.doorward.auth.mail.SmtpMailer;
import dev.doorward.auth.password.Argon2Parameters;
import dev.doorward.auth.password.PasswordTable;
import dev.doorward.auth.proxy.HeaderFamily;
import dev.doorward.auth.proxy.TrustedProxies;
import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.secret.KeyRingException;
import dev.doorward.auth.store.Database;
import dev.doorward.auth.throttle.LimitName;
import dev.doorward.auth.throttle.Limits;
import dev.doorward.auth.throttle.Throttle;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at every setting before anything is built and collects what is wrong, each with its remedy. A method that finds
 * a problem goes on with a stand-in, so that the settings after it are looked at too.
 */
final class SettingsCheck {
    private static final String KEYS = "keys (DOORWARD_KEYS_FILE)";
    private static final Problem STRANGE_RING = new Problem(
            KEYS,
            "it is not the ring that the accounts in this database were sealed with, so every password would look wrong",
            "Restore the ring's file from its backup, or name the file that it is in");

    private static final String DATABASE = "database (DOORWARD_DATABASE_URL)";
    private static final int LONGEST_APP_NAME = 60;
    private static final int HIGHEST_PORT = 65_535;

    private final Mode mode;
    private final List<Problem> problems;

    /** @param known what is wrong already */
    SettingsCheck(Mode mode, List<Problem> known) {
        this.mode = mode;
        this.problems = new ArrayList<>(known);
    }

    /** In the order in which they were found. */
    List<Problem> problems() {
        return problems;
    }

    void hashing(Argon2Parameters hashing) {
        if (!hashing.isAtLeastStandard() && mode == Mode.PRODUCTION) {
            problem(
                    "hashing",
                    "these Argon2 parameters are weaker than the standard",
                    "Use Argon2Parameters.STANDARD or more; weaker ones are for tests in development mode");
        }
    }

    /** NIST SP 800-63B-4 section 3.2.2. */
    void limits(Limits limits) {
        for (LimitName name : List.of(LimitName.LOGIN_FAILURES, LimitName.CONFIRM)) {
            if (mode == Mode.PRODUCTION && limits.of(name).count() > Throttle.MOST_FAILURES) {
                problem(
                        "limits (DOORWARD_LIMITS)",
                        name.word() + " lets passwords be guessed more than " + Throttle.MOST_FAILURES + " times",
                        "Write a lower count, such as " + name.word() + "=" + name.standard());
            }
        }
    }

    void appName(String appName) {
        if (appName.isBlank()
                || appName.length() > LONGEST_APP_NAME
                || appName.chars().anyMatch(Character::isISOControl)) {
            problem(
                    "appName (DOORWARD_APP_NAME)",
                    "it is empty, longer than " + LONGEST_APP_NAME + " characters or has line breaks",
                    "Give a short name");
        }
    }

    void prefix(String prefix) {
        path("prefix (DOORWARD_PREFIX)", prefix, true);
    }

    void loginPage(@Nullable String loginPage) {
        if (loginPage != null) {
            path("loginPage (DOORWARD_LOGIN_PAGE)", loginPage, true);
        }
    }

    void defaultPage(String defaultPage) {
        path("defaultPage (DOORWARD_DEFAULT_PAGE)", defaultPage, false);
    }

    private void path(String setting, String path, boolean place) {
        if (!isPlain(path, place)) {
            problem(
                    setting,
                    "it is not a plain path",
                    "Write it like /auth: with a slash in front and none at the end");
        }
    }

    /** @param place whether something stands there, so that the bare root will not do */
    private static boolean isPlain(String path, boolean place) {
        return path.startsWith("/")
                && !path.contains("//")
                && !path.contains("/.")
                && path.chars().allMatch(c -> c > ' ' && c < 0x7f && "\\;%#\"<>{}|^`".indexOf(c) < 0)
                && !(place && (path.endsWith("/") || path.contains("?")));
    }

    /** The URL as browsers write its origin: in lower case, and without the port that the scheme stands for. */
    URI baseUrl(@Nullable String baseUrl) {
        String setting = "baseUrl (DOORWARD_BASE_URL)";
        URI standIn = URI.create("https://localhost");
        if (baseUrl == null) {
            problem(setting, "it is missing", "Set where browsers find the application, such as https://app.example");
            return standIn;
        }
        URI url;
        try {
            url = new URI(baseUrl.endsWith("/") ? baseUrl.substring(0, baseUrl.length() - 1) : baseUrl);
        } catch (URISyntaxException e) {
            problem(setting, "it is not a URL", "Write it like https://app.example or https://app.example/shop");
            return standIn;
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        String host = url.getHost();
        if (host == null || !isOriginAndPath(url, scheme)) {
            problem(
                    setting,
                    "it is more or less than scheme, host, port and context path",
                    "Write it like https://app.example or https://app.example/shop");
            return standIn;
        }
        if (mode == Mode.PRODUCTION && scheme.equals("http")) {
            problem(setting, "production needs https", "Use the address that browsers see, which begins with https://");
        }
        if (mode == Mode.DEVELOPMENT && !Settings.isLocal(host.toLowerCase(Locale.ROOT))) {
            problem(
                    setting,
                    "development mode is for this machine alone",
                    "Use https://localhost, or set the mode to production (DOORWARD_MODE=production)");
        }
        boolean usual = url.getPort() == -1 || url.getPort() == (scheme.equals("https") ? 443 : 80);
        String port = usual ? "" : ":" + url.getPort();
        return URI.create(scheme + "://" + host.toLowerCase(Locale.ROOT) + port + url.getRawPath());
    }

    private static boolean isOriginAndPath(URI url, String scheme) {
        return (scheme.equals("https") || scheme.equals("http"))
                && url.getRawUserInfo() == null
                && url.getRawQuery() == null
                && url.getRawFragment() == null
                && url.getPort() != 0
                && url.getPort() <= HIGHEST_PORT
                && (url.getRawPath().isEmpty() || isPlain(url.getRawPath(), true));
    }

    /**
     * The ring, which is made if there is none yet.
     *
     * @param file where the ring is, if it was named by its file; it then wins over {@code keys}
     */
    @Nullable
    KeyRing openKeys(@Nullable KeyRing keys, @Nullable Path file, SecureRandom random, Clock clock) {
        if (file != null) {
            return ring(() -> mode == Mode.DEVELOPMENT
                    ? KeyRing.readOrCreateForDevelopment(file, random, clock)
                    : KeyRing.readOrCreate(file, random, clock));
        }
        if (keys == null && mode == Mode.DEVELOPMENT) {
            return KeyRing.inMemory(random);
        }
        return given(keys);
    }

    /** As {@link #openKeys}, of a ring that is there already. */
    void keys(@Nullable KeyRing keys, @Nullable Path file) {
        if (file != null && Files.exists(file)) {
            ring(() -> KeyRing.read(file));
        } else if (file == null && mode == Mode.PRODUCTION) {
            given(keys);
        }
    }

    /** A ring that fits no account is not started with: what it seals meanwhile the right one could not open. */
    static Optional<Problem> strangeRing(PasswordTable passwords, Database database) {
        return passwords.isSealedWithRing(database) ? Optional.empty() : Optional.of(STRANGE_RING);
    }

    private @Nullable KeyRing ring(Supplier<KeyRing> read) {
        try {
            KeyRing ring = read.get();
            refuseForDevelopment(ring);
            return ring;
        } catch (KeyRingException e) {
            problem(KEYS, reason(e), "Mend the file or name another one");
            return null;
        }
    }

    private @Nullable KeyRing given(@Nullable KeyRing keys) {
        if (keys == null) {
            problem(KEYS, "it is missing", "Name its file, which is made if it does not exist");
            return null;
        }
        if (keys.isInMemory() && mode == Mode.PRODUCTION) {
            problem(
                    KEYS,
                    "keys made up in memory are gone with the process, and every login with them",
                    "Name a file, which is made if it does not exist");
        }
        refuseForDevelopment(keys);
        return keys;
    }

    private void refuseForDevelopment(KeyRing keys) {
        if (keys.isForDevelopment() && mode == Mode.PRODUCTION) {
            problem(
                    KEYS,
                    "development mode made these keys, and who has seen them cannot be told",
                    "Name another file, which is made with new keys if it does not exist");
        }
    }

    /** Whether there is one, of a kind and with a schema that can be. */
    void database(@Nullable DatabaseChoice database, String schema) {
        if (database == null) {
            problem(DATABASE, "it is missing", "Give a DataSource, a JDBC URL of H2 or PostgreSQL, or a JNDI name");
            return;
        }
        try {
            database.check().accept(schema);
        } catch (IllegalArgumentException e) {
            problem(DATABASE, reason(e), "Correct it, or the schema");
        }
    }

    /**
     * Links in a mail log people in and change passwords, so nobody may read them on their way.
     *
     * @param needed whether there must be one
     */
    void mailer(@Nullable Mailer mailer, boolean needed) {
        String setting = "mailer (DOORWARD_SMTP_URL)";
        if (mailer == null && needed) {
            problem(
                    setting,
                    "it is missing, and without mail nobody can prove an address",
                    "Name a mail server, or let people in without proof: emailVerification (DOORWARD_EMAIL_VERIFICATION=optional)");
        }
        if (mode == Mode.PRODUCTION && mailer instanceof SmtpMailer smtp && smtp.allowsPlaintext()) {
            problem(
                    setting,
                    "mail in plain text can be read on its way, with the links in it",
                    "Leave allowPlaintext out; the server then has to offer STARTTLS");
        }
    }

    /** Development mode serves this machine alone, where every header is a visitor's. */
    TrustedProxies trustedProxies(HeaderFamily family, List<String> networks) {
        try {
            TrustedProxies trusted = TrustedProxies.of(family, networks);
            return mode == Mode.DEVELOPMENT ? TrustedProxies.none() : trusted;
        } catch (IllegalArgumentException e) {
            problem(
                    "trustedProxies (DOORWARD_TRUSTED_PROXIES)",
                    reason(e),
                    "Name the proxies in front of the application, and nobody else");
            return TrustedProxies.none();
        }
    }

    /** A path below the context path that lists mails to anybody on this machine. */
    void developmentInbox(@Nullable String path) {
        if (path == null) {
            return;
        }
        String setting = "developmentInbox";
        path(setting, path, true);
        if (mode == Mode.PRODUCTION) {
            problem(setting, "mails are for their recipients alone", "Leave it out; it is for development mode");
        }
    }

    private void problem(String setting, String problem, String remedy) {
        problems.add(new Problem(setting, problem, remedy));
    }

    /** What another part says of a setting, without the full stop that {@link Problem} puts. */
    private static String reason(RuntimeException refusal) {
        return String.valueOf(refusal.getMessage()).replaceFirst("\\.$", "");
    }
}
