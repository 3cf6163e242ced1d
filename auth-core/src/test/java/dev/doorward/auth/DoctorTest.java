package dev.doorward.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.Finding.Grade;
import dev.doorward.auth.account.EmailVerification;
import dev.doorward.auth.password.Argon2Parameters;
import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.store.DatabaseSettings;
import dev.doorward.auth.store.SqlTap;
import dev.doorward.auth.testing.TestClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class DoctorTest {
    @TempDir
    private Path directory;

    private final String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

    private Path keysFile() {
        return directory.resolve("keys.json");
    }

    private DoorwardBuilder good() {
        KeyRing.readOrCreate(keysFile());
        return Doorward.builder()
                .from(Map.of("DOORWARD_KEYS_FILE", keysFile().toString()))
                .baseUrl("https://app.example")
                .database(url, "sa", "")
                .mailer(message -> {});
    }

    private static Finding finding(DoorwardBuilder builder, String subject) {
        List<Finding> found = builder.examine().stream()
                .filter(finding -> finding.subject().equals(subject))
                .toList();
        assertEquals(1, found.size(), subject + " of " + found);
        return found.get(0);
    }

    @Test
    void an_installation_that_is_well_has_nothing_to_do() {
        good().build().close();
        List<Finding> findings = good().examine();
        assertEquals(
                List.of("settings", "keys", "database", "tables", "clock", "mail", "hashing", "memory"),
                findings.stream().map(Finding::subject).toList());
        for (Finding finding : findings) {
            // How fast this machine is, is not for a test to say.
            if (!List.of("database", "hashing", "memory").contains(finding.subject())) {
                assertEquals(Grade.GOOD, finding.grade(), finding.toString());
            }
        }
    }

    @Test
    void every_finding_that_is_not_good_says_what_to_do() {
        List<Finding> findings = Doorward.builder()
                .mode(Mode.DEVELOPMENT)
                .hashing(new Argon2Parameters(64, 1, 1))
                .prefix("auth")
                .database("jdbc:postgresql://127.0.0.1:1/none", "app", "hunter2")
                .clock(Clock.offset(Clock.systemUTC(), Duration.ofHours(1)))
                .examine();
        assertTrue(findings.stream()
                        .filter(finding -> finding.grade() == Grade.FAILING)
                        .count()
                >= 3);
        for (Finding finding : findings) {
            assertEquals(finding.grade() == Grade.GOOD, finding.remedy() == null, finding.toString());
            assertFalse(finding.toString().contains("hunter2"));
        }
    }

    @Test
    void each_bad_setting_is_a_finding_of_its_own() {
        List<Finding> settings = good().from(Map.of("DOORWARD_PREFIKS", "/auth")).appName("").examine().stream()
                .filter(finding -> finding.subject().equals("settings"))
                .toList();
        assertEquals(2, settings.size());
        assertTrue(settings.stream().allMatch(finding -> finding.grade() == Grade.FAILING));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_file_of_settings_that_others_may_read_is_found() throws Exception {
        Path file = Files.writeString(directory.resolve(".env"), "DOORWARD_APP_NAME=Shop\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        DoorwardBuilder builder = good().from(NamedSettings.of(Map.of()).orIn(file));
        assertTrue(String.valueOf(finding(builder, "settings").remedy()).contains("chmod 600 " + file));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertEquals(Grade.GOOD, finding(builder, "settings").grade());
    }

    @Test
    void an_old_key_is_found() {
        Clock clock = Clock.offset(Clock.systemUTC(), Duration.ofDays(-400));
        KeyRing.readOrCreate(keysFile(), new SecureRandom(), clock);
        Finding keys = finding(good(), "keys");
        assertEquals(Grade.FAIR, keys.grade());
        assertTrue(keys.text().contains("made 400 days ago"), keys.text());
        assertTrue(String.valueOf(keys.remedy()).contains("keys rotate"));
    }

    @Test
    void a_ring_that_is_not_there_yet_is_not_made() {
        DoorwardBuilder builder =
                Doorward.builder().from(Map.of("DOORWARD_KEYS_FILE", keysFile().toString()));
        assertEquals(Grade.GOOD, finding(builder, "keys").grade());
        assertFalse(Files.exists(keysFile()));
    }

    @Test
    void looking_makes_no_tables_and_says_how_many_are_to_come() throws Exception {
        Finding tables = finding(good(), "tables");
        assertTrue(tables.text().matches("none yet; \\d+ changes come at the next start"), tables.text());
        try (Connection connection = DriverManager.getConnection(url, "sa", "");
                var schemas = connection
                        .createStatement()
                        .executeQuery("select 1 from information_schema.schemata where schema_name = 'DOORWARD'")) {
            assertFalse(schemas.next());
        }
    }

    @Test
    void tables_that_somebody_changed_the_scripts_of_are_found() throws Exception {
        good().build().close();
        try (Connection connection = DriverManager.getConnection(url, "sa", "")) {
            connection
                    .createStatement()
                    .execute("update doorward.auth_schema_history set \"checksum\" = 1 where \"version\" = '1'");
        }
        Finding database = finding(good(), "database");
        assertEquals(Grade.FAILING, database.grade());
        assertTrue(database.text().contains("not as a version of Doorward left them"), database.text());
    }

    @Test
    void clocks_that_disagree_are_found() {
        assertEquals(Grade.FAIR, clock(Duration.ofSeconds(10)));
        assertEquals(Grade.FAILING, clock(Duration.ofMinutes(-5)));
    }

    @Test
    void a_report_that_goes_on_after_the_clocks_were_compared_is_no_clock_that_is_off() {
        TestClock clock = new TestClock(Instant.now());
        AtomicBoolean compared = new AtomicBoolean();
        try (SqlTap tap = new SqlTap(new DatabaseSettings(url, "sa", "", "doorward"))) {
            tap.watch(new SqlTap.Watcher() {
                @Override
                public void before(String what) {
                    compared.compareAndSet(false, what.contains("current_timestamp"));
                    if (compared.get() && what.equals(SqlTap.CLOSE)) {
                        clock.turn(Duration.ofSeconds(10));
                    }
                }
            });
            DoorwardBuilder builder = good().database(tap.dataSource()).clock(clock);
            assertEquals(Grade.GOOD, finding(builder, "clock").grade());
            assertTrue(compared.get());
        }
    }

    private Grade clock(Duration off) {
        return finding(good().clock(Clock.offset(Clock.systemUTC(), off)), "clock")
                .grade();
    }

    @Test
    void a_mail_server_that_is_away_is_found_and_one_that_is_missing_too() {
        NamedSettings away = NamedSettings.of(Map.of(
                "DOORWARD_SMTP_URL", "smtp://shop:hunter2@127.0.0.1:1", "DOORWARD_MAIL_FROM", "shop@app.example"));
        Finding mail = finding(good().from(away), "mail");
        assertEquals(Grade.FAILING, mail.grade());
        assertFalse(mail.toString().contains("hunter2"), mail.toString());
        Finding none = finding(
                Doorward.builder()
                        .emailVerification(EmailVerification.OPTIONAL)
                        .baseUrl("https://app.example")
                        .database(url, "sa", ""),
                "mail");
        assertEquals(Grade.FAIR, none.grade());
    }

    @Test
    void a_mail_server_that_cannot_be_read_is_said_once() {
        List<String> subjects = Doorward.builder()
                .baseUrl("https://app.example")
                .from(Map.of("DOORWARD_SMTP_URL", "mail.example", "DOORWARD_MAIL_FROM", "shop@app.example"))
                .keys(KeyRing.readOrCreate(keysFile()))
                .database(url, "sa", "")
                .examine()
                .stream()
                .filter(finding ->
                        finding.grade() == Grade.FAILING || finding.subject().equals("mail"))
                .map(Finding::subject)
                .filter(subject -> !List.of("hashing", "memory").contains(subject))
                .toList();
        assertEquals(List.of("settings"), subjects);
    }

    @Test
    void the_cost_of_a_hash_is_measured_with_what_would_fit() {
        Finding hashing = finding(good(), "hashing");
        assertTrue(
                hashing.text()
                        .matches("a hash takes \\d+ ms with 19 MiB, 2 passes; "
                                + "(250 ms would fit new Argon2Parameters\\(\\d+, \\d+, 1\\)|nothing .*)"),
                hashing.text());
        assertNotNull(finding(good(), "memory"));
    }
}
