package dev.doorward.auth.account;

import static dev.doorward.auth.fixture.Node.CLIENT;
import static dev.doorward.auth.fixture.Node.OTHER_PASSWORD;
import static dev.doorward.auth.fixture.Node.PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.DoorwardBuilder;
import dev.doorward.auth.audit.AuditEvent;
import dev.doorward.auth.audit.AuditType;
import dev.doorward.auth.audit.AuthListener;
import dev.doorward.auth.audit.FieldRefusal;
import dev.doorward.auth.fixture.Node;
import dev.doorward.auth.fixture.Together;
import dev.doorward.auth.store.BothDatabases;
import dev.doorward.auth.store.SqlTap;
import dev.doorward.auth.store.TestDatabase;
import dev.doorward.auth.ticket.TicketPurpose;
import dev.doorward.auth.ticket.Tickets;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Registration where an address must be proved before there is an account. */
final class PendingRegistrationTest {
    private static final String VERIFY = "Confirm your email address for Doorward";
    private static final String ALREADY = "You already have an account at Doorward";
    private static final String ADA = "ada@example.com";

    private TestDatabase database;
    private Node node;

    @BeforeEach
    void open(TestDatabase database) {
        this.database = database;
        node = required(UnaryOperator.identity());
    }

    @AfterEach
    void close() {
        node.close();
    }

    private Node required(UnaryOperator<DoorwardBuilder> further) {
        return Node.on(database, builder -> further.apply(builder.emailVerification(EmailVerification.REQUIRED)));
    }

    private RegistrationResult register(String username, String email) {
        return register(username, email, null);
    }

    private RegistrationResult register(String username, String email, @Nullable String previous) {
        return node.accounts().register(new Registration(username, email, PASSWORD, CLIENT, Map.of(), previous));
    }

    private static String cookie(RegistrationResult result) {
        return assertInstanceOf(RegistrationResult.VerificationSent.class, result)
                .cookie();
    }

    private static List<String> codes(RegistrationResult result) {
        return assertInstanceOf(RegistrationResult.Refused.class, result).reasons().stream()
                .map(Reason::code)
                .toList();
    }

    private VerifyResult verify(@Nullable String token, @Nullable String cookie, @Nullable String password) {
        return node.recovery().verifyEmail(token, cookie, password, CLIENT, null);
    }

    private static String code(VerifyResult result) {
        return assertInstanceOf(VerifyResult.Refused.class, result).code();
    }

    private static Account account(VerifyResult result) {
        return assertInstanceOf(VerifyResult.Verified.class, result).account();
    }

    @BothDatabases
    void nobody_is_let_in_before_the_address_is_proved() {
        register("ada", ADA);
        assertEquals(0, node.count("auth_account"));
        assertFalse(node.letsIn("ada", PASSWORD));
        assertFalse(node.letsIn(ADA, PASSWORD));
    }

    @BothDatabases
    void the_account_is_born_by_the_mailed_link_in_the_browser_that_registered() {
        String cookie = cookie(register("Ada", "Ada@example.com"));
        Account ada = account(verify(node.mailedToken("Ada@example.com"), cookie, null));
        assertEquals("Ada", ada.username());
        assertEquals("Ada@example.com", ada.email());
        assertTrue(ada.emailVerified());
        assertTrue(node.letsIn("ada", PASSWORD));
        assertEquals(0, node.count("auth_pending_registration"));
        assertTrue(node.events(ada.id()).containsAll(Set.of(AuditType.REGISTERED, AuditType.EMAIL_VERIFIED)));
    }

    /** Pre-hijacking (USENIX Security 2022), trojan identifier: who registers first has not read the mail. */
    @BothDatabases
    void the_password_of_somebody_who_only_claimed_the_address_opens_nothing() {
        register("victim", ADA);
        String token = node.mailedToken(ADA);
        assertInstanceOf(VerifyResult.PasswordNeeded.class, verify(token, null, null));
        assertInstanceOf(VerifyResult.PasswordNeeded.class, verify(token, null, ""));
        assertEquals(0, node.count("auth_account"));
        account(verify(token, null, OTHER_PASSWORD));
        assertFalse(node.letsIn(ADA, PASSWORD));
        assertTrue(node.letsIn(ADA, OTHER_PASSWORD));
    }

