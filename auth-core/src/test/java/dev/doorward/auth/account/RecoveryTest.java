package dev.doorward.auth.account;

import static dev.doorward.auth.fixture.Node.CLIENT;
import static dev.doorward.auth.fixture.Node.OTHER_PASSWORD;
import static dev.doorward.auth.fixture.Node.PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.audit.AuditType;
import dev.doorward.auth.fixture.Node;
import dev.doorward.auth.fixture.Together;
import dev.doorward.auth.login.LoginResult;
import dev.doorward.auth.session.IssuedSession;
import dev.doorward.auth.session.Session;
import dev.doorward.auth.store.BothDatabases;
import dev.doorward.auth.store.SqlTap;
import dev.doorward.auth.store.TestDatabase;
import dev.doorward.auth.ticket.TicketPurpose;
import dev.doorward.auth.ticket.Tickets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A forgotten password, and an address that is proved after the account is there. */
final class RecoveryTest {
    private static final String ADA = "ada@example.com";
    private static final String RESET = "Choose a new password for Doorward";
    private static final String WAS_RESET = "Your password for Doorward was reset";

    private Node node;

    @BeforeEach
    void open(TestDatabase database) {
        node = Node.on(database);
    }

    @AfterEach
    void close() {
        node.close();
    }

    private String resetToken(String address) {
        node.recovery().forgotPassword(address, CLIENT);
        return node.mailedToken(address);
    }

    private ResetResult reset(@Nullable String token, @Nullable String password) {
        return node.recovery().resetPassword(token, password, CLIENT);
    }

    private static String code(ResetResult result) {
        return assertInstanceOf(ResetResult.Refused.class, result).code();
    }

    private static String code(VerifyResult result) {
        return assertInstanceOf(VerifyResult.Refused.class, result).code();
    }

    // Reset.

    @BothDatabases
    void a_reset_sets_the_password_ends_everything_and_logs_nobody_in() {
        Account ada = node.verified("ada");
        IssuedSession issued = node.logIn("ada", true);
        String token = resetToken(ADA);
        assertInstanceOf(ResetResult.Reset.class, reset(token, OTHER_PASSWORD));
        assertFalse(node.isIn(issued));
        assertInstanceOf(LoginResult.Refused.class, node.remember(issued));
        assertEquals(0, node.count("auth_session"));
        List<String> subjects = node.subjectsTo(ADA);
        assertEquals(List.of(RESET, WAS_RESET), subjects.subList(subjects.size() - 2, subjects.size()));
        assertFalse(node.letsIn("ada", PASSWORD));
        assertTrue(node.letsIn("ada", OTHER_PASSWORD));
        assertTrue(node.events(ada.id()).containsAll(Set.of(AuditType.RESET_REQUESTED, AuditType.PASSWORD_RESET)));
    }

    @BothDatabases
    void a_reset_counts_as_proof_of_the_address() {
        Account ada = node.registered("ada");
        assertFalse(ada.emailVerified());
        reset(resetToken(ADA), OTHER_PASSWORD);
        assertTrue(node.accounts().find(ada.id()).orElseThrow().emailVerified());
        assertTrue(node.events(ada.id()).contains(AuditType.EMAIL_VERIFIED));
    }

    @BothDatabases
    void a_reset_link_is_dead_after_half_an_hour() {
        node.registered("ada");
        String token = resetToken(ADA);
        node.clock().turn(Duration.ofMinutes(30));
        assertEquals(Tickets.INVALID, code(reset(token, OTHER_PASSWORD)));
        assertTrue(node.letsIn("ada", PASSWORD));
    }

    @BothDatabases
    void a_reset_link_used_once_opens_nothing_again() {
        node.registered("ada");
        String token = resetToken(ADA);
        reset(token, OTHER_PASSWORD);
        assertEquals(Tickets.INVALID, code(reset(token, PASSWORD)));
        assertTrue(node.letsIn("ada", OTHER_PASSWORD));
    }

    /** CVE-2026-107276 and its like. */
    @BothDatabases
    void of_64_who_use_one_reset_link_at_once_one_sets_the_password() {
        node.registered("ada");
        String token = resetToken(ADA);
        List<ResetResult> results = Together.run(64, i -> patiently(token, OTHER_PASSWORD + " " + i));
        List<Integer> set = IntStream.range(0, 64)
                .filter(i -> results.get(i) instanceof ResetResult.Reset)
                .boxed()
                .toList();
        assertEquals(1, set.size());
        assertTrue(node.letsIn("ada", OTHER_PASSWORD + " " + set.get(0)));
    }

    private ResetResult patiently(String token, String password) {
        ResetResult result = reset(token, password);
        while (result instanceof ResetResult.Busy) {
            result = reset(token, password);
        }
        return result;
    }

    @BothDatabases
    void a_bad_password_is_refused_and_the_link_stays_good() {
        node.registered("ada");
        String token = resetToken(ADA);
        assertEquals("password_required", code(reset(token, null)));
        assertEquals("password_required", code(reset(token, "")));
        assertEquals("password_too_short", code(reset(token, "short")));
        assertEquals("password_contains_context", code(reset(token, "ada@example.com!")));
        assertInstanceOf(ResetResult.Reset.class, reset(token, OTHER_PASSWORD));
    }

