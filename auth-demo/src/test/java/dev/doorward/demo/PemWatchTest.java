package dev.doorward.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.doorward.auth.testing.TestClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The certificate's files while somebody changes them under the running server. */
@DisabledOnOs(OS.WINDOWS)
class PemWatchTest {
    private static final KeyPair FIRST_KEY = pair();
    private static final KeyPair SECOND_KEY = pair();

    @TempDir
    Path directory;

    private Authority authority;
    private Path fullchain;
    private Path privkey;
    private final List<TlsIdentity> served = new ArrayList<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(PemWatch.class);
    private PemWatch watch;
    private final Instant now = Instant.now();
    private final TestClock clock = new TestClock(now);

    private static KeyPair pair() {
        try {
            return Authority.pair("EC", 256);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void begin() throws Exception {
        authority = new Authority();
        authority.issue(directory, FIRST_KEY, "app.example");
        fullchain = directory.resolve("fullchain.pem");
        privkey = directory.resolve("privkey.pem");
        watch();
        log.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(log);
    }

    @AfterEach
    void end() {
        logger.detachAppender(log);
        logger.setLevel(null);
    }

    private void watch() throws Exception {
        var files = new CertificateSource.PemFiles(fullchain, privkey, "app.example", false);
        watch = new PemWatch(files, clock, served::add);
    }

    private void look(int times) {
        for (int i = 0; i < times; i++) {
            watch.run();
        }
    }

    private void assertServed(X509Certificate... certificates) {
        assertEquals(
                List.of(certificates),
                served.stream().map(TlsIdentity::certificate).toList());
    }

    private void assertKeptOut(String reason) {
        assertServed();
        assertEquals(1, log.list.size(), log.list.toString());
        assertEquals(Level.ERROR, log.list.get(0).getLevel());
        String line = log.list.get(0).getFormattedMessage();
        assertTrue(line.contains("was changed and is not taken; the previous one is still served"), line);
        assertTrue(line.contains(reason), line);
        assertTrue(line.contains(directory.toString()), line);
    }

    private X509Certificate renewed(Path where) throws Exception {
        authority.issue(where, SECOND_KEY, "app.example");
        return Pem.certificates(where.resolve("fullchain.pem")).get(0);
    }

    @Test
    void files_that_nobody_touches_are_served_as_they_were() {
        look(5);
        assertServed();
        assertTrue(log.list.isEmpty());
    }

    @Test
    void a_renewed_pair_is_served_at_the_second_look_which_is_within_ten_seconds() throws Exception {
        X509Certificate renewed = renewed(directory);
        look(1);
        assertServed();
        look(3);
        assertServed(renewed);
        assertTrue(3 * Certificates.LOOK_SECONDS < 10);
    }

    @Test
    void a_pair_renewed_with_the_same_size_and_time_is_seen() throws Exception {
        FileTime time = Files.getLastModifiedTime(fullchain);
        X509Certificate renewed = renewed(directory);
        Files.setLastModifiedTime(fullchain, time);
        Files.setLastModifiedTime(privkey, time);
        look(2);
        assertServed(renewed);
    }

    @Test
    void links_turned_round_as_certbot_does_are_followed() throws Exception {
        Path archive = directory.resolve("archive");
        Files.createDirectories(archive.resolve("1"));
        for (Path file : List.of(fullchain, privkey)) {
            Files.move(file, archive.resolve("1").resolve(file.getFileName()));
            Files.createSymbolicLink(file, Path.of("archive/1").resolve(file.getFileName()));
        }
        watch();
        X509Certificate renewed = renewed(archive.resolve("2"));
        for (Path file : List.of(privkey, fullchain)) {
            Path link = directory.resolve("link");
            Files.createSymbolicLink(link, Path.of("archive/2").resolve(file.getFileName()));
            Files.move(link, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            look(1);
        }
        look(1);
        assertServed(renewed);
        assertTrue(log.list.isEmpty(), "between the two links nothing is wrong");
    }

    @Test
    void half_written_files_are_not_judged_while_they_grow() throws Exception {
        Path elsewhere = directory.resolve("elsewhere");
        X509Certificate renewed = renewed(elsewhere);
        String whole = Files.readString(elsewhere.resolve("fullchain.pem"));
        for (int length = 0; length < whole.length(); length += 100) {
            Files.writeString(fullchain, whole.substring(0, length));
            look(1);
        }
        Files.writeString(fullchain, whole);
        look(1);
        Files.copy(elsewhere.resolve("privkey.pem"), privkey, StandardCopyOption.REPLACE_EXISTING);
        look(2);
        assertServed(renewed);
        assertTrue(log.list.isEmpty(), log.list.toString());
    }

    @Test
    void a_chain_that_stays_half_written_is_kept_out() throws Exception {
        Path elsewhere = directory.resolve("elsewhere");
        renewed(elsewhere);
        String whole = Files.readString(elsewhere.resolve("fullchain.pem"));
        Files.writeString(fullchain, whole.substring(0, whole.length() - 100));
        Files.copy(elsewhere.resolve("privkey.pem"), privkey, StandardCopyOption.REPLACE_EXISTING);
        look(4);
        assertKeptOut("it ends in the middle");
    }

    @Test
    void a_new_certificate_beside_the_old_key_is_kept_out_and_told_once() throws Exception {
        String oldKey = Files.readString(privkey);
        renewed(directory);
        Files.writeString(privkey, oldKey);
        look(10);
        assertKeptOut("it is not the certificate's key");
    }

    @Test
    void a_certificate_for_another_name_is_kept_out() throws Exception {
        authority.issue(directory, SECOND_KEY, "evil.example");
        look(3);
        assertKeptOut("not for the host of the base URL, app.example");
    }

    @Test
    void an_expired_certificate_is_kept_out() throws Exception {
        authority.issue(directory, SECOND_KEY, now.minus(Duration.ofDays(91)), Duration.ofDays(90), "app.example");
        look(3);
        assertKeptOut("it expired at ");
    }

    @Test
    void a_certificate_of_the_future_is_kept_out_until_its_time_has_come() throws Exception {
        Instant tomorrow = now.plus(Duration.ofDays(1));
        authority.issue(directory, SECOND_KEY, tomorrow, Duration.ofDays(90), "app.example");
        look(3);
        assertKeptOut("it is not valid before ");
        clock.turn(Duration.ofDays(2));
        look(1);
        assertServed(Pem.certificates(fullchain).get(0));
    }

    @Test
    void a_certificate_that_the_demo_made_for_itself_is_kept_out() throws Exception {
        TlsIdentity made = AdHocCertificate.keptIn(
                Files.createDirectory(directory.resolve("own")), Clock.systemUTC(), new SecureRandom());
        Files.writeString(fullchain, Pem.write(made));
        look(3);
        assertKeptOut("made for itself");
    }

    @Test
    void a_key_that_every_user_may_read_is_kept_out_until_they_may_not() throws Exception {
        X509Certificate renewed = renewed(directory);
        Files.setPosixFilePermissions(privkey, PosixFilePermissions.fromString("rw-r--r--"));
        look(3);
        assertKeptOut("every user of this machine may read it");
        Files.setPosixFilePermissions(privkey, PosixFilePermissions.fromString("rw-------"));
        look(1);
        assertServed(renewed);
    }

    @Test
    void a_file_that_went_away_is_told_once_and_taken_up_again_when_it_is_back() throws Exception {
        Files.delete(fullchain);
        look(5);
        assertKeptOut("it cannot be read");
        X509Certificate renewed = renewed(directory);
        look(2);
        assertServed(renewed);
    }

    @Test
    void what_is_compared_shows_no_key() throws Exception {
        var files = new CertificateSource.PemFiles(privkey, privkey, "app.example", false);
        String shown = files.content().orElseThrow().toString();
        assertFalse(shown.contains("PRIVATE"), shown);
    }

    @Test
    void files_put_back_as_they_were_change_nothing() throws Exception {
        String before = Files.readString(fullchain);
        Files.writeString(fullchain, "nonsense");
        look(2);
        Files.writeString(fullchain, before);
        look(3);
        assertServed();
        assertEquals(1, log.list.size());
    }
}
