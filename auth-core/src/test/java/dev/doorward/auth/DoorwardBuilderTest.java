package dev.doorward.auth;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.doorward.auth.account.EmailVerification;
import dev.doorward.auth.account.ImportResult;
import dev.doorward.auth.account.ImportedAccount;
import dev.doorward.auth.mail.SmtpMailer;
import dev.doorward.auth.password.Argon2Parameters;
import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.throttle.LimitName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

final class DoorwardBuilderTest {
    private static final Argon2Parameters CHEAP = new Argon2Parameters(64, 1, 1);

    @TempDir
    private Path directory;

    private final String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

    private DoorwardBuilder good() {
        return Doorward.builder()
                .baseUrl("https://app.example")
                .database(url, "sa", "")
                .mailer(message -> {})
                .keys(KeyRing.readOrCreate(directory.resolve("keys.json")));
    }

    private static String refusal(DoorwardBuilder builder) {
        return assertThrows(InvalidSettingsException.class, builder::build).getMessage();
    }

    /** What somebody sees who starts with nothing. */
    @Test
    void what_is_missing_is_told_at_once_with_its_remedy() {
        assertEquals("""
                Doorward cannot start; 4 settings need attention:
                  - mailer (DOORWARD_SMTP_URL): it is missing, and without mail nobody can prove an address. Name a mail server, or let people in without proof: emailVerification (DOORWARD_EMAIL_VERIFICATION=optional).
                  - baseUrl (DOORWARD_BASE_URL): it is missing. Set where browsers find the application, such as https://app.example.
                  - keys (DOORWARD_KEYS_FILE): it is missing. Name its file, which is made if it does not exist.
                  - database (DOORWARD_DATABASE_URL): it is missing. Give a DataSource, a JDBC URL of H2 or PostgreSQL, or a JNDI name.""", refusal(Doorward.builder()));
    }

    @Test
    void everything_that_is_wrong_is_told_at_once_with_its_remedy() {
        DoorwardBuilder builder = Doorward.builder()
                .hashing(CHEAP)
                .appName("")
                .prefix("auth/")
                .loginPage("//evil.example")
                .defaultPage("https://evil.example")
                .baseUrl("http://app.example/")
                .keys(KeyRing.inMemory(new SecureRandom()))
                .schema("Door-Ward")
                .database(url, "sa", "");
        assertEquals("""
                Doorward cannot start; 9 settings need attention:
                  - hashing: these Argon2 parameters are weaker than the standard. Use Argon2Parameters.STANDARD or more; weaker ones are for tests in development mode.
                  - appName (DOORWARD_APP_NAME): it is empty, longer than 60 characters or has line breaks. Give a short name.
                  - prefix (DOORWARD_PREFIX): it is not a plain path. Write it like /auth: with a slash in front and none at the end.
                  - loginPage (DOORWARD_LOGIN_PAGE): it is not a plain path. Write it like /auth: with a slash in front and none at the end.
                  - defaultPage (DOORWARD_DEFAULT_PAGE): it is not a plain path. Write it like /auth: with a slash in front and none at the end.
                  - mailer (DOORWARD_SMTP_URL): it is missing, and without mail nobody can prove an address. Name a mail server, or let people in without proof: emailVerification (DOORWARD_EMAIL_VERIFICATION=optional).
                  - baseUrl (DOORWARD_BASE_URL): production needs https. Use the address that browsers see, which begins with https://.
                  - keys (DOORWARD_KEYS_FILE): keys made up in memory are gone with the process, and every login with them. Name a file, which is made if it does not exist.
                  - database (DOORWARD_DATABASE_URL): The schema "Door-Ward" is not a plain name: use a letter followed by letters, digits and _, all lower case, at most 63. Correct it, or the schema.""", refusal(builder));
    }

    @Test
    void a_builder_builds_once_its_settings_are_corrected() {
        DoorwardBuilder builder = good().appName("");
        assertTrue(refusal(builder).contains("one setting needs attention"));
        assertEquals(refusal(builder), refusal(builder));
        try (Doorward doorward = builder.appName("Shop").build()) {
            assertEquals("Shop", doorward.settings().appName());
        }
    }

