package dev.doorward.auth.login;

import static dev.doorward.auth.fixture.Node.CLIENT;
import static dev.doorward.auth.fixture.Node.OTHER_PASSWORD;
import static dev.doorward.auth.fixture.Node.PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.account.Account;
import dev.doorward.auth.account.UndoResult;
import dev.doorward.auth.audit.AuditType;
import dev.doorward.auth.device.Devices;
import dev.doorward.auth.fixture.Node;
import dev.doorward.auth.fixture.Together;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.session.IssuedSession;
import dev.doorward.auth.store.BothDatabases;
import dev.doorward.auth.store.TestDatabase;
import dev.doorward.auth.throttle.Limit;
import dev.doorward.auth.throttle.LimitName;
import dev.doorward.auth.throttle.Limits;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Passwords cannot be guessed, and nobody can keep the owner out by trying. */
final class LoginLimitsTest {
    private static final int ONE_HASH = 64;
    private static final String ADDRESS = "ada@example.com";

    private Node node;
    private SeamLogin seam;
    private Account ada;

    @BeforeEach
    void open(TestDatabase database) {
        node = Node.on(database, builder -> builder.limits(Limits.standard()));
        seam = new SeamLogin(node, Limits.standard());
        ada = node.registered("ada");
    }

    @AfterEach
    void close() {
        seam.close();
        node.close();
    }

    private static Client from(int number) {
        return new Client("198.51.100." + number, "browser");
    }

    private LoginResult attempt(String login, String password, Client client) {
        return seam.login().withPassword(new LoginAttempt(login, password, false, client), null);
    }

    private LoginResult guess(String login) {
        return attempt(login, OTHER_PASSWORD, CLIENT);
    }

    private void spend(String login) {
        for (int i = 0; i < 5; i++) {
            assertEquals(LoginResult.Refused.invalid(), guess(login));
        }
    }

    private static LoginResult.Refused refused(String code, LoginResult result) {
        LoginResult.Refused refused = assertInstanceOf(LoginResult.Refused.class, result);
        assertEquals(code, refused.code());
        return refused;
    }

    private static LoginResult.Refused limited(LoginResult result) {
        return refused(LoginResult.Refused.RATE_LIMITED, result);
    }

    /** The browser in which somebody logged in before. */
    private Client known(Account account, Client client) {
        Devices devices = new Devices(seam.database(), node.doorward().keys(), node.clock(), new SecureRandom());
        return client.withDevice(seam.database()
                .inTransaction(handle -> devices.issue(handle, account.id(), client))
                .cookie());
    }

    private boolean letsIn(String login, Client client) {
        return attempt(login, PASSWORD, client) instanceof LoginResult.LoggedIn;
    }

    private String failures(String subject) {
        return node.rows("auth_failure").stream()
                .filter(row -> row.contains("=login-failures " + subject))
                .map(row -> row.replaceFirst("(?i).* recent=(\\d+) consecutive=(\\d+) .*", "$1 $2"))
                .findFirst()
                .orElse("none");
    }

    /** CVE-2024-4629, CVE-2019-5421. Two nodes, each with threads, queue and connections of its own. */
    @BothDatabases
    void of_64_wrong_passwords_at_once_five_are_looked_at_and_the_owners_browser_logs_in_meanwhile() {
        Client owner = known(ada, CLIENT);
        try (SeamLogin other = new SeamLogin(node, Limits.standard())) {
            seam.hasher().work();
            List<LoginResult> results = Together.run(66, i -> {
                if (i >= 64) {
                    return other.login().withPassword(new LoginAttempt("ada", PASSWORD, false, owner), null);
                }
                return (i % 2 == 0 ? seam : other)
                        .login()
                        .withPassword(new LoginAttempt("ada", OTHER_PASSWORD, false, from(i)), null);
            });
            assertEquals(7 * ONE_HASH, seam.hasher().work() + other.hasher().work());
            assertTrue(results.subList(64, 66).stream().allMatch(LoginResult.LoggedIn.class::isInstance));
            List<LoginResult> guesses = results.subList(0, 64);
            assertEquals(
                    5,
                    guesses.stream()
                            .filter(LoginResult.Refused.invalid()::equals)
                            .count());
            guesses.stream()
                    .filter(result -> !result.equals(LoginResult.Refused.invalid()))
                    .forEach(LoginLimitsTest::limited);
        }
        assertEquals("5 5", failures("account " + ada.id()));
    }