    @BothDatabases
    void the_cookie_of_another_registration_spares_no_password() {
        register("ada", ADA);
        String other = cookie(register("mallory", "mallory@example.com"));
        String token = node.mailedToken(ADA);
        for (String cookie : new String[] {null, "", "x", other, other + "x", "1.AAAA.AAAA"}) {
            assertInstanceOf(VerifyResult.PasswordNeeded.class, verify(token, cookie, null), cookie);
        }
    }

    @BothDatabases
    void a_bad_password_typed_elsewhere_is_refused_and_the_link_stays_good() {
        register("ada", ADA);
        String token = node.mailedToken(ADA);
        assertEquals("password_too_short", code(verify(token, null, "short")));
        assertEquals("password_contains_context", code(verify(token, null, "ada@example.com!")));
        account(verify(token, null, OTHER_PASSWORD));
    }

    @BothDatabases
    void of_64_who_use_the_link_at_once_one_gets_the_account() {
        String cookie = cookie(register("ada", ADA));
        String token = node.mailedToken(ADA);
        List<VerifyResult> results = Together.run(64, i -> verify(token, cookie, null));
        assertEquals(
                1,
                results.stream().filter(VerifyResult.Verified.class::isInstance).count());
        results.stream()
                .filter(result -> !(result instanceof VerifyResult.Verified))
                .forEach(result -> assertEquals(Tickets.INVALID, code(result)));
        assertEquals(1, node.count("auth_account"));
    }

    @BothDatabases
    void a_link_used_once_opens_nothing_again() {
        String cookie = cookie(register("ada", ADA));
        String token = node.mailedToken(ADA);
        account(verify(token, cookie, null));
        List<String> before = node.everything();
        assertEquals(Tickets.INVALID, code(verify(token, cookie, OTHER_PASSWORD)));
        assertEquals(before, node.everything());
    }

    @BothDatabases
    void to_look_at_a_link_changes_nothing() {
        String cookie = cookie(register("ada", ADA));
        String token = node.mailedToken(ADA);
        List<String> before = node.everything();
        assertEquals(new LinkState.Usable(ADA, "ada", false), look(token, cookie));
        assertEquals(new LinkState.Usable(ADA, "ada", true), look(token, null));
        assertEquals(before, node.everything());
        account(verify(token, cookie, null));
        assertEquals(new LinkState.Unusable(), look(token, cookie));
    }

    private LinkState look(String token, @Nullable String cookie) {
        return node.recovery().look(TicketPurpose.VERIFY_EMAIL, token, cookie, null);
    }

    /** CVE-2019-16109. */
    @BothDatabases
    void a_blank_token_is_no_link() {
        String cookie = cookie(register("ada", ADA));
        for (String token : new String[] {null, "", " ", "null"}) {
            assertEquals(Tickets.INVALID, code(verify(token, cookie, OTHER_PASSWORD)), token);
            assertEquals(new LinkState.Unusable(), look(token, cookie), token);
        }
    }

    @BothDatabases
    void a_link_is_dead_after_a_day_and_the_name_is_free() {
        String cookie = cookie(register("ada", ADA));
        String token = node.mailedToken(ADA);
        node.clock().turn(Duration.ofHours(24));
        assertEquals(Tickets.INVALID, code(verify(token, cookie, null)));
        cookie(register("ada", "other@example.com"));
    }

    @BothDatabases
    void expired_registrations_are_removed() {
        register("ada", ADA);
        node.clock().turn(Duration.ofHours(23));
        register("grace", "grace@example.com");
        node.recovery().deleteExpired();
        assertEquals(2, node.count("auth_pending_registration"));
        node.clock().turn(Duration.ofHours(1));
        node.recovery().deleteExpired();
        assertEquals(1, node.count("auth_pending_registration"));
    }

    // Who has the address is no business of who asks.

