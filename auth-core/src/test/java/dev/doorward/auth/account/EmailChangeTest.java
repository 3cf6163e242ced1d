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
import dev.doorward.auth.mail.MailMessage;
import dev.doorward.auth.session.IssuedSession;
import dev.doorward.auth.session.Proof;
import dev.doorward.auth.session.Session;
import dev.doorward.auth.store.BothDatabases;
import dev.doorward.auth.store.SqlTap;
import dev.doorward.auth.store.TestDatabase;
import dev.doorward.auth.ticket.TicketPurpose;
import dev.doorward.auth.ticket.Tickets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A change of address, and taking it back. */
final class EmailChangeTest {
    private static final String OLD = "ada@example.com";
    private static final String NEW = "ada@new.example";
    private static final String CHANGED_OLD = "Your account at Doorward has a new email address";

    private Node node;
    private Account ada;

    @BeforeEach
    void open(TestDatabase database) {
        node = Node.on(database);
        ada = node.verified("ada");
    }

    @AfterEach
    void close() {
        node.close();
    }

    private Proof proof() {
        return node.proof(node.logIn("ada", false));
    }

    private ChangeResult ask(@Nullable String email) {
        return node.accounts().changeEmail(proof(), email, CLIENT);
    }

    private VerifyResult confirm(@Nullable String token, @Nullable Session session) {
        return node.recovery().verifyEmail(token, null, null, CLIENT, session);
    }

    private LinkState look(@Nullable String token, @Nullable Session session) {
        return node.recovery().look(TicketPurpose.VERIFY_EMAIL, token, null, session);
    }

    /** Of a browser that ada is logged in with. */
    private Session session() {
        return node.logIn("ada", false).session();
    }

    private void change(String to) {
        assertInstanceOf(ChangeResult.EmailProofSent.class, ask(to));
        assertInstanceOf(VerifyResult.Verified.class, confirm(node.mailedToken(to), session()));
    }

    private UndoResult undo(@Nullable String token) {
        return node.recovery().undoEmail(token, CLIENT);
    }

    private String email() {
        return node.accounts().find(ada.id()).orElseThrow().email();
    }

    private static String code(ChangeResult result) {
        return assertInstanceOf(ChangeResult.Refused.class, result).code();
    }

    private static String code(VerifyResult result) {
        return assertInstanceOf(VerifyResult.Refused.class, result).code();
    }

    @BothDatabases
    void an_address_is_changed_once_the_new_one_is_proved() {
        IssuedSession issued = node.logIn("ada", true);
        assertInstanceOf(ChangeResult.EmailProofSent.class, ask(NEW));
        assertEquals(OLD, email());
        assertTrue(node.isIn(issued));

        String token = node.mailedToken(NEW);
        assertEquals(new LinkState.Change(NEW, "ada"), look(token, issued.session()));
        Account changed = assertInstanceOf(VerifyResult.Verified.class, confirm(token, issued.session()))
                .account();
        assertEquals(NEW, changed.email());
        assertTrue(changed.emailVerified());
        assertFalse(node.isIn(issued));
        assertInstanceOf(LoginResult.Refused.class, node.remember(issued));
        assertTrue(node.letsIn(NEW, PASSWORD));
        assertFalse(node.letsIn(OLD, PASSWORD));
        assertTrue(node.subjectsTo(OLD).contains(CHANGED_OLD));
        assertTrue(node.subjectsTo(NEW).contains("This is now the address of your account at Doorward"));
        assertTrue(
                node.events(ada.id()).containsAll(Set.of(AuditType.EMAIL_CHANGE_REQUESTED, AuditType.EMAIL_CHANGED)));
    }

    /** Else an attacker's account gets the address of somebody who takes the mail for that of a registration. */
    @BothDatabases
    void a_change_is_not_confirmed_by_whoever_reads_the_mail_but_is_not_logged_in() {
        ask(NEW);
        String token = node.mailedToken(NEW);
        List<String> before = node.everything();
        assertEquals(new LinkState.LoginNeeded(), look(token, null));
        for (String password : new String[] {null, "", PASSWORD, OTHER_PASSWORD}) {
            VerifyResult result = node.recovery().verifyEmail(token, null, password, CLIENT, null);
            assertEquals(new VerifyResult.LoginNeeded(), result, password);
        }
        assertEquals(before, node.everything());
        assertInstanceOf(VerifyResult.Verified.class, confirm(token, session()));
    }