    /** AuthQuake 2024: parallel sessions, each with a budget of its own. */
    @BothDatabases
    void of_64_confirmations_in_sessions_of_their_own_five_are_looked_at() {
        List<IssuedSession> sessions = IntStream.range(0, 8)
                .mapToObj(i -> Node.issued(attempt("ada", PASSWORD, from(i))))
                .toList();
        seam.hasher().work();
        List<ConfirmResult> results = new ArrayList<>(Together.run(
                64, i -> seam.login().confirm(sessions.get(i % 8).session(), OTHER_PASSWORD, from(i))));
        // At once three of an account find a place; the others were not looked at, and may try again.
        for (int i = 0; i < 3; i++) {
            results.add(seam.login().confirm(sessions.get(i).session(), OTHER_PASSWORD, from(i)));
        }
        assertEquals(5 * ONE_HASH, seam.hasher().work());
        assertEquals(
                5, refusals(results, LoginResult.Refused.INVALID_CREDENTIALS).count());
        long busy = refusals(results, LoginResult.Refused.BUSY).count();
        assertEquals(
                67 - 5 - busy,
                refusals(results, LoginResult.Refused.RATE_LIMITED)
                        .filter(refused -> refused.retryAfter().orElseThrow().equals(Duration.ofSeconds(30)))
                        .count());
    }

    private static Stream<ConfirmResult.Refused> refusals(List<ConfirmResult> results, String code) {
        return results.stream()
                .map(ConfirmResult.Refused.class::cast)
                .filter(refused -> refused.code().equals(code));
    }

    /** GHSA-vfph-hjfv-cpv2: whoever began anew had a counter that did. */
    @BothDatabases
    void a_session_of_its_own_for_each_guess_gives_no_more_guesses() {
        for (int i = 0; i < 5; i++) {
            IssuedSession session = Node.issued(attempt("ada", PASSWORD, CLIENT));
            seam.login().confirm(session.session(), OTHER_PASSWORD, CLIENT);
        }
        IssuedSession session = Node.issued(attempt("ada", PASSWORD, CLIENT));
        ConfirmResult.Refused refused = assertInstanceOf(
                ConfirmResult.Refused.class, seam.login().confirm(session.session(), PASSWORD, CLIENT));
        assertEquals(LoginResult.Refused.RATE_LIMITED, refused.code());
    }