    @Test
    void production_is_the_default_and_refuses_what_development_allows() {
        String refusal = refusal(Doorward.builder()
                .baseUrl("http://localhost")
                .database(url, "sa", "")
                .hashing(CHEAP)
                .mailer(message -> {})
                .keys(KeyRing.inMemory(new SecureRandom())));
        assertTrue(refusal.contains("3 settings"), refusal);
        assertDoesNotThrow(() -> Doorward.builder()
                .mode(Mode.DEVELOPMENT)
                .mailer(message -> {})
                .baseUrl("http://localhost")
                .database(url, "sa", "")
                .hashing(CHEAP)
                .build()
                .close());
    }

    @Test
    void development_is_refused_where_strangers_could_come() {
        for (String baseUrl : List.of(
                "https://app.example",
                "https://localhost.evil.example",
                "https://192.168.0.1",
                "https://0.0.0.0",
                "https://127.0.0.1.evil.example",
                "https://[::]")) {
            String refusal = refusal(good().mode(Mode.DEVELOPMENT).baseUrl(baseUrl));
            assertTrue(refusal.contains("development mode is for this machine alone"), baseUrl + refusal);
        }
        for (String baseUrl : List.of("https://localhost:8443", "http://127.0.0.1:8080/shop", "https://[::1]")) {
            good().mode(Mode.DEVELOPMENT).baseUrl(baseUrl).build().close();
        }
    }

    @Test
    void a_base_url_is_scheme_host_port_and_context_path_and_nothing_else() {
        for (String baseUrl : List.of(
                "",
                " https://app.example",
                "app.example",
                "//app.example",
                "ftp://app.example",
                "javascript:alert(1)",
                "https:app.example",
                "https://",
                "https:///shop",
                "https://user@app.example",
                "https://app.example?x=y",
                "https://app.example#x",
                "https://app.example/shop?x",
                "https://app.example/../shop",
                "https://app.example//",
                "https://app.example/shop//",
                "https://app.example//shop",
                "https://app.example/a%2fb",
                "https://app.example/a;b",
                "https://app.example/\u00fc",
                "https://m\u00fcnchen.example",
                "https://app.example:0",
                "https://app.example:65536",
                "https://app.example\\evil",
                "https://app.example\r\nX: y")) {
            assertTrue(refusal(good().baseUrl(baseUrl)).contains("baseUrl"), baseUrl);
        }
    }

    @Test
    void a_base_url_is_kept_as_browsers_write_an_origin() {
        Map<String, String> kept = Map.of(
                "https://app.example/", "https://app.example",
                "https://app.example:", "https://app.example",
                "HTTPS://App.Example:443/Shop/", "https://app.example/Shop",
                "https://app.example:8443", "https://app.example:8443",
                "https://[2001:DB8::1]:444", "https://[2001:db8::1]:444");
        kept.forEach((given, expected) -> {
            try (Doorward doorward = good().baseUrl(given).build()) {
                assertEquals(expected, doorward.settings().baseUrl().toString());
            }
        });
        try (Doorward doorward = good().baseUrl("https://app.example/shop").build()) {
            assertEquals("/shop", doorward.settings().contextPath());
        }
        try (Doorward doorward = good().baseUrl("https://app.example/").build()) {
            assertEquals("", doorward.settings().contextPath());
        }
    }

    @Test
    void a_database_nobody_has_a_driver_for_is_a_bad_setting_and_its_password_stays_secret() {
        for (String other : List.of("jdbc:nonsense://host/db?password=hunter2", "jdbc:", "rmi://evil.example/x")) {
            String refusal = refusal(good().database(other, "user", "hunter2"));
            assertTrue(refusal.contains("database (DOORWARD_DATABASE_URL)"), refusal);
            assertFalse(refusal.contains("hunter2"), refusal);
        }
    }

    @Test
    void a_file_of_keys_is_made_by_the_build_once_mode_and_file_are_known() {
        Path early = directory.resolve("early.json");
        Path later = directory.resolve("later.json");
        DoorwardBuilder builder = good().keys(early)
                .from(Map.of("DOORWARD_KEYS_FILE", later.toString()))
                .mode(Mode.DEVELOPMENT)
                .baseUrl("https://localhost");
        assertFalse(Files.exists(later));
        builder.build().close();
        assertFalse(Files.exists(early));
        assertTrue(KeyRing.read(later).isForDevelopment());
        assertTrue(refusal(good().keys(later)).contains("development mode made these keys"));
        good().keys(early).build().close();
        assertFalse(KeyRing.read(early).isForDevelopment());
    }