    @BothDatabases
    void a_change_is_not_confirmed_in_a_session_of_another_account_or_of_the_past() {
        Session grace = node.loggedIn("grace").session();
        Session past = session();
        node.accounts().endEverything(ada.id(), CLIENT);
        ask(NEW);
        String token = node.mailedToken(NEW);
        List<String> before = node.everything();
        for (Session session : List.of(grace, past)) {
            assertEquals(new LinkState.OtherAccount(), look(token, session));
            assertEquals(new VerifyResult.OtherAccount(), confirm(token, session));
        }
        assertEquals(before, node.everything());
        assertInstanceOf(VerifyResult.Verified.class, confirm(token, session()));
    }

    @BothDatabases
    void the_mail_about_a_change_names_the_account_so_that_a_stranger_sees_it_is_another() {
        ask(NEW);
        assertTrue(lastMail().startsWith("The account ada at Doorward "), lastMail());

        node.accounts().importAccount(new ImportedAccount(null, "hal@example.com", true, null, Set.of()));
        node.recovery().forgotPassword("hal@example.com", CLIENT);
        node.recovery().resetPassword(node.mailedToken("hal@example.com"), PASSWORD, CLIENT);
        node.accounts().changeEmail(node.proof(node.logIn("hal@example.com", false)), "hal@new.example", CLIENT);
        assertTrue(lastMail().startsWith("The account hal@example.com at Doorward "), lastMail());
    }

    private String lastMail() {
        List<MailMessage> mails = node.mails();
        return mails.get(mails.size() - 1).text();
    }

    /** CVE-2022-35924, CVE-2023-7028, CVE-2025-7962. */
    @BothDatabases
    void an_address_that_is_missing_bad_or_more_than_one_is_refused() {
        assertEquals("email_required", code(ask("")));
        assertEquals("email_required", code(ask(null)));
        for (String address : List.of(
                "a@example.com,b@example.com",
                "[\"a@example.com\"]",
                "Ada <a@example.com>",
                "a@example.com\r\nBcc: b@example.com",
                "a@example.com\u0000")) {
            assertEquals("email_invalid", code(ask(address)), address);
        }
    }

    @BothDatabases
    void the_address_an_account_has_is_refused_in_any_case_and_gets_no_mail() {
        int mails = node.mails().size();
        assertEquals("email_unchanged", code(ask(OLD)));
        assertEquals("email_unchanged", code(ask("ADA@EXAMPLE.COM")));
        assertEquals(mails, node.mails().size());
        assertFalse(node.events(ada.id()).contains(AuditType.EMAIL_CHANGE_REQUESTED));
    }

    @BothDatabases
    void a_proof_is_worth_nothing_after_the_account_changed() {
        Proof proof = proof();
        node.accounts().grant(ada.id(), "admin", CLIENT);
        assertEquals(ChangeResult.Refused.STALE_PROOF, code(node.accounts().changeEmail(proof, NEW, CLIENT)));
        assertEquals(List.of(), node.subjectsTo(NEW));
    }

    /** CVE-2026-32700: two changes at once that confirm an address nobody proved. */
    @BothDatabases
    void of_64_changes_at_once_the_confirmed_address_is_the_one_its_mail_went_to() {
        List<Proof> proofs = IntStream.range(0, 8).mapToObj(i -> proof()).toList();
        Together.run(64, i -> node.accounts().changeEmail(proofs.get(i % 8), address(i), CLIENT));
        List<String> tokens = IntStream.range(0, 64)
                .mapToObj(i -> node.mailedToken(address(i)))
                .toList();
        Session session = session();
        List<VerifyResult> results = Together.run(64, i -> confirm(tokens.get(i), session));
        List<Integer> confirmed = IntStream.range(0, 64)
                .filter(i -> results.get(i) instanceof VerifyResult.Verified)
                .boxed()
                .toList();
        assertEquals(1, confirmed.size());
        assertEquals(address(confirmed.get(0)), email());
    }

    private static String address(int i) {
        return "ada" + i + "@new.example";
    }

