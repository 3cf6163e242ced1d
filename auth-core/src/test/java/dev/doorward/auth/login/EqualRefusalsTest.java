package dev.doorward.auth.login;

import static dev.doorward.auth.fixture.Node.CLIENT;
import static dev.doorward.auth.fixture.Node.OTHER_PASSWORD;
import static dev.doorward.auth.fixture.Node.PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.account.Account;
import dev.doorward.auth.account.EmailVerification;
import dev.doorward.auth.account.ImportResult;
import dev.doorward.auth.account.ImportedAccount;
import dev.doorward.auth.fixture.Node;
import dev.doorward.auth.password.Argon2Parameters;
import dev.doorward.auth.password.HashResult;
import dev.doorward.auth.password.HasherSeam;
import dev.doorward.auth.session.IssuedSession;
import dev.doorward.auth.store.BothDatabases;
import dev.doorward.auth.store.TestDatabase;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Whoever may not log in learns nothing but that: one answer, after the work of one hash and the same statements,
 * whether there is such an account or not. Counted and not timed.
 */
final class EqualRefusalsTest {
    private static final int ONE_HASH = 64;

    private Node node;
    private SeamLogin seam;

    @BeforeEach
    void open(TestDatabase database) {
        node = Node.on(database);
        seam = new SeamLogin(node);
        // The first login of a network, whoever's it is, makes the row that counts them.
        node.tryLogin("nobody", OTHER_PASSWORD);
    }

    @AfterEach
    void close() {
        seam.close();
        node.close();
    }

    /**
     * @param work of hashing, in KiB-passes
     * @param statements their texts, in order
     */
    private record Observed(LoginResult result, int work, List<String> statements) {}

    private Observed observe(String login, String password) {
        return observe(node, seam, login, password);
    }

    private static Observed observe(Node node, SeamLogin seam, String login, String password) {
        // Else a second refusal would be counted where the first was inserted.
        node.clock().turn(Duration.ofMinutes(10));
        seam.hasher().work();
        LoginResult[] result = new LoginResult[1];
        List<String> statements = node.tap()
                .recorded(() ->
                        result[0] = seam.login().withPassword(new LoginAttempt(login, password, true, CLIENT), null));
        return new Observed(result[0], seam.hasher().work(), statements);
    }

    /** Passwords of every class that was ever treated apart somewhere: CVE-2025-22234, CVE-2019-11272. */
    private static final List<String> WRONG =
            List.of(OTHER_PASSWORD, "", "null", "!", "*", "short", "x".repeat(72), "x".repeat(8192), "\ud800 half");

    /** CVE-2024-39329, CVE-2016-2513, CVE-2012-5055, CVE-2026-23901. */
    @BothDatabases
    void a_wrong_password_is_answered_alike_whoever_is_asked_for() {
        Map<String, String> logins = everyKindOfAccount();
        for (String password : WRONG) {
            Observed unknown = observe("nobody", password);
            assertEquals(LoginResult.Refused.invalid(), unknown.result());
            assertEquals(ONE_HASH, unknown.work());
            logins.forEach((kind, login) -> assertEquals(unknown, observe(login, password), kind + " " + password));
        }
    }

    @BothDatabases
    void an_unknown_address_is_answered_like_a_known_one() {
        node.registered("ada");
        assertEquals(observe("nobody@example.com", OTHER_PASSWORD), observe("ada@example.com", OTHER_PASSWORD));
        Account closed = node.registered("closed");
        node.accounts().close(closed.id(), CLIENT);
        assertEquals(observe("nobody@example.com", PASSWORD), observe("closed@example.com", PASSWORD));
    }

    /** Else the right password for a disabled account could be guessed by the clock. */
    @BothDatabases
    void the_right_password_of_an_account_that_is_not_active_is_answered_like_a_wrong_one() {
        Map<String, String> logins = everyKindOfAccount();
        Observed unknown = observe("nobody", PASSWORD);
        for (String kind : List.of("disabled", "disabled with an old hash", "closed", "without a password")) {
            assertEquals(unknown, observe(logins.get(kind), PASSWORD), kind);
        }
    }

