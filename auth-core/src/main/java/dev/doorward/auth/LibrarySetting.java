package dev.doorward.auth;

import dev.doorward.auth.account.EmailVerification;
import dev.doorward.auth.identity.EmailAddress;
import dev.doorward.auth.mail.MailFrom;
import dev.doorward.auth.mail.SmtpMailer;
import dev.doorward.auth.proxy.HeaderFamily;
import dev.doorward.auth.session.SessionProtection;
import dev.doorward.auth.throttle.Limit;
import dev.doorward.auth.throttle.LimitName;
import dev.doorward.auth.throttle.Limits;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Every setting of the library that has a name; docs/settings.md says more of each. The builder sets the same in code.
 */
public enum LibrarySetting implements Setting {
    DOORWARD_MODE("production", "development serves this machine alone and takes what production refuses"),
    DOORWARD_BASE_URL("needed", "where browsers find the application; its path is the context path"),
    DOORWARD_DATABASE_URL("needed", "a JDBC URL of H2 or PostgreSQL, or the JNDI name of a data source", true),
    DOORWARD_DATABASE_USER("none", "the database user"),
    DOORWARD_DATABASE_PASSWORD("none", "and their password", true),
    DOORWARD_DATABASE_SCHEMA("doorward", "the schema of the tables, made if it does not exist"),
    DOORWARD_KEYS_FILE("needed in production", "the key ring, made if it does not exist"),
    DOORWARD_EMAIL_VERIFICATION(
            "required", "whether an address must be proved before there is an account: required or optional"),
    DOORWARD_LIMITS("those of docs/throttling.md", "how often things may be tried, as login=30/1m, registration=20/1h"),
    DOORWARD_SESSION_PROTECTION("basic", "what to make of a session that is used from elsewhere: off, basic or strong"),
    DOORWARD_SMTP_URL("none", "the mail server, as smtp://user:password@host:587 or smtps://...:465", true),
    DOORWARD_MAIL_FROM("needed with a mail server", "who mails come from: an address, or a name and <address>"),
    DOORWARD_TRUSTED_PROXIES("none", "the addresses and networks of the proxies whose headers are believed"),
    DOORWARD_PROXY_HEADERS("x-forwarded", "the headers that these proxies write: x-forwarded or forwarded"),
    DOORWARD_APP_NAME("Doorward", "the name on pages and mails"),
    DOORWARD_PREFIX("/auth", "where the account system's paths stand, below the context path"),
    DOORWARD_LOGIN_PAGE("the built-in one", "a login page of your own, below the context path"),
    DOORWARD_DEFAULT_PAGE("/", "where a login leads that was not on its way anywhere, below the context path"),
    DOORWARD_HEADERS(
            "compatible",
            "the security headers of the application's own pages: strict or compatible, and changes after a bar");

    private static final Pattern SEPARATORS = Pattern.compile("[\\s,]+");
    // Blanks there part nothing, though a blank parts the entries of a list.
    private static final Pattern AROUND_EQUALS = Pattern.compile("\\s*=\\s*");

    private final String unset;
    private final String meaning;
    private final boolean secret;

    LibrarySetting(String unset, String meaning) {
        this(unset, meaning, false);
    }

    LibrarySetting(String unset, String meaning, boolean secret) {
        this.unset = unset;
        this.meaning = meaning;
        this.secret = secret;
    }

    @Override
    public String unset() {
        return unset;
    }

    @Override
    public String meaning() {
        return meaning;
    }

    @Override
    public boolean isSecret() {
        return secret;
    }

    /** Hands the builder what is set; the others stay as they are. What cannot be read becomes a problem. */
    static void apply(NamedSettings named, DoorwardBuilder builder) {
        named.text(DOORWARD_MODE).ifPresent(value -> mode(value, named, builder));
        named.text(DOORWARD_BASE_URL).ifPresent(builder::baseUrl);
        named.text(DOORWARD_DATABASE_URL)
                .ifPresent(url -> builder.database(
                        url,
                        named.text(DOORWARD_DATABASE_USER).orElse(null),
                        named.text(DOORWARD_DATABASE_PASSWORD).orElse(null)));
        named.text(DOORWARD_DATABASE_SCHEMA).ifPresent(builder::schema);
        named.path(DOORWARD_KEYS_FILE).ifPresent(builder::keys);
        named.text(DOORWARD_EMAIL_VERIFICATION).ifPresent(value -> emailVerification(value, named, builder));
        named.text(DOORWARD_LIMITS).ifPresent(value -> builder.limits(limits(value, named)));
        named.text(DOORWARD_SESSION_PROTECTION).ifPresent(value -> sessionProtection(value, named, builder));
        named.text(DOORWARD_SMTP_URL).ifPresent(url -> mailer(url, named, builder));
        named.text(DOORWARD_TRUSTED_PROXIES)
                .ifPresent(networks -> builder.trustedProxies(list(networks).toArray(String[]::new)));
        named.text(DOORWARD_PROXY_HEADERS).ifPresent(value -> proxyHeaders(value, named, builder));
        named.text(DOORWARD_APP_NAME).ifPresent(builder::appName);
        named.text(DOORWARD_PREFIX).ifPresent(builder::prefix);
        named.text(DOORWARD_LOGIN_PAGE).ifPresent(builder::loginPage);
        named.text(DOORWARD_DEFAULT_PAGE).ifPresent(builder::defaultPage);
        named.text(DOORWARD_HEADERS).ifPresent(value -> headers(value, named, builder));
    }