    @BothDatabases
    void of_64_who_use_one_link_at_once_one_changes_the_address() {
        ask(NEW);
        String token = node.mailedToken(NEW);
        Session session = session();
        List<VerifyResult> results = Together.run(64, i -> confirm(token, session));
        assertEquals(
                1,
                results.stream().filter(VerifyResult.Verified.class::isInstance).count());
        assertEquals(1, node.count("auth_former_email"));
    }

    /** Pre-hijacking (USENIX Security 2022), unexpired change of address. */
    @BothDatabases
    void a_change_that_was_asked_for_dies_with_the_password() {
        ask(NEW);
        String token = node.mailedToken(NEW);
        node.recovery().forgotPassword(OLD, CLIENT);
        node.recovery().resetPassword(node.mailedToken(OLD), OTHER_PASSWORD, CLIENT);
        Session session = Node.issued(node.tryLogin("ada", OTHER_PASSWORD)).session();
        assertEquals(Tickets.INVALID, code(confirm(token, session)));
        assertEquals(OLD, email());
    }

    @BothDatabases
    void a_change_waits_until_its_link_is_used_dead_or_too_old() {
        assertTrue(asked().isEmpty());
        node.clock().turn(Duration.ofSeconds(1)); // what happens at one instant has no order
        ask(NEW);
        assertEquals(node.clock().instant(), asked().orElseThrow());
        node.clock().turn(Duration.ofHours(25));
        assertTrue(asked().isEmpty(), "too old");

        ask(NEW);
        node.clock().turn(Duration.ofSeconds(1));
        confirm(node.mailedToken(NEW), session());
        assertEquals(NEW, email());
        assertTrue(asked().isEmpty(), "used");

        node.clock().turn(Duration.ofSeconds(1));
        ask("ada@third.example");
        assertTrue(asked().isPresent());
        node.clock().turn(Duration.ofSeconds(1));
        node.accounts().changePassword(proof(), OTHER_PASSWORD, CLIENT);
        assertTrue(asked().isEmpty(), "dead with the password");
    }

    @BothDatabases
    void a_change_waits_no_longer_when_an_administrator_has_ended_everything() {
        ask(NEW);
        node.clock().turn(Duration.ofSeconds(1));
        node.accounts().endEverything(ada.id(), CLIENT);
        assertTrue(asked().isEmpty());
    }

    private Optional<Instant> asked() {
        return node.accounts().emailChangeAskedAt(ada.id());
    }

    @BothDatabases
    void an_address_of_somebody_else_is_answered_like_a_free_one_and_its_owner_is_told() {
        node.registered("grace");
        Proof proof = proof();
        node.accounts().changeEmail(proof, "first@example.com", CLIENT); // begins what the account has asked for
        ChangeResult[] results = new ChangeResult[2];
        List<String> free =
                node.tap().recorded(() -> results[0] = node.accounts().changeEmail(proof, NEW, CLIENT));
        List<String> taken =
                node.tap().recorded(() -> results[1] = node.accounts().changeEmail(proof, "GRACE@example.com", CLIENT));
        assertEquals(results[0], results[1]);
        assertEquals(free, taken);
        assertEquals(2, node.subjectsTo("grace@example.com").size());
        assertEquals(List.of(), node.subjectsTo("GRACE@example.com"));
    }

    @BothDatabases
    void an_address_that_somebody_took_meanwhile_is_refused_and_nothing_is_changed() {
        ask(NEW);
        String token = node.mailedToken(NEW);
        node.accounts().importAccount(new ImportedAccount("grace", NEW, true, null, Set.of()));
        Session session = session();
        List<String> before = node.everything();
        assertEquals("email_taken", code(confirm(token, session)));
        assertEquals(before, node.everything());
    }

    @BothDatabases
    void a_change_is_whole_or_not_at_all() {
        ask(NEW);
        String token = node.mailedToken(NEW);
        Session session = session();
        whateverFails(() -> confirm(token, session));
        assertEquals(NEW, email());
    }

    private void whateverFails(Runnable operation) {
        List<String> before = node.everything();
        int nth = 0;
        SqlTap.FailNth failure;
        do {
            assertEquals(before, node.everything(), "failure " + nth);
            failure = new SqlTap.FailNth(++nth);
            try (SqlTap.Watching watching = node.tap().watch(failure)) {
                operation.run();
            } catch (RuntimeException expected) {
                // Whatever breaks, the link stays good.
            }
        } while (failure.hasFailed());
        assertTrue(nth > 10);
    }