    /** CVE-2019-16109: a blank token. */
    @BothDatabases
    void a_blank_or_foreign_token_resets_nothing() {
        node.registered("ada");
        node.registered("grace");
        String verify = node.mailedToken(ADA);
        for (String token : new String[] {null, "", " ", "null", verify}) {
            assertEquals(Tickets.INVALID, code(reset(token, OTHER_PASSWORD)), token);
        }
        assertTrue(node.letsIn("ada", PASSWORD));
    }

    /** allauth 2018, and its like: whatever changes the account ends the links on their way. */
    @BothDatabases
    void a_reset_link_dies_with_any_change_of_the_account() {
        Account ada = node.verified("ada");
        for (Runnable change : List.<Runnable>of(
                () -> node.accounts().changePassword(node.proof(node.logIn("ada", false)), PASSWORD, CLIENT),
                () -> node.accounts().grant(ada.id(), "admin", CLIENT),
                () -> node.accounts().endEverything(ada.id(), CLIENT),
                () -> reset(resetToken(ADA), PASSWORD),
                () -> {
                    node.accounts().disable(ada.id(), CLIENT);
                    node.accounts().enable(ada.id(), CLIENT);
                })) {
            String token = resetToken(ADA);
            change.run();
            assertEquals(Tickets.INVALID, code(reset(token, OTHER_PASSWORD)));
            assertEquals(new LinkState.Unusable(), look(TicketPurpose.RESET_PASSWORD, token, null));
        }
        assertTrue(node.letsIn("ada", PASSWORD));
    }

    @BothDatabases
    void a_reset_that_hashes_while_the_account_changes_does_not_set_the_password() {
        Account ada = node.registered("ada");
        String token = resetToken(ADA);
        SqlTap.Watcher watcher = new SqlTap.Watcher() {
            private boolean done;

            @Override
            public void before(String what) {
                if (!done && what.contains("auth_account where id = ? for update")) {
                    done = true;
                    Together.aside(() -> node.accounts().endEverything(ada.id(), CLIENT));
                }
            }
        };
        try (SqlTap.Watching watching = node.tap().watch(watcher)) {
            assertEquals(Tickets.INVALID, code(reset(token, OTHER_PASSWORD)));
        }
        assertTrue(node.letsIn("ada", PASSWORD));
    }

    @BothDatabases
    void an_account_that_is_disabled_or_closed_is_not_recovered() {
        Account ada = node.registered("ada");
        String token = resetToken(ADA);
        node.accounts().disable(ada.id(), CLIENT);
        assertEquals(Tickets.INVALID, code(reset(token, OTHER_PASSWORD)));
        node.recovery().forgotPassword(ADA, CLIENT);
        node.accounts().close(ada.id(), CLIENT);
        node.recovery().forgotPassword(ADA, CLIENT);
        assertEquals(1, node.subjectsTo(ADA).stream().filter(RESET::equals).count());
    }

    @BothDatabases
    void to_look_at_a_link_uses_nothing_up() {
        node.registered("ada");
        String token = resetToken(ADA);
        assertEquals(new LinkState.Unusable(), look(TicketPurpose.UNDO_EMAIL, token, null));
        List<String> before = node.everything();
        assertEquals(new LinkState.Usable(ADA, "ada", true), look(TicketPurpose.RESET_PASSWORD, token, null));
        assertEquals(before, node.everything());
        reset(token, OTHER_PASSWORD);
        assertEquals(new LinkState.Unusable(), look(TicketPurpose.RESET_PASSWORD, token, null));
    }

    private LinkState look(TicketPurpose purpose, String token, @Nullable Session session) {
        return node.recovery().look(purpose, token, null, session);
    }

    @BothDatabases
    void a_forgotten_password_of_a_known_address_is_answered_like_that_of_an_unknown_one() {
        node.registered("ada");
        node.accounts().disable(node.registered("disabled").id(), CLIENT);
        forgot("first@example.com"); // begins what its network has asked for
        List<String> unknown = forgot("nobody@example.com");
        for (String address : new String[] {ADA, "disabled@example.com", "no address", "", " ", null, "a@b,c@d"}) {
            assertEquals(unknown, forgot(address), address);
        }
    }

    private List<String> forgot(@Nullable String address) {
        return node.tap().recorded(() -> node.recovery().forgotPassword(address, CLIENT));
    }

    /** CVE-2019-19844: the mail went to whatever spelling was typed. */
    @BothDatabases
    void the_mail_goes_to_the_address_that_is_stored() {
        node.registered("Ada");
        node.recovery().forgotPassword(" ADA@EXAMPLE.COM ", CLIENT);
        assertTrue(node.subjectsTo("Ada@example.com").contains(RESET));
        assertEquals(
                Set.of("Ada@example.com"),
                Set.copyOf(node.mails().stream().map(mail -> mail.to().value()).toList()));
    }