    @Test
    void production_refuses_the_keys_that_development_made() {
        Path file = directory.resolve("made-in-development.json");
        Doorward.builder()
                .mode(Mode.DEVELOPMENT)
                .mailer(message -> {})
                .from(Map.of("DOORWARD_KEYS_FILE", file.toString()))
                .baseUrl("https://localhost")
                .database(url, "sa", "")
                .build()
                .close();
        DoorwardBuilder builder = good().from(Map.of("DOORWARD_KEYS_FILE", file.toString()));
        assertTrue(refusal(builder).contains("development mode made these keys"));
        assertThrows(InvalidSettingsException.class, builder::check);
        assertTrue(refusal(good().keys(KeyRing.read(file))).contains("development mode made these keys"));
        good().mode(Mode.DEVELOPMENT)
                .baseUrl("https://localhost")
                .keys(KeyRing.read(file))
                .check();
    }

    @Test
    void a_ring_that_is_not_the_accounts_own_is_refused_and_not_their_passwords() {
        KeyRing own = KeyRing.readOrCreate(directory.resolve("own.json"));
        try (Doorward doorward = good().keys(own).build()) {
            String phc =
                    "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
            ImportedAccount ada = new ImportedAccount("ada", "ada@example.com", true, phc, Set.of());
            assertInstanceOf(ImportResult.Imported.class, doorward.accounts().importAccount(ada));
        }
        String refusal = refusal(good().keys(KeyRing.readOrCreate(directory.resolve("anew.json"))));
        assertTrue(
                refusal.contains("one setting needs attention:\n  - keys (DOORWARD_KEYS_FILE): it is not the ring"),
                refusal);
        for (String file : List.of("anew.json", "lost.json")) {
            DoorwardBuilder builder = good().from(
                            Map.of("DOORWARD_KEYS_FILE", directory.resolve(file).toString()));
            assertTrue(builder.examine().stream()
                    .anyMatch(finding -> finding.grade() == Finding.Grade.FAILING
                            && finding.subject().equals("keys")
                            && finding.text().contains("not the ring")));
        }
        assertFalse(Files.exists(directory.resolve("lost.json")));
        good().keys(own).build().close();
        assertTrue(good().keys(own).examine().stream()
                .noneMatch(finding -> finding.text().contains("not the ring")));
    }

    @Test
    void a_check_finds_what_a_build_would_and_opens_nothing() {
        Path file = directory.resolve("not-made.json");
        DoorwardBuilder builder = good().from(Map.of("DOORWARD_KEYS_FILE", file.toString()))
                .appName("")
                .prefix("auth")
                .database("jdbc:nonsense://host/db", "user", "hunter2");
        assertThrows(InvalidSettingsException.class, builder::check);
        assertFalse(Files.exists(file));
        assertEquals(
                refusal(builder),
                assertThrows(InvalidSettingsException.class, builder::check).getMessage());
    }

    @Test
    void a_bad_key_file_is_a_bad_setting(@TempDir Path other) throws Exception {
        Path file = Files.writeString(other.resolve("keys.json"), "{}");
        String refusal = refusal(Doorward.builder()
                .from(Map.of("DOORWARD_KEYS_FILE", file.toString()))
                .baseUrl("https://app.example")
                .database(url, "sa", ""));
        assertTrue(refusal.contains("keys (DOORWARD_KEYS_FILE)"), refusal);
    }

    // Mail.

    @Test
    void proof_of_addresses_needs_a_mailer_of_this_node_or_another() {
        DoorwardBuilder without = Doorward.builder()
                .baseUrl("https://app.example")
                .database(url, "sa", "")
                .keys(KeyRing.readOrCreate(directory.resolve("keys.json")));
        assertTrue(refusal(without).contains("mailer (DOORWARD_SMTP_URL): it is missing"));
        without.emailVerification(EmailVerification.OPTIONAL).check();
        without.emailVerification(EmailVerification.REQUIRED)
                .leaveMailToOtherNodes()
                .check();
    }

    @Test
    void a_build_says_once_that_without_mail_nobody_can_reset_a_password() {
        String told = "There is no mail server: nobody can reset a password.";
        DoorwardBuilder builder = Doorward.builder()
                .baseUrl("https://app.example")
                .database(url, "sa", "")
                .emailVerification(EmailVerification.OPTIONAL)
                .keys(KeyRing.readOrCreate(directory.resolve("keys.json")));
        assertEquals(List.of("WARN " + told), logged(builder));
        assertEquals(List.of(), logged(builder.leaveMailToOtherNodes()), "other nodes send");
        assertEquals(List.of(), logged(good()));
        assertEquals(
                List.of("INFO " + told),
                logged(Doorward.builder()
                        .mode(Mode.DEVELOPMENT)
                        .baseUrl("https://localhost")
                        .database(url, "sa", "")
                        .emailVerification(EmailVerification.OPTIONAL)));
    }