    @BothDatabases
    void a_known_address_is_answered_like_an_unknown_one() {
        node.registered("ada");
        RegistrationResult[] results = new RegistrationResult[2];
        List<String> unknown = node.tap().recorded(() -> results[0] = register("grace", "grace@example.com"));
        List<String> known = node.tap().recorded(() -> results[1] = register("mallory", ADA));
        assertEquals(unknown, known);
        assertEquals(cookie(results[0]).length(), cookie(results[1]).length());
        assertEquals(2, node.count("auth_pending_registration"));
        assertEquals(2, node.count("auth_mail_outbox"));
    }

    @BothDatabases
    void the_owner_of_an_address_that_somebody_registers_is_told_at_the_stored_address() {
        cookie(register("Ada", "Ada@example.com"));
        account(verify(node.mailedToken("Ada@example.com"), null, PASSWORD));
        register("mallory", "ADA@EXAMPLE.COM");
        assertEquals(List.of(VERIFY, ALREADY), node.subjectsTo("Ada@example.com"));
        assertEquals(List.of(), node.subjectsTo("ADA@example.com"));
    }

    @BothDatabases
    void a_registration_of_a_known_address_becomes_no_account() {
        node.registered("ada");
        cookie(register("mallory", ADA));
        assertEquals(List.of(VERIFY, ALREADY), node.subjectsTo(ADA));
        node.clock().turn(Duration.ofMinutes(2));
        node.recovery().resendVerification(ADA, CLIENT);
        assertEquals(List.of(VERIFY, ALREADY), node.subjectsTo(ADA));
        assertFalse(node.letsIn("mallory", PASSWORD));
        assertEquals(1, node.count("auth_account"));
    }

    @BothDatabases
    void of_two_who_registered_one_address_the_second_to_prove_it_is_told_that_it_is_taken() {
        String first = cookie(register("ada", ADA));
        String firstToken = node.mailedToken(ADA);
        String second = cookie(register("lovelace", ADA));
        String secondToken = node.mailedToken(ADA);
        account(verify(firstToken, first, null));
        assertEquals("email_taken", code(verify(secondToken, second, null)));
        assertEquals(1, node.count("auth_account"));
    }

    // Names.

    @BothDatabases
    void a_name_that_waits_is_taken_for_everybody_else() {
        register("ada", ADA);
        Account grace = node.registered("grace");
        assertEquals(List.of("username_taken"), codes(register("ADA", "other@example.com")));
        ChangeResult renamed = node.accounts().changeUsername(node.proof(node.logIn("grace", false)), "Ada", CLIENT);
        assertEquals(
                "username_taken",
                assertInstanceOf(ChangeResult.Refused.class, renamed).code());
        ImportResult imported =
                node.accounts().importAccount(new ImportedAccount("ada", "other@example.com", true, null, Set.of()));
        assertEquals(
                "username_taken",
                assertInstanceOf(ImportResult.Refused.class, imported).code());
        assertEquals("grace", node.accounts().find(grace.id()).orElseThrow().username());
        assertEquals(1, node.count("auth_account"));
    }

    @BothDatabases
    void of_16_who_want_one_name_at_once_one_gets_it() {
        List<RegistrationResult> results = Together.run(16, i -> patiently("ada", "person" + i + "@example.com"));
        assertEquals(
                1,
                results.stream()
                        .filter(RegistrationResult.VerificationSent.class::isInstance)
                        .count());
        assertEquals(1, node.count("auth_pending_registration"));
        assertEquals(1, node.count("auth_mail_outbox"));
    }

    private RegistrationResult patiently(String username, String email) {
        RegistrationResult result = register(username, email);
        while (result instanceof RegistrationResult.Busy) {
            result = register(username, email);
        }
        return result;
    }

    @BothDatabases
    void who_mistyped_the_address_tries_again_in_the_same_browser_under_the_same_name() {
        String mistyped = cookie(register("ada", "aad@example.com"));
        String dead = node.mailedToken("aad@example.com");
        String cookie = cookie(register("ada", ADA, mistyped));
        assertEquals(1, node.count("auth_pending_registration"));
        assertEquals(Tickets.INVALID, code(verify(dead, mistyped, OTHER_PASSWORD)));
        account(verify(node.mailedToken(ADA), cookie, null));
    }