    @BothDatabases
    void a_reset_is_whole_or_not_at_all() {
        node.registered("ada");
        node.logIn("ada", true);
        String token = resetToken(ADA);
        List<String> before = node.everything();
        int nth = 0;
        SqlTap.FailNth failure;
        do {
            assertEquals(before, node.everything(), "failure " + nth);
            failure = new SqlTap.FailNth(++nth);
            try (SqlTap.Watching watching = node.tap().watch(failure)) {
                reset(token, OTHER_PASSWORD);
            } catch (RuntimeException expected) {
                // Whatever breaks, the link stays good.
            }
        } while (failure.hasFailed());
        assertTrue(nth > 10);
        assertTrue(node.letsIn("ada", OTHER_PASSWORD));
    }

    // An account whose address is proved later.

    @BothDatabases
    void the_browser_that_is_logged_in_proves_the_address_and_goes_on() {
        Account ada = node.registered("ada");
        IssuedSession issued = node.logIn("ada", false);
        String token = node.mailedToken(ADA);
        assertEquals(
                new LinkState.Usable(ADA, "ada", false), look(TicketPurpose.VERIFY_EMAIL, token, issued.session()));
        VerifyResult result = node.recovery().verifyEmail(token, null, null, CLIENT, issued.session());
        assertTrue(
                assertInstanceOf(VerifyResult.Verified.class, result).account().emailVerified());
        assertTrue(node.isIn(issued));
        assertTrue(node.letsIn("ada", PASSWORD));
        assertTrue(node.events(ada.id()).contains(AuditType.EMAIL_VERIFIED));
        assertEquals(Tickets.INVALID, code(node.recovery().verifyEmail(token, null, null, CLIENT, issued.session())));
    }

    /** Pre-hijacking (USENIX Security 2022), unexpired session and trojan identifier. */
    @BothDatabases
    void whoever_registered_a_victims_address_is_out_once_the_victim_proves_it() {
        node.registered("victim");
        IssuedSession attacker = node.logIn("victim", true);
        String pending = "attacker@example.com";
        node.accounts().changeEmail(node.proof(attacker), pending, CLIENT);
        String change = node.mailedToken(pending);

        String token = node.mailedToken("victim@example.com");
        assertEquals(
                new LinkState.Usable("victim@example.com", "victim", true),
                look(TicketPurpose.VERIFY_EMAIL, token, null));
        assertInstanceOf(
                VerifyResult.PasswordNeeded.class, node.recovery().verifyEmail(token, null, null, CLIENT, null));
        assertInstanceOf(
                VerifyResult.Verified.class, node.recovery().verifyEmail(token, null, OTHER_PASSWORD, CLIENT, null));

        assertFalse(node.isIn(attacker));
        assertInstanceOf(LoginResult.Refused.class, node.remember(attacker));
        assertFalse(node.letsIn("victim", PASSWORD));
        assertTrue(node.letsIn("victim", OTHER_PASSWORD));
        assertTrue(
                node.subjectsTo("victim@example.com").contains(WAS_RESET), "by a mailed link, and not by who was in");
        assertEquals(
                Tickets.INVALID, code(node.recovery().verifyEmail(change, null, null, CLIENT, attacker.session())));
    }

    /** The same by the other way in. */
    @BothDatabases
    void whoever_registered_a_victims_address_is_out_once_the_victim_resets_the_password() {
        Account account = node.registered("victim");
        IssuedSession attacker = node.logIn("victim", true);
        node.accounts().changeEmail(node.proof(attacker), "attacker@example.com", CLIENT);
        String change = node.mailedToken("attacker@example.com");
        String verify = node.mailedToken("victim@example.com");

        assertInstanceOf(ResetResult.Reset.class, reset(resetToken("victim@example.com"), OTHER_PASSWORD));

        assertFalse(node.isIn(attacker));
        assertInstanceOf(LoginResult.Refused.class, node.remember(attacker));
        assertFalse(node.letsIn("victim", PASSWORD));
        for (String token : List.of(change, verify)) {
            assertEquals(
                    Tickets.INVALID,
                    code(node.recovery().verifyEmail(token, null, PASSWORD, CLIENT, attacker.session())));
        }
        assertEquals(
                "victim@example.com",
                node.accounts().find(account.id()).orElseThrow().email());
    }

    @BothDatabases
    void somebody_elses_session_spares_no_password() {
        node.registered("ada");
        IssuedSession grace = node.loggedIn("grace");
        String token = node.mailedToken(ADA);
        assertInstanceOf(
                VerifyResult.PasswordNeeded.class,
                node.recovery().verifyEmail(token, null, null, CLIENT, grace.session()));
    }

    @BothDatabases
    void the_mail_that_proves_an_account_is_sent_again_until_it_is_proved() {
        node.registered("ada");
        node.recovery().resendVerification("ADA@example.com", CLIENT);
        assertEquals(2, node.subjectsTo(ADA).size());
        node.recovery().verifyEmail(node.mailedToken(ADA), null, OTHER_PASSWORD, CLIENT, null);
        int mails = node.subjectsTo(ADA).size();
        node.recovery().resendVerification(ADA, CLIENT);
        assertEquals(mails, node.subjectsTo(ADA).size());
    }
}