    /** What the builder itself says of a build. */
    private static List<String> logged(DoorwardBuilder builder) {
        Logger logger = (Logger) LoggerFactory.getLogger(DoorwardBuilder.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        try {
            builder.build().close();
        } finally {
            logger.detachAppender(lines);
            logger.setLevel(null);
            logger.setAdditive(true);
        }
        return lines.list.stream()
                .map(line -> line.getLevel() + " " + line.getFormattedMessage())
                .toList();
    }

    @Test
    void settings_say_whether_mail_is_sent_by_this_node_or_another() {
        DoorwardBuilder without = Doorward.builder()
                .mode(Mode.DEVELOPMENT)
                .baseUrl("https://localhost")
                .database(url, "sa", "")
                .emailVerification(EmailVerification.OPTIONAL);
        try (Doorward doorward = without.build()) {
            assertFalse(doorward.settings().sendsMail());
        }
        try (Doorward doorward = without.leaveMailToOtherNodes().build()) {
            assertTrue(doorward.settings().sendsMail());
        }
        try (Doorward doorward = good().build()) {
            assertTrue(doorward.settings().sendsMail());
        }
    }

    @Test
    void production_refuses_mail_in_plain_text_and_an_inbox_that_shows_everybodys() {
        String refusal = refusal(good().mailer(SmtpMailer.of("smtp://localhost:25?allowPlaintext", "mail@app.example"))
                .developmentInbox("/dev/mail"));
        assertEquals("""
                Doorward cannot start; 2 settings need attention:
                  - mailer (DOORWARD_SMTP_URL): mail in plain text can be read on its way, with the links in it. Leave allowPlaintext out; the server then has to offer STARTTLS.
                  - developmentInbox: mails are for their recipients alone. Leave it out; it is for development mode.""", refusal);
        good().mode(Mode.DEVELOPMENT)
                .baseUrl("https://localhost")
                .mailer(SmtpMailer.of("smtp://localhost:25?allowPlaintext", "mail@app.example"))
                .developmentInbox("/dev/mail")
                .check();
    }

    @Test
    void a_bad_mail_server_and_a_bad_sender_are_told_at_once_without_the_password() {
        String refusal = refusal(good().from(Map.of(
                "DOORWARD_SMTP_URL", "smtp://shop:hunter2@mail.example?x", "DOORWARD_MAIL_FROM", "Shop")));
        assertEquals("""
                Doorward cannot start; 2 settings need attention:
                  - DOORWARD_MAIL_FROM: it is neither an address nor a name with an address in <angle brackets>. Write it like mail@shop.example or Shop <mail@shop.example>.
                  - DOORWARD_SMTP_URL: it is more or less than scheme, user, password, host and port. Write it like smtp://user:password@mail.example:587.""", refusal);
    }

    @Test
    void a_bad_mail_server_is_not_called_missing_too() {
        String refusal = refusal(Doorward.builder()
                .baseUrl("https://app.example")
                .database(url, "sa", "")
                .keys(KeyRing.readOrCreate(directory.resolve("keys.json")))
                .from(Map.of("DOORWARD_SMTP_URL", "mail.example", "DOORWARD_MAIL_FROM", "mail@app.example")));
        assertTrue(refusal.contains("one setting needs attention:\n  - DOORWARD_SMTP_URL"), refusal);
    }

    @Test
    void a_mail_server_needs_a_sender() {
        assertTrue(refusal(good().from(Map.of("DOORWARD_SMTP_URL", "smtp://mail.example")))
                .contains("DOORWARD_MAIL_FROM"));
        good().from(Map.of("DOORWARD_SMTP_URL", "smtp://mail.example", "DOORWARD_MAIL_FROM", "mail@app.example"))
                .check();
    }

    // By name.

    @Test
    void every_setting_can_be_given_by_its_name() {
        Map<String, String> named = new HashMap<>(Map.of(
                "DOORWARD_MODE", "Development",
                "DOORWARD_BASE_URL", " https://localhost:8443/shop ",
                "DOORWARD_DATABASE_URL", url,
                "DOORWARD_DATABASE_USER", "sa",
                "DOORWARD_DATABASE_SCHEMA", "shop_auth",
                "DOORWARD_KEYS_FILE", directory.resolve("named.json").toString(),
                "DOORWARD_EMAIL_VERIFICATION", "optional",
                "DOORWARD_APP_NAME", "Shop",
                "DOORWARD_PREFIX", "/account",
                "DOORWARD_LOGIN_PAGE", "/enter"));
        named.put("DOORWARD_DEFAULT_PAGE", "/home?from=login");
        named.put("DOORWARD_DATABASE_PASSWORD", "");
        named.put("PATH", "/bin");
        try (Doorward doorward = Doorward.builder().from(named).build()) {
            Settings settings = doorward.settings();
            assertEquals(Mode.DEVELOPMENT, settings.mode());
            assertEquals("https://localhost:8443/shop", settings.baseUrl().toString());
            assertEquals("Shop", settings.appName());
            assertEquals("/account", settings.prefix());
            assertEquals("/enter", settings.loginPage());
            assertEquals("/home?from=login", settings.defaultPage());
            assertFalse(doorward.keys().isInMemory());
        }
        assertTrue(Files.exists(directory.resolve("named.json")));
    }

    @Test
    void a_network_of_proxies_that_would_be_everybody_is_a_bad_setting() {
        String refusal = refusal(good().from(Map.of("DOORWARD_TRUSTED_PROXIES", "0.0.0.0/0 127.0.0.1, nginx")));
        assertTrue(refusal.contains("0.0.0.0/0 trusts the whole Internet"), refusal);
        assertTrue(refusal.contains("nginx is no IP address"), refusal);
        String family = refusal(good().from(Map.of("DOORWARD_PROXY_HEADERS", "X-Real-IP")));
        assertTrue(family.contains("Use x-forwarded or forwarded"), family);
    }

    @Test
    void development_trusts_no_proxy() {
        DoorwardBuilder development = good().mode(Mode.DEVELOPMENT)
                .baseUrl("https://localhost")
                .from(Map.of("DOORWARD_TRUSTED_PROXIES", "::1"));
        assertEquals(
                List.of("WARN Development mode believes no proxy: DOORWARD_TRUSTED_PROXIES is without effect."),
                logged(development));
        try (Doorward doorward = development.build()) {
            assertTrue(doorward.settings().trustedProxies().isEmpty());
        }
        Map<String, String> named =
                Map.of("DOORWARD_TRUSTED_PROXIES", "127.0.0.1,10.0.0.0/8", "DOORWARD_PROXY_HEADERS", "Forwarded");
        try (Doorward production = good().from(named).build()) {
            assertEquals(
                    "forwarded of [127.0.0.1, 10.0.0.0/8]",
                    production.settings().trustedProxies().toString());
        }
    }

    @Test
    void bad_limits_are_told_at_once_with_what_was_meant() {
        String refusal = refusal(good().from(NamedSettings.of(
                Map.of("DOORWARD_LIMITS", "logn=60/1m, reset=lots, confirm=5/400d, nonsense=1/1s,"))));
        assertTrue(refusal.contains("4 settings need attention"), refusal);
        assertTrue(refusal.contains("there is no limit logn. Remove it, or write login if that is what you mean"));
        assertTrue(
                refusal.contains(
                        "the limit reset cannot be set: a limit is written like 20/1h. Write it like reset=5/1h."),
                refusal);
        assertTrue(
                refusal.contains("the limit confirm cannot be set: a limit's window is 1 second to 30 days"), refusal);
        assertTrue(refusal.contains("there is no limit nonsense. Use one of login, login-failures, confirm"), refusal);
    }

    @Test
    void a_limit_that_counts_too_few_or_too_many_is_told_how_many_it_may() {
        String refusal = refusal(good().from(Map.of("DOORWARD_LIMITS", "login=0/1m, reset=2000000/1h")));
        assertTrue(refusal.contains("the limit login cannot be set: a limit counts from 1 to 1000000"), refusal);
        assertTrue(refusal.contains("the limit reset cannot be set: a limit counts from 1 to 1000000"), refusal);
    }

    @Test
    void the_word_of_a_limit_is_read_whatever_its_case() {
        DoorwardBuilder builder = good().from(Map.of("DOORWARD_LIMITS", "Login=60/1m, LOGIN-LINK=7/1h"));
        assertEquals("60/1m", builder.limits().of(LimitName.LOGIN).toString());
        assertEquals("7/1h", builder.limits().of(LimitName.LOGIN_LINK).toString());
        assertDoesNotThrow(builder::check);
    }

    @Test
    void lists_are_parted_by_commas_or_blanks_and_what_stands_between_two_commas_is_nothing() {
        DoorwardBuilder builder = good().from(Map.of(
                "DOORWARD_LIMITS", "login = 60/1m reset=6/1h ,, resend=7/1h,",
                "DOORWARD_TRUSTED_PROXIES", "127.0.0.1 10.0.0.7 ,, 10.1.0.0/16,"));
        assertEquals("60/1m", builder.limits().of(LimitName.LOGIN).toString());
        assertEquals("6/1h", builder.limits().of(LimitName.RESET).toString());
        assertEquals("7/1h", builder.limits().of(LimitName.RESEND).toString());
        try (Doorward doorward = builder.build()) {
            assertEquals(
                    "x-forwarded of [127.0.0.1, 10.0.0.7, 10.1.0.0/16]",
                    doorward.settings().trustedProxies().toString());
        }
    }

    /** NIST SP 800-63B-4 section 3.2.2. */
    @Test
    void a_limit_that_is_set_twice_is_refused_and_neither_wins() {
        String refusal = refusal(
                good().from(NamedSettings.of(Map.of("DOORWARD_LIMITS", "login=10/1m, reset=5/1h, login=1000000/1s"))));
        assertTrue(refusal.contains("DOORWARD_LIMITS: the limit login is there twice. Remove all but one."), refusal);
    }

    @Test
    void production_refuses_limits_that_let_passwords_be_guessed_for_ever() {
        String limits = "login-failures=101/1m, confirm=100/1m, login=1000000/1s";
        String refusal = refusal(good().from(NamedSettings.of(Map.of("DOORWARD_LIMITS", limits))));
        assertTrue(refusal.contains("one setting needs attention"), refusal);
        assertTrue(refusal.contains("login-failures lets passwords be guessed more than 100 times"), refusal);
    }

    @Test
    void what_is_set_later_wins_and_an_empty_name_sets_nothing() {
        try (Doorward doorward = good().from(Map.of("DOORWARD_APP_NAME", "First", "DOORWARD_BASE_URL", " "))
                .appName("Second")
                .build()) {
            assertEquals("Second", doorward.settings().appName());
            assertEquals("https://app.example", doorward.settings().baseUrl().toString());
        }
    }

    @Test
    void a_bad_name_stays_bad_however_often_the_build_is_tried() {
        DoorwardBuilder builder = good().from(Map.of(
                "DOORWARD_MODE", "prod", "DOORWARD_SESSION_PROTECTION", "stong", "DOORWARD_KEYS_FILE", "a\0b"));
        String expected = """
                Doorward cannot start; 3 settings need attention:
                  - DOORWARD_MODE: prod is neither of the two. Use development or production.
                  - DOORWARD_KEYS_FILE: it is not a path. Use the path of a file or directory.
                  - DOORWARD_SESSION_PROTECTION: stong is none of the three (do you mean strong?). Use off, basic or strong.""";
        assertEquals(expected, refusal(builder));
        assertEquals(expected, refusal(builder));
    }

    // Closing.

    @Test
    void closing_ends_every_thread_and_closes_the_pool() throws InterruptedException {
        Set<Thread> before = doorwardThreads();
        Doorward doorward = good().build();
        Set<String> own = doorwardThreads().stream()
                .filter(thread -> !before.contains(thread))
                .map(thread -> thread.getName().replaceAll("[-: ].*", ""))
                .collect(Collectors.toSet());
        assertTrue(own.contains("doorward"), own.toString());
        doorward.close();
        doorward.close();
        assertNoneBeside(before);
    }

    @Test
    void a_build_that_is_refused_leaves_no_thread_behind() throws InterruptedException {
        Set<Thread> before = doorwardThreads();
        refusal(good().appName(""));
        assertNoneBeside(before);
    }

    /** A closed pool tells its threads to end and does not wait for them, so this does. */
    private static void assertNoneBeside(Set<Thread> before) throws InterruptedException {
        for (Thread thread : doorwardThreads()) {
            if (!before.contains(thread)) {
                thread.join(10_000);
                assertFalse(thread.isAlive(), thread.getName());
            }
        }
    }

    /** Hashing threads, housekeeping, and the pool, which is called so too. */
    private static Set<Thread> doorwardThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("doorward"))
                .collect(Collectors.toSet());
    }
}
