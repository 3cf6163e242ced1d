package dev.doorward.auth;

import dev.doorward.auth.account.EmailVerification;
import dev.doorward.auth.audit.AuthListener;
import dev.doorward.auth.identity.UsernameRules;
import dev.doorward.auth.mail.MailRenderer;
import dev.doorward.auth.mail.Mailer;
import dev.doorward.auth.password.Argon2Parameters;
import dev.doorward.auth.password.PasswordPolicy;
import dev.doorward.auth.password.PasswordTable;
import dev.doorward.auth.proxy.HeaderFamily;
import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.session.SessionProtection;
import dev.doorward.auth.session.SessionTimeouts;
import dev.doorward.auth.store.Database;
import dev.doorward.auth.throttle.Limits;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Takes an application's settings and builds a {@link Doorward}. Needed are a base URL, a database and, in production,
 * a key ring; everything else has a default that is safe. {@link #build} checks all settings and reports every bad one
 * at once.
 *
 * <p>Each setting that has a {@code DOORWARD_...} name can be given by {@link #fromEnvironment} instead; what is set
 * later wins.
 */
public final class DoorwardBuilder {
    private static final Logger LOG = LoggerFactory.getLogger(DoorwardBuilder.class);
    private static final String DEFAULT_SCHEMA = "doorward";

    /** What is wrong with them stays wrong, however often {@link #build} is tried. */
    private final List<NamedSettings> named = new ArrayList<>();

    private Mode mode = Mode.PRODUCTION;
    private @Nullable String baseUrl;
    private @Nullable DatabaseChoice database;
    private String schema = DEFAULT_SCHEMA;
    private @Nullable KeyRing keys;
    private @Nullable Path keysFile;
    private String appName = "Doorward";
    private String prefix = "/auth";
    private @Nullable String loginPage;
    private String defaultPage = "/";
    private UsernameRules usernames = UsernameRules.standard();
    private Headers headers = Headers.compatible();
    private boolean usernameOptional;
    private EmailVerification emailVerification = EmailVerification.REQUIRED;
    private boolean loginLink;
    private List<String> trustedProxies = List.of();
    private HeaderFamily proxyHeaders = HeaderFamily.X_FORWARDED;
    private PasswordPolicy passwords = PasswordPolicy.standard();
    private Argon2Parameters hashing = Argon2Parameters.STANDARD;
    private SessionTimeouts timeouts = SessionTimeouts.STANDARD;
    private Limits limits = Limits.standard();
    private SessionProtection sessionProtection = SessionProtection.BASIC;
    private @Nullable Mailer mailer;
    private MailRenderer mails = mail -> Optional.empty();
    private boolean sendsMails = true;
    private @Nullable String developmentInbox;
    private AuthListener listener = new AuthListener() {};
    private Clock clock = Clock.systemUTC();
    private SecureRandom random = new SecureRandom();

    DoorwardBuilder() {}

    /** {@code DOORWARD_MODE}; production unless set. */
    public DoorwardBuilder mode(Mode mode) {
        this.mode = mode;
        return this;
    }

    /**
     * {@code DOORWARD_BASE_URL}: where browsers find the application. Its path is the context path.
     *
     * @param baseUrl {@code https://app.example/shop}; plain {@code http} only in development
     */
    public DoorwardBuilder baseUrl(String baseUrl) {
        this.baseUrl = baseUrl;
        return this;
    }

    /**
     * The application's own data source, which it keeps and closes. Must not be bound to a container's transactions.
     */
    public DoorwardBuilder database(DataSource dataSource) {
        database = DatabaseChoice.of(dataSource);
        return this;
    }

    /**
     * {@code DOORWARD_DATABASE_URL}, {@code _USER}, {@code _PASSWORD}: a pool of Doorward's own.
     *
     * @param url a JDBC URL of H2 or PostgreSQL, or the JNDI name of a data source such as {@code jdbc/app}, for which
     *     user and password are left to the container
     */
    public DoorwardBuilder database(String url, @Nullable String user, @Nullable String password) {
        database = url.startsWith("jdbc:") ? DatabaseChoice.of(url, user, password) : DatabaseChoice.ofJndi(url);
        return this;
    }

    /**
     * {@code DOORWARD_DATABASE_SCHEMA}: where the tables are, {@code doorward} unless set. Made if it does not exist.
     */
    public DoorwardBuilder schema(String schema) {
        this.schema = schema;
        return this;
    }

    /**
     * {@code DOORWARD_KEYS_FILE}: the file of the key ring, as {@link KeyRing#readOrCreate(Path)} describes it. It is
     * read, or made where there is none, by {@link #build}: a ring that development mode makes is marked, and
     * production refuses it. In development a ring in memory is made up where none is given.
     */
    public DoorwardBuilder keys(Path file) {
        this.keys = null;
        this.keysFile = file;
        return this;
    }

    /** A ring that is there already, in place of a file. */
    public DoorwardBuilder keys(KeyRing keys) {
        this.keys = keys;
        this.keysFile = null;
        return this;
    }

    /** {@code DOORWARD_APP_NAME}: what pages and mails call the application; passwords must not be built around it. */
    public DoorwardBuilder appName(String appName) {
        this.appName = appName;
        return this;
    }

    /** {@code DOORWARD_PREFIX}: where the flows stand below the context path, {@code /auth} unless set. */
    public DoorwardBuilder prefix(String prefix) {
        this.prefix = prefix;
        return this;
    }

    /** {@code DOORWARD_LOGIN_PAGE}: a login page of the application's own, below the context path. */
    public DoorwardBuilder loginPage(String loginPage) {
        this.loginPage = loginPage;
        return this;
    }

    /** {@code DOORWARD_DEFAULT_PAGE}: where a login leads that was not on its way anywhere, {@code /} unless set. */
    public DoorwardBuilder defaultPage(String defaultPage) {
        this.defaultPage = defaultPage;
        return this;
    }

    /**
     * {@code DOORWARD_HEADERS}: the security headers of the application's own answers, {@link Headers#compatible}
     * unless set. The account system's are always strict.
     */
    public DoorwardBuilder headers(Headers headers) {
        this.headers = headers;
        return this;
    }

    /** Which usernames are reserved. */
    public DoorwardBuilder usernames(UsernameRules usernames) {
        this.usernames = usernames;
        return this;
    }

    /** Lets people register with an address alone. */
    public DoorwardBuilder allowNoUsername() {
        usernameOptional = true;
        return this;
    }

    /** {@code DOORWARD_EMAIL_VERIFICATION}: required unless set. */
    public DoorwardBuilder emailVerification(EmailVerification emailVerification) {
        this.emailVerification = emailVerification;
        return this;
    }

    /** Lets people log in by a link that is mailed to them. It never counts as a second factor. */
    public DoorwardBuilder allowLoginLink() {
        loginLink = true;
        return this;
    }

    /**
     * {@code DOORWARD_TRUSTED_PROXIES}: the proxies in front of the application, as addresses such as {@code 10.0.0.7}
     * and networks such as {@code 10.0.0.0/8}. What they say of a request's sender and scheme is believed, as
     * {@link dev.doorward.auth.proxy.TrustedProxies} describes it; what anybody else says is not, and what they say of
     * the host never. Development mode believes nobody.
     */
    public DoorwardBuilder trustedProxies(String... networks) {
        this.trustedProxies = List.of(networks);
        return this;
    }

    /** {@code DOORWARD_PROXY_HEADERS}: the headers that these proxies write, {@code X-Forwarded-For} unless set. */
    public DoorwardBuilder proxyHeaders(HeaderFamily proxyHeaders) {
        this.proxyHeaders = proxyHeaders;
        return this;
    }

    /** What a new password must be like: 15 characters and not well known, unless set. */
    public DoorwardBuilder passwords(PasswordPolicy passwords) {
        this.passwords = passwords;
        return this;
    }

    /** What a password hash costs. Less than the standard is refused in production. */
    public DoorwardBuilder hashing(Argon2Parameters hashing) {
        this.hashing = hashing;
        return this;
    }

    /** How long logins last. */
    public DoorwardBuilder sessionTimeouts(SessionTimeouts timeouts) {
        this.timeouts = timeouts;
        return this;
    }

    /** {@code DOORWARD_SESSION_PROTECTION}: what to make of a session used from elsewhere, basic unless set. */
    public DoorwardBuilder sessionProtection(SessionProtection sessionProtection) {
        this.sessionProtection = sessionProtection;
        return this;
    }

    /**
     * {@code DOORWARD_LIMITS}: how often things may be tried, {@link Limits#standard} unless set. In production
     * {@code login-failures} and {@code confirm} may count at most 100 (NIST SP 800-63B-4, section 3.2.2).
     */
    public DoorwardBuilder limits(Limits limits) {
        this.limits = limits;
        return this;
    }

    /**
     * {@code DOORWARD_SMTP_URL} and {@code DOORWARD_MAIL_FROM} make one: what takes mails to a server, such as
     * {@link dev.doorward.auth.mail.SmtpMailer}. Needed where an address must be proved; without one no mail is
     * written, and nobody can reset a password.
     */
    public DoorwardBuilder mailer(Mailer mailer) {
        this.mailer = mailer;
        return this;
    }

    /** Says mails in the application's own words; what it leaves is said by the built-in ones. */
    public DoorwardBuilder mails(MailRenderer mails) {
        this.mails = mails;
        return this;
    }

    /**
     * Mails of this node are sent by others, which share its database: for a command beside a running server, or a node
     * that cannot reach the mail server. {@link dev.doorward.auth.mail.Outbox#deliverDue} still sends when it is
     * called.
     */
    public DoorwardBuilder leaveMailToOtherNodes() {
        sendsMails = false;
        return this;
    }

    /**
     * Where the application shows what its mailer keeps instead of sending it, below the context path: pages that wait
     * for a mail then say so. For development mode alone.
     */
    public DoorwardBuilder developmentInbox(String path) {
        developmentInbox = path;
        return this;
    }

    /** Told of every event, inside its transaction and after it. */
    public DoorwardBuilder listener(AuthListener listener) {
        this.listener = listener;
        return this;
    }

    /** For tests that turn the time. */
    public DoorwardBuilder clock(Clock clock) {
        this.clock = clock;
        return this;
    }

    /** For a source of randomness that an application must use. */
    public DoorwardBuilder random(SecureRandom random) {
        this.random = random;
        return this;
    }

    /**
     * Takes every {@code DOORWARD_...} setting that the environment or a file {@code .env} in the working directory
     * has, as {@link NamedSettings#ofEnvironment} reads them; the others stay as they are.
     */
    public DoorwardBuilder fromEnvironment() {
        return from(NamedSettings.ofEnvironment());
    }

    /** Takes settings by their {@code DOORWARD_...} names; names that do not begin so are left alone. */
    public DoorwardBuilder from(Map<String, String> settings) {
        return from(NamedSettings.of(settings));
    }

    /**
     * Takes settings by their names. What is wrong with them, also by the application's account, is told at the end.
     */
    public DoorwardBuilder from(NamedSettings settings) {
        named.add(settings);
        LibrarySetting.apply(settings, this);
        return this;
    }

    /**
     * Checks every setting as {@link #build} does, and neither connects to anything nor makes a key ring that is not
     * there.
     *
     * @throws InvalidSettingsException listing every bad setting with its remedy
     */
    public void check() {
        SettingsCheck check = startCheck();
        settings(check);
        check.keys(keys, keysFile);
        check.database(database, schema);
        if (!check.problems().isEmpty()) {
            throw new InvalidSettingsException(check.problems());
        }
    }

    /**
     * Checks every setting, connects to the database and brings its tables up to date.
     *
     * @throws InvalidSettingsException listing every bad setting with its remedy, or saying that the key ring is not
     *     the one that the accounts in the database were sealed with
     * @throws dev.doorward.auth.store.DatabaseException if the database is away or refuses
     */
    public Doorward build() {
        SettingsCheck check = startCheck();
        Settings settings = settings(check);
        KeyRing ring = check.openKeys(keys, keysFile, random, clock);
        check.database(database, schema);
        if (!check.problems().isEmpty() || ring == null || database == null) {
            throw new InvalidSettingsException(check.problems());
        }
        Database opened = database.open().apply(schema);
        try {
            opened.migrate();
            SettingsCheck.strangeRing(new PasswordTable(ring, random, clock), opened)
                    .ifPresent(problem -> {
                        throw new InvalidSettingsException(List.of(problem));
                    });
            Doorward doorward = new Doorward(settings, ring, opened, this);
            warnOfWhatIsWithoutEffect(settings);
            return doorward;
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private void warnOfWhatIsWithoutEffect(Settings settings) {
        if (!settings.sendsMail()) {
            LOG.atLevel(settings.mode() == Mode.PRODUCTION ? Level.WARN : Level.INFO)
                    .log("There is no mail server: nobody can reset a password.");
        }
        if (settings.mode() == Mode.DEVELOPMENT && !trustedProxies.isEmpty()) {
            LOG.warn("Development mode believes no proxy: DOORWARD_TRUSTED_PROXIES is without effect.");
        }
    }

    /**
     * Looks at what was set and at what it leads to, as somebody would who is called because something is wrong: keys,
     * database and tables, mail server, clock, and what a hash costs on this machine. Takes some seconds, changes
     * nothing and sends nothing; but connecting to an H2 database that does not exist makes it.
     *
     * @return what was found, the good too
     */
    public List<Finding> examine() {
        return new Doctor(this).examine();
    }

    private SettingsCheck startCheck() {
        return new SettingsCheck(
                mode,
                named.stream()
                        .flatMap(settings -> settings.problems().stream())
                        .distinct()
                        .toList());
    }

    private Settings settings(SettingsCheck check) {
        check.hashing(hashing);
        check.limits(limits);
        check.appName(appName);
        check.prefix(prefix);
        check.loginPage(loginPage);
        check.defaultPage(defaultPage);
        check.mailer(mailer, sendsMails && emailVerification == EmailVerification.REQUIRED && !mailServerIsRefused());
        check.developmentInbox(developmentInbox);
        return new Settings(
                mode,
                check.baseUrl(baseUrl),
                appName,
                prefix,
                loginPage,
                defaultPage,
                usernameOptional,
                passwords.minimumLength(),
                emailVerification,
                loginLink,
                check.trustedProxies(proxyHeaders, trustedProxies),
                mailer != null || !sendsMails,
                developmentInbox,
                headers);
    }

    /** Whether one was named that cannot be read; that it is missing would be no news then. */
    boolean mailServerIsRefused() {
        return named.stream().anyMatch(settings -> settings.isRefused(LibrarySetting.DOORWARD_SMTP_URL));
    }

    @Nullable
    String developmentInbox() {
        return developmentInbox;
    }

    List<NamedSettings> named() {
        return named;
    }

    Mode mode() {
        return mode;
    }

    @Nullable
    KeyRing keys() {
        return keys;
    }

    @Nullable
    Path keysFile() {
        return keysFile;
    }

    @Nullable
    DatabaseChoice database() {
        return database;
    }

    String schema() {
        return schema;
    }

    PasswordPolicy passwords() {
        return passwords;
    }

    UsernameRules usernames() {
        return usernames;
    }

    Argon2Parameters hashing() {
        return hashing;
    }

    SessionTimeouts timeouts() {
        return timeouts;
    }

    Limits limits() {
        return limits;
    }

    SessionProtection sessionProtection() {
        return sessionProtection;
    }

    @Nullable
    Mailer mailer() {
        return mailer;
    }

    MailRenderer mails() {
        return mails;
    }

    boolean sendsMails() {
        return sendsMails;
    }

    AuthListener listener() {
        return listener;
    }

    Clock clock() {
        return clock;
    }

    SecureRandom random() {
        return random;
    }
}