    /**
     * Nobody logs in before the address is proved, where it must be; and nobody is told that the password was right.
     */
    @BothDatabases
    void the_right_password_of_an_account_that_has_proved_no_address_is_answered_like_a_wrong_one(
            TestDatabase database) {
        Node required = required(database);
        node.registered("ada");
        try (required;
                SeamLogin strict = new SeamLogin(required)) {
            Observed unknown = observe(required, strict, "nobody", PASSWORD);
            assertEquals(unknown, observe(required, strict, "ada", PASSWORD));
            assertEquals(LoginResult.Refused.invalid(), unknown.result());
            required.recovery().forgotPassword("ada@example.com", CLIENT);
            required.recovery().resetPassword(required.mailedToken("ada@example.com"), OTHER_PASSWORD, CLIENT);
            assertTrue(required.letsIn("ada", OTHER_PASSWORD));
        }
    }

    private Node required(TestDatabase database) {
        return Node.on(
                database,
                builder -> builder.keys(node.doorward().keys()).emailVerification(EmailVerification.REQUIRED));
    }

    @BothDatabases
    void an_account_without_an_address_has_none_to_prove(TestDatabase database) {
        node.accounts().importAccount(new ImportedAccount("grace", null, false, oldHash(), Set.of()));
        try (Node required = required(database)) {
            assertTrue(required.letsIn("grace", PASSWORD));
        }
    }

    /** More than any password may have; refused unhashed, whoever is asked for. */
    @BothDatabases
    void a_password_of_a_megabyte_is_never_hashed() {
        String huge = "x".repeat(1 << 20);
        Observed unknown = observe("nobody", huge);
        assertEquals(0, unknown.work());
        everyKindOfAccount().forEach((kind, login) -> assertEquals(unknown, observe(login, huge), kind));
    }

    @BothDatabases
    void no_password_at_all_is_a_wrong_one() {
        node.registered("ada");
        assertEquals(observe("nobody", null), observe("ada", null));
        assertEquals(LoginResult.Refused.invalid(), observe("ada", null).result());
        assertEquals(LoginResult.Refused.invalid(), observe(null, null).result());
    }

    @BothDatabases
    void nothing_logs_into_an_account_without_a_password() {
        imported("passwordless", null);
        for (String password : WRONG) {
            assertFalse(node.letsIn("passwordless", password), password);
        }
        assertFalse(node.letsIn("passwordless", null));
    }

    @BothDatabases
    void a_wrong_password_for_a_confirmation_costs_what_a_right_one_costs_to_check() {
        IssuedSession issued = node.loggedIn("ada");
        for (String password : WRONG) {
            seam.hasher().work();
            assertInstanceOf(ConfirmResult.Refused.class, seam.login().confirm(issued.session(), password, CLIENT));
            assertEquals(ONE_HASH, seam.hasher().work());
        }
    }

    /** People type their password into the wrong field. */
    @BothDatabases
    void a_login_name_nobody_has_is_stored_nowhere() {
        node.tryLogin("my very secret pass phrase", OTHER_PASSWORD);
        node.tryLogin("nobodys-name", OTHER_PASSWORD);
        node.tryLogin("nobody@secret.example", OTHER_PASSWORD);
        String all = String.join("\n", node.everything())
                + String.join("\n", node.rows("auth_rate"))
                + String.join("\n", node.rows("auth_failure"));
        assertFalse(all.contains("secret"));
        assertFalse(all.contains("nobodys-name"));
        assertEquals(1, node.count("auth_event"));
    }

    private Map<String, String> everyKindOfAccount() {
        Map<String, String> logins = new LinkedHashMap<>();
        node.registered("active");
        logins.put("active", "active");
        Account disabled = node.registered("disabled");
        node.accounts().disable(disabled.id(), CLIENT);
        logins.put("disabled", "disabled");
        Account closed = node.registered("closed");
        node.accounts().close(closed.id(), CLIENT);
        logins.put("closed", "closed");
        imported("passwordless", null);
        logins.put("without a password", "passwordless");
        imported("old", oldHash());
        logins.put("with an old hash", "old");
        node.accounts().disable(imported("old-disabled", oldHash()).id(), CLIENT);
        logins.put("disabled with an old hash", "old-disabled");
        return logins;
    }

    private Account imported(String username, String phc) {
        ImportResult result = node.accounts()
                .importAccount(new ImportedAccount(username, username + "@example.com", false, phc, Set.of()));
        return ((ImportResult.Imported) result).account();
    }

    /** Made under half of today's memory, so that a login with it would hash once more. */
    private static String oldHash() {
        try (HasherSeam hasher = new HasherSeam(new Argon2Parameters(32, 1, 1))) {
            return ((HashResult.Hashed) hasher.hasher().hash(PASSWORD, CLIENT)).phc();
        }
    }
}