    @BothDatabases
    void a_try_that_is_refused_leaves_the_former_one() {
        node.registered("grace");
        String cookie = cookie(register("ada", ADA));
        assertEquals(List.of("username_taken"), codes(register("grace", ADA, cookie)));
        account(verify(node.mailedToken(ADA), cookie, null));
    }

    // Resending.

    @BothDatabases
    void the_mail_is_sent_again_a_minute_apart_and_five_times_in_all() {
        register("ada", ADA);
        node.recovery().resendVerification(ADA, CLIENT);
        assertEquals(1, node.subjectsTo(ADA).size());
        for (int i = 0; i < 10; i++) {
            node.clock().turn(Duration.ofMinutes(1));
            node.recovery().resendVerification("ADA@example.com", CLIENT);
        }
        assertEquals(5, node.subjectsTo(ADA).size());
        assertEquals(List.of(), node.subjectsTo("ADA@example.com"));
        account(verify(node.mailedToken(ADA), null, PASSWORD));
    }

    @BothDatabases
    void sixteen_who_ask_again_at_once_get_one_mail() {
        register("ada", ADA);
        node.clock().turn(Duration.ofMinutes(1));
        Together.run(16, i -> {
            node.recovery().resendVerification(ADA, CLIENT);
            return i;
        });
        assertEquals(2, node.subjectsTo(ADA).size());
    }

    @BothDatabases
    void to_ask_again_tells_nothing_of_an_address() {
        register("ada", ADA);
        node.registered("grace");
        node.clock().turn(Duration.ofMinutes(1));
        resend("first@example.com"); // begins what its network has asked for
        List<String> unknown = resend("nobody@example.com");
        for (String address : new String[] {ADA, ADA, "grace@example.com", "no address", "", null}) {
            assertEquals(unknown, resend(address), address);
        }
    }

    private List<String> resend(@Nullable String address) {
        return node.tap().recorded(() -> node.recovery().resendVerification(address, CLIENT));
    }

    // The application's own fields.

    /** Knows two teams, of which one is full by the time of the birth. */
    private static final class Teams implements AuthListener {
        private final List<AuditEvent> told = new CopyOnWriteArrayList<>();

        @Override
        public List<FieldRefusal> inTransaction(AuditEvent event, Connection connection) {
            told.add(event);
            String team = event.extra().getOrDefault("team", "");
            return switch (event.type()) {
                case REGISTRATION_REQUESTED ->
                    refusedUnless(Set.of("blue", "full").contains(team), "team_unknown");
                case REGISTERED -> refusedUnless(!team.equals("full"), "team_taken");
                default -> List.of();
            };
        }

        private static List<FieldRefusal> refusedUnless(boolean accepted, String code) {
            return accepted ? List.of() : List.of(new FieldRefusal("team", code, "Choose another."));
        }
    }

    private RegistrationResult inTeam(Node asked, String team) {
        return asked.accounts()
                .register(
                        new Registration("ada", ADA, PASSWORD, CLIENT, Map.of("team", team, "motto", "\u00e4\u0000b")));
    }

    @BothDatabases
    void the_applications_fields_are_refused_when_they_are_typed_and_kept_until_the_birth() {
        Teams teams = new Teams();
        try (Node asked = required(builder -> builder.listener(teams))) {
            assertEquals(List.of("team_unknown"), codes(inTeam(asked, "red")));
            assertEquals(0, asked.count("auth_pending_registration"));
            assertEquals(0, asked.count("auth_mail_outbox"));
            String cookie = cookie(inTeam(asked, "blue"));
            assertFalse(String.join("\n", asked.everything()).contains("blue"));
            Account ada = account(asked.recovery().verifyEmail(asked.mailedToken(ADA), cookie, null, CLIENT, null));
            AuditEvent birth = teams.told.stream()
                    .filter(event -> event.type() == AuditType.REGISTERED)
                    .findFirst()
                    .orElseThrow();
            assertEquals(ada.id(), birth.account());
            assertEquals(Map.of("team", "blue", "motto", "\u00e4\u0000b"), birth.extra());
        }
    }