    private static void headers(String value, NamedSettings named, DoorwardBuilder builder) {
        try {
            builder.headers(Headers.parse(value));
        } catch (IllegalArgumentException e) {
            named.problem(
                    DOORWARD_HEADERS,
                    reason(e),
                    "Write strict or compatible, then each header on a line of its own or after a bar, as in"
                            + " strict | Referrer-Policy: same-origin");
        }
    }

    private static void emailVerification(String value, NamedSettings named, DoorwardBuilder builder) {
        switch (value.toLowerCase(Locale.ROOT)) {
            case "required" -> builder.emailVerification(EmailVerification.REQUIRED);
            case "optional" -> builder.emailVerification(EmailVerification.OPTIONAL);
            default ->
                named.problem(
                        DOORWARD_EMAIL_VERIFICATION, noneOf(value, "required", "optional"), "Use required or optional");
        }
    }

    private static void proxyHeaders(String value, NamedSettings named, DoorwardBuilder builder) {
        Stream.of(HeaderFamily.values())
                .filter(family -> family.word().equals(value.toLowerCase(Locale.ROOT)))
                .findAny()
                .ifPresentOrElse(
                        builder::proxyHeaders,
                        () -> named.problem(
                                DOORWARD_PROXY_HEADERS,
                                noneOf(value, "x-forwarded", "forwarded"),
                                "Use x-forwarded or forwarded"));
    }

    private static Limits limits(String value, NamedSettings named) {
        Limits limits = Limits.standard();
        Set<LimitName> seen = EnumSet.noneOf(LimitName.class);
        for (String entry : list(AROUND_EQUALS.matcher(value).replaceAll("="))) {
            String[] parts = entry.split("=", 2);
            String word = parts[0];
            Optional<LimitName> name = LimitName.of(word.toLowerCase(Locale.ROOT));
            if (name.isEmpty()) {
                named.problem(DOORWARD_LIMITS, "there is no limit " + word, similar(word));
                continue;
            }
            if (!seen.add(name.get())) {
                named.problem(DOORWARD_LIMITS, "the limit " + word + " is there twice", "Remove all but one");
            }
            try {
                limits = limits.with(name.get(), Limit.parse(parts.length == 2 ? parts[1] : ""));
            } catch (IllegalArgumentException e) {
                String known = name.get().word();
                named.problem(
                        DOORWARD_LIMITS,
                        "the limit " + known + " cannot be set: " + reason(e),
                        "Write it like " + known + "=" + name.get().standard());
            }
        }
        return limits;
    }

    private static String similar(String word) {
        List<String> words = Stream.of(LimitName.values()).map(LimitName::word).toList();
        return SimilarNames.nearest(word, words)
                .map(similar -> "Remove it, or write " + similar + " if that is what you mean")
                .orElse("Use one of " + String.join(", ", words));
    }

    private static void sessionProtection(String value, NamedSettings named, DoorwardBuilder builder) {
        switch (value.toLowerCase(Locale.ROOT)) {
            case "off" -> builder.sessionProtection(SessionProtection.OFF);
            case "basic" -> builder.sessionProtection(SessionProtection.BASIC);
            case "strong" -> builder.sessionProtection(SessionProtection.STRONG);
            default ->
                named.problem(
                        DOORWARD_SESSION_PROTECTION,
                        noneOf(value, "off", "basic", "strong"),
                        "Use off, basic or strong");
        }
    }

    private static void mode(String value, NamedSettings named, DoorwardBuilder builder) {
        switch (value.toLowerCase(Locale.ROOT)) {
            case "development" -> builder.mode(Mode.DEVELOPMENT);
            case "production" -> builder.mode(Mode.PRODUCTION);
            default ->
                named.problem(
                        DOORWARD_MODE, noneOf(value, "development", "production"), "Use development or production");
        }
    }

    private static void mailer(String url, NamedSettings named, DoorwardBuilder builder) {
        // So that a bad sender does not keep a bad server from being told.
        MailFrom sender = new MailFrom("", EmailAddress.stored("stand-in@localhost"));
        try {
            sender = MailFrom.of(named.text(DOORWARD_MAIL_FROM).orElse(""));
        } catch (IllegalArgumentException e) {
            named.problem(DOORWARD_MAIL_FROM, reason(e), "Write it like mail@shop.example or Shop <mail@shop.example>");
        }
        try {
            builder.mailer(SmtpMailer.of(url, sender));
        } catch (IllegalArgumentException e) {
            named.problem(DOORWARD_SMTP_URL, reason(e), "Write it like smtp://user:password@mail.example:587");
        }
    }

    /** What stands between commas or blanks, and is not empty. */
    private static List<String> list(String value) {
        return Stream.of(SEPARATORS.split(value))
                .filter(entry -> !entry.isEmpty())
                .toList();
    }

    private static String noneOf(String value, String... words) {
        return Headers.printable(value)
                + (words.length == 2 ? " is neither of the two" : " is none of the three")
                + SimilarNames.hint(value, List.of(words));
    }

    private static String reason(IllegalArgumentException refusal) {
        return String.valueOf(refusal.getMessage());
    }
}