    // Undo.

    @BothDatabases
    void an_undo_restores_the_address_ends_everything_and_forces_a_reset() {
        change(NEW);
        String token = node.mailedToken(OLD);
        IssuedSession thief = node.logIn("ada", true);
        assertEquals(
                new LinkState.Usable(OLD, "ada", false),
                node.recovery().look(TicketPurpose.UNDO_EMAIL, token, null, null));
        int mails = node.subjectsTo(OLD).size();

        assertInstanceOf(UndoResult.Restored.class, undo(token));

        assertEquals(OLD, email());
        assertFalse(node.isIn(thief));
        assertInstanceOf(LoginResult.Refused.class, node.remember(thief));
        assertFalse(node.letsIn("ada", PASSWORD));
        assertTrue(node.subjectsTo(NEW).contains("This is no longer the address of your account at Doorward"));
        List<String> told = node.subjectsTo(OLD);
        assertEquals(mails + 1, told.size(), "one mail says all, and none that the password stays");
        assertEquals("Your account at Doorward has this address again", told.get(mails));
        String reset = node.mailedToken(OLD);
        assertInstanceOf(ResetResult.Reset.class, node.recovery().resetPassword(reset, OTHER_PASSWORD, CLIENT));
        assertTrue(node.letsIn(OLD, OTHER_PASSWORD));
        assertTrue(node.events(ada.id()).contains(AuditType.EMAIL_RESTORED));
        assertInstanceOf(UndoResult.Refused.class, undo(token));
        assertTrue(node.letsIn(OLD, OTHER_PASSWORD));
    }

    @BothDatabases
    void an_undo_survives_later_changes_of_address_and_password() {
        change(NEW);
        String token = node.mailedToken(OLD);
        change("thief@example.com");
        node.accounts().changePassword(proof(), OTHER_PASSWORD, CLIENT);
        assertInstanceOf(UndoResult.Restored.class, undo(token));
        assertEquals(OLD, email());
        assertFalse(node.letsIn("ada", OTHER_PASSWORD));
    }

    @BothDatabases
    void an_undo_ends_the_undoing_of_what_came_after_it() {
        change(NEW);
        String owner = node.mailedToken(OLD);
        change("thief@example.com");
        String thief = node.mailedToken(NEW);
        assertInstanceOf(UndoResult.Restored.class, undo(owner));
        assertEquals(new LinkState.Unusable(), node.recovery().look(TicketPurpose.UNDO_EMAIL, thief, null, null));
        assertInstanceOf(UndoResult.Refused.class, undo(thief));
        assertEquals(OLD, email());
    }

    @BothDatabases
    void an_undo_is_dead_after_seven_days_and_the_address_free() {
        change(NEW);
        String token = node.mailedToken(OLD);
        node.clock().turn(Duration.ofDays(7));
        assertInstanceOf(UndoResult.Refused.class, undo(token));
        assertEquals(NEW, email());
        assertInstanceOf(RegistrationResult.Registered.class, register(OLD));
        node.recovery().deleteExpired();
        assertEquals(0, node.count("auth_former_email"));
    }

    private RegistrationResult register(String email) {
        return node.accounts().register(Registration.of("mallory", email, PASSWORD, CLIENT));
    }

    @BothDatabases
    void an_address_that_may_be_restored_is_nobody_elses() {
        change(NEW);
        assertEquals(
                "email_taken",
                assertInstanceOf(RegistrationResult.Refused.class, register("ADA@example.com"))
                        .code());
        ImportResult imported = node.accounts().importAccount(new ImportedAccount("grace", OLD, true, null, Set.of()));
        assertEquals(
                "email_taken",
                assertInstanceOf(ImportResult.Refused.class, imported).code());
        node.verified("grace");
        int mails = node.subjectsTo(OLD).size();
        node.accounts().changeEmail(node.proof(node.logIn("grace", false)), OLD, CLIENT);
        assertEquals(
                "You already have an account at Doorward", node.subjectsTo(OLD).get(mails));
        assertEquals(2, node.count("auth_account"));
    }

