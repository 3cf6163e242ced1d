package dev.doorward.auth;

import static dev.doorward.auth.fixture.Node.PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.account.EmailVerification;
import dev.doorward.auth.account.Registration;
import dev.doorward.auth.account.RegistrationResult;
import dev.doorward.auth.account.ResetResult;
import dev.doorward.auth.account.VerifyResult;
import dev.doorward.auth.fixture.Node;
import dev.doorward.auth.jwt.JwtClaims;
import dev.doorward.auth.jwt.JwtIssuer;
import dev.doorward.auth.jwt.JwtVerifier;
import dev.doorward.auth.login.LoginResult;
import dev.doorward.auth.secret.CookieSigner;
import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.secret.KeyRingException;
import dev.doorward.auth.secret.KeyRotation;
import dev.doorward.auth.session.IssuedSession;
import dev.doorward.auth.store.BothDatabases;
import dev.doorward.auth.store.TestDatabase;
import dev.doorward.auth.testing.TestClock;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Keys change while two nodes are at work. */
class RotationTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String ISSUER = "https://localhost";

    @TempDir
    Path directory;

    private final TestClock clock = new TestClock(Instant.parse("2026-11-20T12:00:00Z"));
    private Path file;
    private KeyRing ring;
    private KeyRing otherRing;
    private KeyRotation rotation;
    private Node node;
    private Node other;

    @BeforeEach
    void startTwoNodes(TestDatabase database) {
        file = directory.resolve("keys.json");
        ring = KeyRing.readOrCreate(file, RANDOM, clock);
        otherRing = KeyRing.readOrCreate(file, RANDOM, clock);
        rotation = new KeyRotation(file, RANDOM, clock);
        node = Node.on(database, builder -> builder.keys(ring).clock(clock));
        other = Node.on(database, builder -> builder.keys(otherRing).clock(clock));
    }

    @AfterEach
    void stop() {
        other.close();
        node.close();
    }

    @BothDatabases
    void nobody_who_polls_is_refused_while_keys_rotate_and_what_was_signed_before_is_believed() throws Exception {
        IssuedSession ada = node.loggedIn("ada");
        String cookie = new CookieSigner(ring, "test").sign("kept by a browser");
        JwtIssuer issuer = new JwtIssuer(ring, ISSUER, clock, RANDOM);
        JwtVerifier verifier = new JwtVerifier(otherRing, ISSUER, clock);
        JwtClaims claims =
                new JwtClaims("test+jwt", "test", "ada", "1", clock.instant().plus(Duration.ofDays(7)));
        String token = issuer.issue(claims);
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService clients = Executors.newFixedThreadPool(2);
        try {
            List<Future<Integer>> polls = List.of(
                    clients.submit(() -> poll(node, otherRing, ada, stop)),
                    clients.submit(() -> poll(other, ring, ada, stop)));
            for (int i = 0; i < 3; i++) {
                rotation.rotate();
                // One node is told by its housekeeping, the other one by what the first makes.
                ring.refresh();
                for (int minutes = 0; minutes < 11; minutes++) {
                    clock.turn(Duration.ofMinutes(1));
                    assertTrue(node.isIn(ada) && other.isIn(ada));
                }
            }
            stop.set(true);
            for (Future<Integer> poll : polls) {
                assertTrue(poll.get() > 0);
            }
        } finally {
            stop.set(true);
            clients.shutdown();
        }
        assertTrue(verifier.verify(issuer.issue(claims), "test+jwt", "test").isPresent());
        assertTrue(verifier.verify(token, "test+jwt", "test").isPresent());
        assertEquals(4, ring.current());
        assertEquals(4, otherRing.current());
        assertTrue(new CookieSigner(otherRing, "test").open(cookie).isPresent());
        assertTrue(other.letsIn("ada", PASSWORD));
    }

    /** What this node signs the other one must believe at once. */
    private int poll(Node asked, KeyRing elsewhere, IssuedSession session, AtomicBoolean stop) {
        JwtIssuer issuer = new JwtIssuer(asked.doorward().keys(), ISSUER, clock, RANDOM);
        JwtVerifier verifier = new JwtVerifier(elsewhere, ISSUER, clock);
        int requests = 0;
        while (!stop.get()) {
            assertTrue(asked.isIn(session));
            Instant tomorrow = clock.instant().plus(Duration.ofDays(1));
            String token = issuer.issue(new JwtClaims("test+jwt", "test", "ada", "1", tomorrow));
            assertTrue(verifier.verify(token, "test+jwt", "test").isPresent());
            requests++;
        }
        return requests;
    }

    @BothDatabases
    void a_password_is_sealed_anew_without_its_owner() {
        for (int i = 0; i < 5; i++) {
            node.registered("user-" + i);
        }
        rotate();
        Resealing resealing = new Resealing(ring, node.doorward().sealedRows(), clock);
        resealing.run();
        assertEquals(0, under("passwords", 1));
        assertEquals(5, under("passwords", 2));
        for (int i = 0; i < 5; i++) {
            assertTrue(node.letsIn("user-" + i, PASSWORD));
        }
    }

    @BothDatabases
    void more_rows_than_one_batch_holds_are_sealed_anew_and_no_more_than_asked_for() {
        String[] names = {"ada", "bob", "cyd", "dan", "eve", "fay", "gus"};
        for (String name : names) {
            node.registered(name);
        }
        rotate();
        assertEquals(3, node.doorward().sealedRows().get(0).reseal(3));
        assertEquals(4, under("passwords", 1));
        assertEquals(4, node.doorward().sealedRows().get(0).reseal(100));
        assertEquals(0, under("passwords", 1));
    }

    @BothDatabases
    void a_row_that_was_tampered_with_is_neither_mended_nor_in_the_way() {
        node.registered("ada");
        node.registered("bob");
        node.byHand(
                "update {s}auth_password set sealed = ? where account_id ="
                        + " (select id from {s}auth_account where username = 'ada')",
                new byte[60]);
        rotate();
        assertEquals(1, node.doorward().sealedRows().get(0).reseal(100));
        assertEquals(1, under("passwords", 1));
        assertTrue(node.letsIn("bob", PASSWORD));
        assertFalse(node.letsIn("ada", PASSWORD));
    }

    /** Anybody can register: whoever knows a key that leaked must not be able to keep it in use that way. */
    @BothDatabases
    void registrations_of_strangers_do_not_hold_a_key_and_survive_its_rotation(TestDatabase database) {
        try (Node strict = Node.on(
                database, builder -> builder.keys(ring).clock(clock).emailVerification(EmailVerification.REQUIRED))) {
            RegistrationResult ada = register(strict, "ada");
            register(strict, "eve");
            register(strict, "mallory");
            strict.byHand("update {s}auth_pending_registration set sealed = ? where username = 'eve'", new byte[60]);
            String token = strict.mailedToken("ada@example.com");
            rotate();
            strict.doorward().sealedRows().forEach(rows -> rows.reseal(100));
            assertEquals(1, under("pending registrations", 1));
            assertEquals(2, under("pending registrations", 2));

            String cookie = ((RegistrationResult.VerificationSent) ada).cookie();
            assertInstanceOf(
                    VerifyResult.Verified.class, strict.recovery().verifyEmail(token, cookie, null, Node.CLIENT, null));
            assertTrue(strict.letsIn("ada", PASSWORD));

            strict.byHand("delete from {s}auth_pending_registration where username = 'eve'");
            strict.byHand("delete from {s}auth_session");
            clock.turn(Duration.ofMinutes(10));
            remove(1);
            assertEquals(Set.of(2), KeyRing.readOrCreate(file, RANDOM, clock).numbers());
        }
    }

    private static RegistrationResult register(Node node, String username) {
        return node.accounts().register(Registration.of(username, username + "@example.com", PASSWORD, Node.CLIENT));
    }

    @BothDatabases
    void a_key_that_sessions_and_remembered_logins_need_is_not_removed_until_they_have_ended() {
        node.registered("ada");
        IssuedSession ada = node.logIn("ada", true);
        rotate();
        clock.turn(Duration.ofMinutes(10));
        KeyRingException e = assertThrows(KeyRingException.class, () -> remove(1));
        assertTrue(e.getMessage().contains("Key 1 is still needed by 1 passwords, "), e.getMessage());
        node.doorward().sealedRows().forEach(rows -> rows.reseal(100));
        e = assertThrows(KeyRingException.class, () -> remove(1));
        assertTrue(
                e.getMessage().contains("needed by 1 known browsers, 1 sessions, 1 remembered logins."),
                e.getMessage());
        assertTrue(node.isIn(ada));
        node.sessions().logOut(ada.session(), Node.CLIENT);
        e = assertThrows(KeyRingException.class, () -> remove(1));
        assertTrue(e.getMessage().contains("needed by 1 known browsers."), e.getMessage());
        // A browser that has not logged in for a month is given up for it.
        clock.turn(Duration.ofDays(30));
        node.doorward().sealedRows().forEach(rows -> rows.reseal(100));
        remove(1);
        ring.refresh();
        assertEquals(Set.of(2), ring.numbers());
        assertTrue(node.letsIn("ada", PASSWORD));
    }

    @BothDatabases
    void what_is_kept_of_a_replaced_token_does_not_hold_a_key_after_its_grace() {
        node.registered("ada");
        IssuedSession ada = node.logIn("ada", true);
        rotate();
        IssuedSession resumed = Node.issued(node.remember(ada));
        assertEquals(1, under("remembered logins", 1));
        node.doorward().sealedRows().forEach(rows -> rows.reseal(100));
        assertEquals(1, under("remembered logins", 1));
        // Within its grace the replaced token is still answered.
        assertInstanceOf(LoginResult.LoggedIn.class, node.remember(ada));
        clock.turn(Duration.ofSeconds(31));
        node.doorward().sealedRows().forEach(rows -> rows.reseal(100));
        assertEquals(0, under("remembered logins", 1));
        assertTrue(node.isIn(resumed));
        // And the replaced token is still known for what it is: a copy.
        assertInstanceOf(LoginResult.Refused.class, node.remember(ada));
        assertFalse(node.isIn(resumed));
    }

    @BothDatabases
    void a_link_mailed_before_a_rotation_still_works_and_once() {
        node.registered("ada");
        node.doorward().recovery().forgotPassword("ada@example.com", Node.CLIENT);
        String ticket = node.mailedToken("ada@example.com");
        rotate();
        assertEquals(2, ring.current());
        assertInstanceOf(
                ResetResult.Reset.class,
                other.doorward().recovery().resetPassword(ticket, Node.OTHER_PASSWORD, Node.CLIENT));
        assertInstanceOf(
                ResetResult.Refused.class,
                node.doorward().recovery().resetPassword(ticket, Node.OTHER_PASSWORD, Node.CLIENT));
        assertTrue(node.letsIn("ada", Node.OTHER_PASSWORD));
    }

    /** Rows that are not counted would be lost with the key that is removed. */
    @BothDatabases
    void every_table_that_names_keys_is_counted_before_one_is_removed(TestDatabase database) throws Exception {
        Set<String> tables = new TreeSet<>();
        try (Connection connection = DriverManager.getConnection(
                        database.settings().url(),
                        database.settings().user(),
                        database.settings().password());
                ResultSet column = connection.getMetaData().getColumns(null, null, null, null)) {
            while (column.next()) {
                String name = column.getString("COLUMN_NAME").toLowerCase(Locale.ROOT);
                if (name.endsWith("key_number")) {
                    tables.add(column.getString("TABLE_NAME").toLowerCase(Locale.ROOT));
                }
            }
        }
        assertEquals(
                Set.of(
                        "auth_password",
                        "auth_mail_outbox",
                        "auth_pending_registration",
                        "auth_login_link",
                        "auth_device",
                        "auth_session",
                        "auth_remembered"),
                tables,
                "another one needs its SealedRows in Doorward");
        assertEquals(tables.size(), node.doorward().sealedRows().size());
    }

    private void rotate() {
        rotation.rotate();
        ring.refresh();
        clock.turn(Duration.ofMinutes(10));
    }

    private void remove(int number) {
        rotation.remove(number, node.doorward().sealedRows());
    }

    private long under(String name, int keyNumber) {
        return node.doorward().sealedRows().stream()
                .filter(rows -> rows.name().equals(name))
                .findFirst()
                .orElseThrow()
                .under(keyNumber);
    }
}
