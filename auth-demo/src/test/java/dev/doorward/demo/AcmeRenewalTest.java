package dev.doorward.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.doorward.auth.testing.TestClock;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** When a certificate authority is asked for a certificate, and above all when it is not. */
@DisabledOnOs(OS.WINDOWS)
class AcmeRenewalTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final String HOST = "app.example";
    private static final URI SERVER = URI.create("https://acme.example/directory");

    @TempDir
    Path directory;

    private final TestClock clock = new TestClock(NOW);
    private final List<TlsIdentity> served = new ArrayList<>();
    private final List<Instant> asked = new ArrayList<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(AcmeRenewal.class);
    private Authority authority;
    private CertificateAuthority issuer;
    private AcmeFiles files;
    private AcmeRenewal renewal;

    @BeforeEach
    void begin() throws Exception {
        authority = new Authority();
        issuer = this::issued;
        files = new AcmeFiles(directory, SERVER);
        files.make();
        start();
        log.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(log);
    }

    @AfterEach
    void end() {
        logger.detachAppender(log);
        logger.setLevel(null);
    }

    private TlsIdentity issued(String host) throws IOException {
        try {
            return authority.identity(clock.instant(), Duration.ofDays(90), host);
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private static TlsIdentity refused(Instant notBefore) throws CertificateAuthority.NotIssued {
        throw new CertificateAuthority.NotIssued("too many certificates already issued", notBefore);
    }

    /** As the server does at its start, with whatever it kept before. */
    private void start() {
        CertificateAuthority counted = host -> {
            asked.add(clock.instant());
            return issuer.issue(host);
        };
        TlsIdentity kept;
        try {
            kept = files.identity(HOST).orElse(null);
        } catch (PemException e) {
            kept = null;
        }
        renewal = new AcmeRenewal(counted, files, kept, HOST, clock, served::add);
    }

    private List<String> lines() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private void runFor(Duration duration) {
        Instant end = clock.instant().plus(duration);
        while (clock.instant().isBefore(end)) {
            renewal.run();
            clock.turn(Duration.ofMinutes(1));
        }
    }

    @Test
    void the_first_certificate_is_kept_for_its_owner_alone_and_served_again_after_a_restart() throws Exception {
        renewal.run();
        assertEquals(1, served.size());
        try (Stream<Path> kept = Files.walk(directory.resolve("acme"))) {
            for (Path path : kept.toList()) {
                String expected = Files.isDirectory(path) ? "rwx------" : "rw-------";
                assertEquals(
                        expected, PosixFilePermissions.toString(Files.getPosixFilePermissions(path)), path.toString());
            }
        }
        TlsIdentity kept = files.identity(HOST).orElseThrow();
        assertEquals(served.get(0).chain(), kept.chain());
        assertEquals(served.get(0).key(), kept.key());
        start();
        runFor(Duration.ofHours(2));
        assertEquals(1, asked.size());
    }

    @Test
    void it_is_renewed_when_two_thirds_of_its_lifetime_are_over() {
        renewal.run();
        clock.turn(Duration.ofDays(60).minusMinutes(1));
        runFor(Duration.ofHours(1));
        assertEquals(List.of(NOW, NOW.plus(Duration.ofDays(60)).plus(Duration.ofMinutes(1))), asked);
        assertEquals(2, served.size());
        assertFalse(served.get(0).key().equals(served.get(1).key()), "with a key of its own");
    }

    @Test
    void a_certificate_that_lives_a_day_is_renewed_in_time() {
        issuer = host -> {
            try {
                return authority.identity(clock.instant(), Duration.ofDays(1), host);
            } catch (Exception e) {
                throw new IOException(e);
            }
        };
        runFor(Duration.ofDays(3));
        assertEquals(5, asked.size(), asked.toString());
    }

    @Test
    void an_authority_that_is_away_is_asked_less_and_less_often() {
        issuer = host -> refused(null);
        runFor(Duration.ofHours(1));
        assertEquals(4, asked.size(), "Let's Encrypt takes five failures in an hour");
        runFor(Duration.ofHours(23));
        assertEquals(9, asked.size(), asked.toString());
        runFor(Duration.ofDays(10));
        assertTrue(asked.size() <= 9 + 20, asked.toString());
    }

    @Test
    void the_certificate_of_before_is_served_while_none_is_issued() throws Exception {
        renewal.run();
        issuer = host -> refused(null);
        clock.turn(Duration.ofDays(60));
        runFor(Duration.ofDays(1));
        assertTrue(asked.size() > 1);
        assertEquals(1, served.size());
        start();
        assertTrue(files.identity(HOST).isPresent());
    }

    @Test
    void a_server_restarted_again_and_again_asks_no_more_often() {
        issuer = host -> refused(null);
        for (int i = 0; i < 60; i++) {
            start();
            renewal.run();
            clock.turn(Duration.ofMinutes(1));
        }
        assertEquals(4, asked.size(), asked.toString());
    }

    @Test
    void one_killed_in_the_middle_of_an_order_has_asked_too() {
        issuer = host -> {
            throw new AssertionError("killed");
        };
        for (int i = 0; i < 4; i++) {
            start();
            try {
                renewal.run();
            } catch (AssertionError e) {
                // as far as it got
            }
        }
        assertEquals(1, asked.size());
    }

    @Test
    void whom_the_authority_tells_when_to_come_back_does_not_come_before() {
        issuer = host -> refused(NOW.plus(Duration.ofHours(30)));
        runFor(Duration.ofHours(29));
        assertEquals(1, asked.size());
        start();
        issuer = this::issued;
        runFor(Duration.ofHours(2));
        assertEquals(2, asked.size());
        assertEquals(1, served.size());
    }

    @Test
    void no_authority_makes_it_wait_for_longer_than_a_week() {
        issuer = host -> refused(Instant.parse("9999-12-31T00:00:00Z"));
        renewal.run();
        clock.turn(Duration.ofDays(7));
        renewal.run();
        assertEquals(2, asked.size());
    }

    @Test
    void a_wait_noted_while_the_clock_was_wrong_is_not_kept() throws Exception {
        files.keep(new AcmeFiles.NextAttempt(NOW.plus(Duration.ofDays(3650)), 3));
        start();
        renewal.run();
        assertEquals(1, served.size());
    }

    @Test
    void a_clock_that_is_ahead_does_not_order_one_certificate_after_the_other() {
        issuer = host -> {
            try {
                return authority.identity(NOW.minus(Duration.ofDays(365)), Duration.ofDays(90), host);
            } catch (Exception e) {
                throw new IOException(e);
            }
        };
        runFor(Duration.ofDays(2));
        assertEquals(1, asked.size());
    }

    @Test
    void where_nothing_can_be_written_nothing_is_ordered() throws Exception {
        Path blocked = files.nextAttemptFile();
        Files.createDirectories(blocked.resolve("in-the-way")); // as root, tests may write where others may not
        runFor(Duration.ofHours(5));
        assertEquals(0, asked.size());
        Files.delete(blocked.resolve("in-the-way"));
        Files.delete(blocked);
        start();
        renewal.run();
        assertEquals(1, served.size());
    }

    @Test
    void a_note_removed_by_an_operator_lets_it_ask_at_once() throws Exception {
        issuer = host -> refused(NOW.plus(Duration.ofDays(5)));
        renewal.run();
        Files.delete(files.nextAttemptFile());
        issuer = this::issued;
        start();
        renewal.run();
        assertEquals(1, served.size());
    }

    @Test
    void a_certificate_issued_for_another_host_is_neither_served_nor_kept() throws Exception {
        issuer = host -> issued("evil.example");
        renewal.run();
        assertEquals(0, served.size());
        assertTrue(files.identity(HOST).isEmpty());
        assertTrue(files.identity("evil.example").isEmpty());
    }

    @Test
    void neither_another_hosts_certificate_nor_a_staging_servers_is_taken_for_ours() throws Exception {
        renewal.run();
        assertTrue(files.identity(HOST).isPresent());
        assertThrows(PemException.class, () -> files.identity("other.example"));
        assertTrue(new AcmeFiles(directory, URI.create("https://staging.acme.example/directory"))
                .identity(HOST)
                .isEmpty());
    }

    @Test
    void a_kept_certificate_that_is_damaged_or_whose_key_others_may_read_is_not_taken() throws Exception {
        renewal.run();
        String whole = Files.readString(files.certificateFile());
        for (String damaged : List.of("", "nonsense", whole.substring(0, whole.length() - 40))) {
            Files.writeString(files.certificateFile(), damaged);
            assertThrows(PemException.class, () -> files.identity(HOST));
        }
        Files.writeString(files.certificateFile(), whole);
        assertTrue(files.identity(HOST).isPresent());
        Files.setPosixFilePermissions(files.certificateFile(), PosixFilePermissions.fromString("rw-r--r--"));
        assertThrows(PemException.class, () -> files.identity(HOST));
    }

    @Test
    void instead_of_one_that_cannot_be_served_after_a_restart_another_is_ordered_at_once() throws Exception {
        renewal.run();
        Files.writeString(files.certificateFile(), "nonsense");
        start();
        renewal.run();
        assertEquals(2, served.size());
        assertEquals(served.get(1).chain(), files.identity(HOST).orElseThrow().chain());
    }

    @Test
    void a_file_that_is_damaged_before_each_restart_leads_to_no_order_at_each() throws Exception {
        Instant end = NOW.plus(Duration.ofDays(28));
        while (clock.instant().isBefore(end)) {
            start();
            renewal.run();
            Files.writeString(files.certificateFile(), "nonsense");
            clock.turn(Duration.ofHours(1));
        }
        for (Instant first : asked) {
            long inAWeek = asked.stream()
                    .filter(moment -> !moment.isBefore(first) && moment.isBefore(first.plus(Duration.ofDays(7))))
                    .count();
            assertTrue(inAWeek <= 3, "Let's Encrypt issues five a week: " + asked);
        }
    }

    @Test
    void a_damaged_file_shortens_no_wait_that_the_authority_asked_for() throws Exception {
        renewal.run();
        issuer = host -> refused(clock.instant().plus(Duration.ofHours(30)));
        clock.turn(Duration.ofDays(61));
        renewal.run();
        Files.writeString(files.certificateFile(), "nonsense");
        start();
        runFor(Duration.ofHours(29));
        assertEquals(2, asked.size());
    }

    @Test
    void a_restart_that_has_nothing_to_serve_says_once_when_it_asks_and_how_to_ask_at_once() {
        issuer = host -> refused(NOW.plus(Duration.ofDays(5)));
        renewal.run();
        log.list.clear();
        start();
        runFor(Duration.ofHours(1));
        assertEquals(1, lines().size(), lines().toString());
        String line = lines().get(0);
        assertTrue(line.contains("no certificate for " + HOST), line);
        assertTrue(line.contains(NOW.plus(Duration.ofDays(5)).toString()), line);
        assertTrue(line.contains("remove " + files.nextAttemptFile()), line);
    }

    @Test
    void what_cannot_be_kept_is_served_and_the_log_says_that_it_is_lost_with_a_restart() throws Exception {
        Files.createDirectories(files.certificateFile().resolve("in-the-way"));
        runFor(Duration.ofDays(4));
        assertEquals(1, served.size());
        assertEquals(1, lines().size(), lines().toString());
        String line = lines().get(0);
        assertTrue(line.contains("was issued and is served, but cannot be kept: "), line);
        assertTrue(line.contains("ordered again after a restart"), line);
        assertTrue(line.contains(files.nextAttempt().notBefore().toString()), line);
        assertTrue(line.contains(files.nextAttemptFile().toString()), line);
    }

    @Test
    void what_can_never_be_kept_is_ordered_no_more_often_than_the_authority_issues_it() throws Exception {
        Files.createDirectories(files.certificateFile().resolve("in-the-way"));
        Instant end = NOW.plus(Duration.ofDays(7));
        while (clock.instant().isBefore(end)) {
            start();
            renewal.run();
            clock.turn(Duration.ofHours(1));
        }
        assertEquals(5, asked.size(), "Let's Encrypt issues five a week: " + asked);
    }

    @Test
    void what_is_issued_is_kept_also_where_the_next_attempt_cannot_be_noted() throws Exception {
        issuer = host -> {
            Files.delete(files.nextAttemptFile());
            Files.createDirectories(files.nextAttemptFile().resolve("in-the-way"));
            return issued(host);
        };
        renewal.run();
        assertEquals(1, served.size());
        assertEquals(served.get(0).chain(), files.identity(HOST).orElseThrow().chain());
        assertEquals(1, lines().size(), lines().toString());
        assertTrue(lines().get(0).contains("cannot be noted"), lines().toString());
    }

    @Test
    void a_damaged_note_is_as_good_as_none() throws Exception {
        for (String damaged : List.of("", "tomorrow 3", "2026-11-20T12:00:00Z", "2026-11-20T12:00:00Z many")) {
            Files.writeString(files.nextAttemptFile(), damaged);
            assertEquals(AcmeFiles.NextAttempt.NOW, files.nextAttempt());
        }
    }

    @Test
    void the_name_of_the_server_leads_out_of_no_directory() {
        for (String server :
                List.of("https://acme.example/../../etc", "https://acme.example/%2e%2e/x", "https://a/..")) {
            Path file = new AcmeFiles(directory, URI.create(server)).nextAttemptFile();
            assertEquals(directory.resolve("acme"), file.getParent().getParent().normalize(), server);
        }
    }
}