    /** Whoever gives an address up reserves it in the same transaction; who waited for it must see that. */
    @BothDatabases
    void who_waits_for_an_address_while_it_is_given_up_does_not_slip_in() {
        ask(NEW);
        String token = node.mailedToken(NEW);
        Session session = session();
        SqlTap.Watcher watcher = new SqlTap.Watcher() {
            private boolean done;

            @Override
            public void before(String what) {
                if (!done && what.startsWith("insert into doorward.auth_account")) {
                    done = true;
                    Together.aside(() -> confirm(token, session));
                }
            }
        };
        ImportResult imported;
        try (SqlTap.Watching watching = node.tap().watch(watcher)) {
            imported = node.accounts().importAccount(new ImportedAccount("mallory", OLD, true, null, Set.of()));
        }
        assertEquals(
                "email_taken",
                assertInstanceOf(ImportResult.Refused.class, imported).code());
        assertEquals(NEW, email());
        assertEquals(1, node.count("auth_account"));
    }

    @BothDatabases
    void its_owner_can_change_back_without_the_undo() {
        change(NEW);
        change(OLD);
        assertEquals(OLD, email());
    }

    /** It may be a stranger's, mistyped at registration. */
    @BothDatabases
    void an_address_that_was_never_proved_gets_no_way_back() {
        node.registered("grace");
        IssuedSession grace = node.logIn("grace", false);
        node.accounts().changeEmail(node.proof(grace), "grace@new.example", CLIENT);
        confirm(node.mailedToken("grace@new.example"), grace.session());
        assertEquals(1, node.subjectsTo("grace@example.com").size());
        assertEquals(0, node.count("auth_former_email"));
    }

    @BothDatabases
    void the_mail_after_an_undo_opens_no_account_that_is_disabled() {
        change(NEW);
        String token = node.mailedToken(OLD);
        node.accounts().disable(ada.id(), CLIENT);

        assertInstanceOf(UndoResult.Restored.class, undo(token));

        assertInstanceOf(
                ResetResult.Refused.class,
                node.recovery().resetPassword(node.mailedToken(OLD), OTHER_PASSWORD, CLIENT));
        assertFalse(node.letsIn(OLD, OTHER_PASSWORD));
    }

    @BothDatabases
    void a_closed_account_is_not_brought_back_by_an_undo() {
        change(NEW);
        String token = node.mailedToken(OLD);
        node.accounts().close(ada.id(), CLIENT);
        assertInstanceOf(UndoResult.Refused.class, undo(token));
        assertEquals(0, node.count("auth_former_email"));
        assertEquals(
                Account.Status.CLOSED,
                node.accounts().find(ada.id()).orElseThrow().status());
    }

    @BothDatabases
    void of_64_who_use_one_undo_at_once_one_counts() {
        change(NEW);
        String token = node.mailedToken(OLD);
        List<UndoResult> results = Together.run(64, i -> undo(token));
        assertEquals(
                1,
                results.stream().filter(UndoResult.Restored.class::isInstance).count());
        assertEquals(
                1,
                node.events(ada.id()).stream()
                        .filter(AuditType.EMAIL_RESTORED::equals)
                        .count());
    }

    @BothDatabases
    void a_blank_or_foreign_token_undoes_nothing() {
        change(NEW);
        for (String token : new String[] {null, "", " ", node.mailedToken(NEW)}) {
            assertInstanceOf(UndoResult.Refused.class, undo(token), token);
        }
        assertEquals(NEW, email());
    }

    @BothDatabases
    void an_undo_is_whole_or_not_at_all() {
        change(NEW);
        String token = node.mailedToken(OLD);
        whateverFails(() -> undo(token));
        assertEquals(OLD, email());
    }

    // Notices of what its owner changed.

    @BothDatabases
    void whoever_changes_name_or_password_the_owner_is_told() {
        node.accounts().changeUsername(proof(), "lovelace", CLIENT);
        IssuedSession issued = node.logIn("lovelace", false);
        node.accounts().changePassword(node.proof(issued), OTHER_PASSWORD, CLIENT);
        List<String> subjects = node.subjectsTo(OLD);
        assertTrue(subjects.contains("Your username at Doorward was changed"));
        assertEquals("Your password for Doorward was changed", subjects.get(subjects.size() - 1));
    }
}