    @BothDatabases
    void a_right_password_clears_what_the_sessions_spent() {
        IssuedSession session = Node.issued(attempt("ada", PASSWORD, CLIENT));
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 4; i++) {
                seam.login().confirm(session.session(), OTHER_PASSWORD, CLIENT);
            }
            ConfirmResult result = seam.login().confirm(session.session(), PASSWORD, CLIENT);
            session = assertInstanceOf(ConfirmResult.Confirmed.class, result).issued();
        }
    }

    /** CVE-2020-11052. */
    @BothDatabases
    void the_second_and_third_time_are_like_the_first() {
        for (int cycle = 0; cycle < 3; cycle++) {
            spend("ada");
            assertEquals(
                    Duration.ofSeconds(30), limited(guess("ada")).retryAfter().orElseThrow());
            limited(attempt("ada", PASSWORD, from(1)));
            node.clock().turn(Duration.ofMinutes(15));
        }
        assertTrue(letsIn("ada", CLIENT));
    }

    /** django-allauth 65.8.1. */
    @BothDatabases
    void a_success_of_ones_own_clears_nothing_that_was_spent_on_others() {
        node.registered("mallory");
        spend("ada");
        assertTrue(letsIn("mallory", CLIENT));
        limited(guess("ada"));
        assertEquals("5 5", failures("account " + ada.id()));
    }

    @BothDatabases
    void a_success_clears_the_account_and_the_name_that_was_typed() {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 4; i++) {
                guess("ada");
            }
            assertTrue(letsIn("ada", CLIENT));
            node.clock().turn(Duration.ofMinutes(1));
        }
        assertEquals("none", failures("account " + ada.id()));
    }

    /** django-allauth 2020. */
    @BothDatabases
    void no_spelling_of_a_name_has_a_budget_of_its_own() {
        for (String spelling : List.of("ada", "ADA", " Ada ", "aDa\t", "\tada")) {
            assertEquals(LoginResult.Refused.invalid(), guess(spelling));
        }
        limited(guess("AdA"));
        node.clock().turn(Duration.ofMinutes(15));
        for (String spelling :
                List.of(ADDRESS, "ADA@EXAMPLE.COM", " ada@Example.com", "aDa@EXAMPLE.com\t", "ada@ｅxample.com")) {
            assertEquals(LoginResult.Refused.invalid(), guess(spelling));
        }
        limited(guess("Ada@example.COM"));
    }

    /** The account's budget is one, and nobody is told that the names are one account's. */
    @BothDatabases
    void a_password_is_not_believed_under_one_name_when_the_budget_is_spent_under_the_other() {
        spend("ada");
        seam.hasher().work();
        assertEquals(LoginResult.Refused.invalid(), attempt(ADDRESS, PASSWORD, from(1)));
        assertEquals(ONE_HASH, seam.hasher().work());
        node.clock().turn(Duration.ofSeconds(30));
        assertTrue(letsIn(ADDRESS, from(1)));
    }

    /** Neither by what is answered nor by what is asked of the database. */
    @BothDatabases
    void a_name_that_nobody_has_is_limited_like_one_that_somebody_has() {
        for (int i = 0; i < 7; i++) {
            Client client = from(i);
            seam.login().withPassword(new LoginAttempt("", "", false, client), null);
            LoginResult[] results = new LoginResult[2];
            List<String> nobodys = node.tap().recorded(() -> results[0] = attempt("nobody", OTHER_PASSWORD, client));
            assertEquals(nobodys, node.tap().recorded(() -> results[1] = attempt("ada", OTHER_PASSWORD, client)));
            assertEquals(results[0], results[1]);
        }
        limited(guess("nobody"));
    }

    @BothDatabases
    void a_spent_budget_under_another_name_asks_the_database_the_same() {
        spend("ada");
        guess("nobody");
        List<String> nobodys = node.tap().recorded(() -> attempt("nobody@example.com", OTHER_PASSWORD, CLIENT));
        assertEquals(nobodys, node.tap().recorded(() -> attempt(ADDRESS, PASSWORD, CLIENT)));
    }

    @BothDatabases
    void a_network_has_thirty_tries_a_minute_for_all_names_together() {
        for (int i = 0; i < 30; i++) {
            assertEquals(LoginResult.Refused.invalid(), guess("nobody" + i));
        }
        seam.hasher().work();
        assertEquals(
                2,
                limited(attempt("ada", PASSWORD, CLIENT))
                        .retryAfter()
                        .orElseThrow()
                        .toSeconds());
        assertEquals(0, seam.hasher().work());
        assertTrue(letsIn("ada", from(1)));
        assertTrue(letsIn("ada", known(ada, CLIENT)));
    }

    /** A subscriber is given a /64 and walks through it. */
    @BothDatabases
    void addresses_of_one_ipv6_subscriber_share_a_budget() {
        for (int i = 0; i < 30; i++) {
            Client client = new Client("2001:db8:0:1::" + Integer.toHexString(i), "browser " + i);
            assertEquals(LoginResult.Refused.invalid(), attempt("nobody" + i, OTHER_PASSWORD, client));
        }
        limited(attempt("nobody", OTHER_PASSWORD, new Client("2001:db8:0:1:ffff::1", "browser")));
        assertEquals(
                LoginResult.Refused.invalid(),
                attempt("nobody", OTHER_PASSWORD, new Client("2001:db8:0:2::1", "browser")));
    }

    @BothDatabases
    void nothing_that_strangers_spend_keeps_a_known_browser_out() {
        Client owner = known(ada, CLIENT);
        spend("ada");
        spend(ADDRESS);
        for (int i = 0; i < 30; i++) {
            guess("nobody" + i);
        }
        limited(guess("ada"));
        assertTrue(letsIn("ada", owner));
        limited(guess("ada"));
        assertEquals("5 5", failures("account " + ada.id()));
    }

    @BothDatabases
    void a_known_browser_has_ten_wrong_passwords_and_is_a_stranger_then() {
        Client thief = known(ada, CLIENT);
        for (int i = 0; i < 10; i++) {
            assertEquals(LoginResult.Refused.invalid(), attempt("ada", OTHER_PASSWORD, thief));
        }
        assertEquals("none", failures("account " + ada.id()));
        for (int i = 0; i < 5; i++) {
            assertEquals(LoginResult.Refused.invalid(), attempt("ada", OTHER_PASSWORD, thief));
        }
        limited(attempt("ada", PASSWORD, thief));
    }

    /** A right password gives the ten wrong ones back, so by them alone it would be free. */
    @BothDatabases
    void a_known_browser_has_thirty_right_passwords_a_minute() {
        Client mallory = known(ada, CLIENT);
        for (int i = 0; i < 30; i++) {
            assertTrue(letsIn("ada", mallory));
        }
        seam.hasher().work();
        LoginResult.Refused refused = limited(attempt("ada", PASSWORD, mallory));
        assertEquals(2, refused.retryAfter().orElseThrow().toSeconds());
        assertEquals(0, seam.hasher().work());
        node.clock().turn(Duration.ofSeconds(2));
        assertTrue(letsIn("ada", mallory));
    }

    /** Neither by right passwords in a browser of theirs, nor by wrong ones in a copy of another, nor in a session. */
    @BothDatabases
    void what_one_known_browser_spends_keeps_no_other_out() {
        IssuedSession session = Node.issued(attempt("ada", PASSWORD, CLIENT));
        Client thief = known(ada, CLIENT);
        Client owner = known(ada, CLIENT);
        for (int i = 0; i < 31; i++) {
            attempt("ada", PASSWORD, thief);
        }
        limited(attempt("ada", PASSWORD, thief));
        assertTrue(letsIn("ada", owner));
        assertInstanceOf(ConfirmResult.Confirmed.class, seam.login().confirm(session.session(), PASSWORD, CLIENT));
    }

    @BothDatabases
    void a_refused_attempt_of_a_known_browser_takes_none_of_its_wrong_passwords() {
        Client owner = known(ada, CLIENT);
        for (int i = 0; i < 30; i++) {
            assertTrue(letsIn("ada", owner));
        }
        for (int i = 0; i < 20; i++) {
            limited(attempt("ada", OTHER_PASSWORD, owner));
        }
        node.clock().turn(Duration.ofSeconds(2));
        assertTrue(letsIn("ada", owner));
    }

    @BothDatabases
    void the_sessions_of_an_account_have_thirty_right_confirmations_a_minute() {
        IssuedSession session = Node.issued(attempt("ada", PASSWORD, CLIENT));
        for (int i = 0; i < 30; i++) {
            ConfirmResult result = seam.login().confirm(session.session(), PASSWORD, CLIENT);
            session = assertInstanceOf(ConfirmResult.Confirmed.class, result).issued();
        }
        seam.hasher().work();
        ConfirmResult.Refused refused = assertInstanceOf(
                ConfirmResult.Refused.class, seam.login().confirm(session.session(), PASSWORD, CLIENT));
        assertEquals(LoginResult.Refused.RATE_LIMITED, refused.code());
        assertEquals(2, refused.retryAfter().orElseThrow().toSeconds());
        assertEquals(0, seam.hasher().work());
        assertTrue(letsIn("ada", from(1)));
        node.clock().turn(Duration.ofSeconds(2));
        assertInstanceOf(ConfirmResult.Confirmed.class, seam.login().confirm(session.session(), PASSWORD, CLIENT));
    }

    @BothDatabases
    void a_browser_that_is_known_to_somebody_else_is_a_stranger() {
        Client mallory = known(node.registered("mallory"), CLIENT);
        for (int i = 0; i < 5; i++) {
            assertEquals(LoginResult.Refused.invalid(), attempt("ada", OTHER_PASSWORD, mallory));
        }
        limited(attempt("ada", OTHER_PASSWORD, mallory));
    }

    /** A busy answer told nothing, so it costs nothing; and it is worth no guess. */
    @BothDatabases
    void a_password_that_was_not_looked_at_is_not_counted() {
        Client owner = known(ada, CLIENT);
        SeamLogin closed = new SeamLogin(node, Limits.standard());
        closed.close();
        guess("ada");
        List<String> before = node.rows("auth_failure");
        for (int i = 0; i < 12; i++) {
            for (Client client : List.of(CLIENT, owner)) {
                refused(
                        LoginResult.Refused.BUSY,
                        closed.login().withPassword(new LoginAttempt("ada", PASSWORD, false, client), null));
            }
        }
        assertEquals(before, node.rows("auth_failure"));
        assertTrue(letsIn("ada", owner));
    }

    /** NIST SP 800-63B-4 section 3.2.2. */
    @BothDatabases
    void after_a_hundred_wrong_passwords_no_stranger_gets_in_until_the_address_is_proved() {
        Client owner = known(ada, CLIENT);
        for (int i = 0; i < 100; i++) {
            assertEquals(LoginResult.Refused.invalid(), guess("ada"));
            node.clock().turn(Duration.ofMinutes(15));
        }
        refused(LoginResult.Refused.TOO_MANY_FAILURES, attempt("ada", PASSWORD, from(1)));
        assertEquals(LoginResult.Refused.invalid(), attempt(ADDRESS, PASSWORD, from(1)));
        assertTrue(letsIn("ada", owner));
        refused(LoginResult.Refused.TOO_MANY_FAILURES, attempt("ada", PASSWORD, from(1)));
        node.recovery().forgotPassword(ADDRESS, CLIENT);
        node.recovery().resetPassword(node.mailedToken(ADDRESS), OTHER_PASSWORD, CLIENT);
        assertInstanceOf(LoginResult.LoggedIn.class, attempt("ada", OTHER_PASSWORD, from(1)));
    }

    @BothDatabases
    void what_has_stopped_is_forgotten_where_an_address_is_proved_by_its_first_link() {
        stop();
        node.recovery().resendVerification(ADDRESS, CLIENT);
        node.recovery().verifyEmail(node.mailedToken(ADDRESS), null, OTHER_PASSWORD, CLIENT, null);
        assertInstanceOf(LoginResult.LoggedIn.class, attempt("ada", OTHER_PASSWORD, from(1)));
    }

    @BothDatabases
    void an_account_without_an_address_is_not_stopped_for_good() {
        node.byHand("update {s}auth_account set email = null, email_key = null, email_verified = false");
        stop();
        node.clock().turn(Duration.ofDays(45));
        node.accounts().disable(ada.id(), CLIENT);
        node.accounts().enable(ada.id(), CLIENT);
        node.accounts().endEverything(ada.id(), CLIENT);
        refused(LoginResult.Refused.TOO_MANY_FAILURES, attempt("ada", PASSWORD, from(1)));

        assertTrue(node.accounts().forgetFailures(ada.id(), Client.unknown()));

        assertInstanceOf(LoginResult.LoggedIn.class, attempt("ada", PASSWORD, from(1)));
        assertTrue(node.events(ada.id()).contains(AuditType.FAILURES_FORGOTTEN));
    }

    private void stop() {
        for (int i = 0; i < 100; i++) {
            guess("ada");
            node.clock().turn(Duration.ofMinutes(15));
        }
        refused(LoginResult.Refused.TOO_MANY_FAILURES, attempt("ada", PASSWORD, from(1)));
    }

    @BothDatabases
    void what_has_stopped_is_forgotten_where_a_change_of_address_is_undone() {
        node.recovery().resendVerification(ADDRESS, CLIENT);
        node.recovery().verifyEmail(node.mailedToken(ADDRESS), null, PASSWORD, CLIENT, null);
        IssuedSession thief = node.logIn("ada", false);
        node.accounts().changeEmail(node.proof(thief), "thief@example.com", CLIENT);
        node.recovery().verifyEmail(node.mailedToken("thief@example.com"), null, null, CLIENT, thief.session());
        String undo = node.mailedToken(ADDRESS);
        stop();

        assertInstanceOf(UndoResult.Restored.class, node.recovery().undoEmail(undo, CLIENT));

        assertEquals(LoginResult.Refused.invalid(), attempt("ada", PASSWORD, from(1)));
    }

    /** A flood fills neither the disk nor the owner's history. */
    @BothDatabases
    void what_is_turned_away_is_not_recorded() {
        spend("ada");
        long before = node.count("auth_event");
        for (int i = 0; i < 25; i++) {
            limited(attempt("ada", OTHER_PASSWORD, from(i)));
        }
        assertEquals(before, node.count("auth_event"));
        assertEquals(
                Set.of(AuditType.LOGIN_LIMITED, AuditType.LOGIN_REFUSED, AuditType.REGISTERED),
                Set.copyOf(node.events(ada.id())));
    }

    @BothDatabases
    void limits_are_what_they_are_set_to() {
        Limits two = Limits.standard().with(LimitName.LOGIN_FAILURES, Limit.parse("2/1h"));
        try (SeamLogin strict = new SeamLogin(node, two)) {
            for (int i = 0; i < 2; i++) {
                strict.login().withPassword(new LoginAttempt("ada", OTHER_PASSWORD, false, CLIENT), null);
            }
            limited(strict.login().withPassword(new LoginAttempt("ada", PASSWORD, false, CLIENT), null));
        }
        assertFalse(node.rows("auth_failure").isEmpty());
    }
}