    @BothDatabases
    void a_birth_that_the_application_refuses_leaves_the_registration_and_its_link() {
        try (Node asked = required(builder -> builder.listener(new Teams()))) {
            String cookie = cookie(inTeam(asked, "full"));
            String token = asked.mailedToken(ADA);
            List<String> before = asked.everything();
            VerifyResult refused = asked.recovery().verifyEmail(token, cookie, null, CLIENT, null);
            assertEquals("team_taken", code(refused));
            assertEquals(before, asked.everything());
            assertInstanceOf(
                    LinkState.Usable.class, asked.recovery().look(TicketPurpose.VERIFY_EMAIL, token, cookie, null));
        }
    }

    // The database.

    @BothDatabases
    void a_copied_database_shows_neither_password_nor_link() {
        register("ada", ADA);
        String all = String.join("\n", node.everything());
        assertFalse(all.contains("argon2"));
        assertFalse(all.contains("token="));
    }

    @BothDatabases
    void a_row_that_somebody_changed_becomes_no_account() {
        String cookie = cookie(register("ada", ADA));
        String token = node.mailedToken(ADA);
        register("mallory", "mallory@example.com");
        node.byHand("update {s}auth_pending_registration set sealed = (select other.sealed"
                + " from {s}auth_pending_registration other where other.username_key = 'mallory')"
                + " where username_key = 'ada'");
        assertEquals(Tickets.INVALID, code(verify(token, cookie, null)));
        assertEquals(0, node.count("auth_account"));
    }

    @BothDatabases
    void a_row_that_was_given_another_address_becomes_no_account() {
        String cookie = cookie(register("ada", ADA));
        String token = node.mailedToken(ADA);
        node.byHand("update {s}auth_pending_registration set email = 'v@example.com', email_key = 'v@example.com'");
        assertEquals(Tickets.INVALID, code(verify(token, cookie, null)));
    }

    @BothDatabases
    void a_row_that_was_given_another_address_becomes_no_account_by_a_mail_to_that() {
        String cookie = cookie(register("ada", ADA));
        node.byHand("update {s}auth_pending_registration set email = 'v@example.com', email_key = 'v@example.com'");
        node.clock().turn(Duration.ofMinutes(2));
        node.recovery().resendVerification("v@example.com", CLIENT);
        String token = node.mailedToken("v@example.com");
        assertEquals(Tickets.INVALID, code(verify(token, cookie, null)));
        assertEquals(Tickets.INVALID, code(verify(token, null, OTHER_PASSWORD)));
        assertEquals(0, node.count("auth_account"));
    }

    @BothDatabases
    void a_row_that_was_given_another_name_becomes_no_account() {
        String cookie = cookie(register("ada", ADA));
        String token = node.mailedToken(ADA);
        for (String name : List.of("'admin'", "'ADA'", "null")) {
            node.byHand("update {s}auth_pending_registration set username = " + name + ", username_key = lower(" + name
                    + ")");
            assertEquals(Tickets.INVALID, code(verify(token, cookie, null)), name);
        }
        assertEquals(0, node.count("auth_account"));
    }

    @BothDatabases
    void a_birth_is_whole_or_not_at_all() {
        String cookie = cookie(register("ada", ADA));
        String token = node.mailedToken(ADA);
        List<String> before = node.everything();
        int nth = 0;
        SqlTap.FailNth failure;
        do {
            assertEquals(before, node.everything(), "failure " + nth);
            failure = new SqlTap.FailNth(++nth);
            try (SqlTap.Watching watching = node.tap().watch(failure)) {
                verify(token, cookie, null);
            } catch (RuntimeException expected) {
                // Whatever breaks, the link stays good.
            }
        } while (failure.hasFailed());
        assertTrue(nth > 10);
        assertTrue(node.letsIn("ada", PASSWORD));
    }
}
