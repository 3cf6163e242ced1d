package dev.doorward.auth.login;

import static dev.doorward.auth.fixture.Node.CLIENT;
import static dev.doorward.auth.fixture.Node.PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.DoorwardBuilder;
import dev.doorward.auth.account.Account;
import dev.doorward.auth.account.LinkState;
import dev.doorward.auth.audit.AuditType;
import dev.doorward.auth.fixture.Node;
import dev.doorward.auth.fixture.Together;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.session.IssuedSession;
import dev.doorward.auth.session.Session;
import dev.doorward.auth.store.BothDatabases;
import dev.doorward.auth.store.TestDatabase;
import dev.doorward.auth.testing.TestDoorward;
import dev.doorward.auth.throttle.Limit;
import dev.doorward.auth.throttle.LimitName;
import dev.doorward.auth.throttle.Limits;
import dev.doorward.auth.ticket.TicketPurpose;
import dev.doorward.auth.ticket.Tickets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

final class LoginLinkTest {
    private static final String ADA = "ada@example.com";
    private static final String LINK = "Log in to Doorward";

    private Node node;
    private Account ada;

    @BeforeEach
    void open(TestDatabase database) {
        node = Node.on(database, DoorwardBuilder::allowLoginLink);
        ada = node.verified("ada");
    }

    @AfterEach
    void close() {
        node.close();
    }

    private String request(@Nullable String email) {
        return assertInstanceOf(LinkRequestResult.Accepted.class, node.login().requestLink(email, CLIENT))
                .cookie();
    }

    private LoginLinkResult use(@Nullable String token, @Nullable String cookie) {
        return node.login().withLink(token, cookie, CLIENT, null);
    }

    private LoginResult type(@Nullable String cookie, @Nullable String code) {
        return node.login().withCode(cookie, code, CLIENT, null);
    }

    private String codeShown(String token) {
        return assertInstanceOf(LoginLinkResult.ShowCode.class, use(token, null))
                .code();
    }

    private static void assertRefused(LoginLinkResult result) {
        assertEquals(
                Tickets.INVALID,
                assertInstanceOf(LoginLinkResult.Refused.class, result).code());
    }

    private static void assertRefused(LoginResult result) {
        assertEquals(
                LoginResult.Refused.INVALID_CODE,
                assertInstanceOf(LoginResult.Refused.class, result).code());
    }

    private static String wrong(String code) {
        return code.equals("000000") ? "000001" : "000000";
    }

    @BothDatabases
    void the_link_logs_in_the_browser_that_asked_for_it() {
        String cookie = request("ADA@example.com");
        IssuedSession issued = assertInstanceOf(LoginLinkResult.LoggedIn.class, use(node.mailedToken(ADA), cookie))
                .issued();
        assertTrue(node.isIn(issued));
        assertEquals(ada.id(), issued.session().account());
        assertEquals(Set.of("email"), issued.session().methods());
        assertEquals(0, node.count("auth_login_link"));
        assertTrue(node.events(ada.id()).containsAll(Set.of(AuditType.LOGIN_LINK_REQUESTED, AuditType.LOGGED_IN)));
    }

    @BothDatabases
    void the_session_the_browser_had_before_ends() {
        Session former = node.loggedIn("grace").session();
        String cookie = request(ADA);
        node.login().withLink(node.mailedToken(ADA), cookie, CLIENT, former);
        assertEquals(1, node.count("auth_session"));
    }

    @BothDatabases
    void nobody_asks_for_links_that_the_application_did_not_allow(TestDatabase database) {
        try (Node without = Node.on(database)) {
            assertThrows(IllegalStateException.class, () -> without.login().requestLink(ADA, CLIENT));
            assertThrows(IllegalStateException.class, () -> without.login().withLink("x", null, CLIENT, null));
            assertThrows(IllegalStateException.class, () -> without.login().withCode(null, "1", CLIENT, null));
        }
    }

    // Elsewhere.

    @BothDatabases
    void a_link_opened_in_another_browser_lets_nobody_in_and_shows_a_code() {
        String cookie = request(ADA);
        String code = codeShown(node.mailedToken(ADA));
        assertTrue(code.matches("[0-9]{6}"));
        assertEquals(0, node.count("auth_session"));
        assertTrue(node.events(ada.id()).contains(AuditType.LOGIN_CODE_SHOWN));
        assertTrue(node.isIn(Node.issued(type(cookie, " " + code.substring(0, 3) + " " + code.substring(3)))));
        assertRefused(type(cookie, code));
    }

    @BothDatabases
    void a_code_typed_in_another_browser_than_asked_opens_nothing() {
        request(ADA);
        String code = codeShown(node.mailedToken(ADA));
        String other = request(ADA);
        for (String cookie : new String[] {null, "", "x", other, other + "x"}) {
            assertRefused(type(cookie, code));
        }
        assertEquals(0, node.count("auth_session"));
    }

    @BothDatabases
    void the_cookie_of_another_request_shows_a_code_and_logs_nobody_in() {
        String mallory = request("mallory@example.com");
        request(ADA);
        assertInstanceOf(LoginLinkResult.ShowCode.class, use(node.mailedToken(ADA), mallory));
        assertEquals(0, node.count("auth_session"));
    }

    @BothDatabases
    void a_code_is_dead_after_five_wrong_tries() {
        String cookie = request(ADA);
        String code = codeShown(node.mailedToken(ADA));
        for (int i = 0; i < 5; i++) {
            assertRefused(type(cookie, wrong(code)));
        }
        assertRefused(type(cookie, code));
        assertEquals(0, node.count("auth_session"));
    }

    @BothDatabases
    void a_code_is_good_after_four_wrong_tries() {
        String cookie = request(ADA);
        String code = codeShown(node.mailedToken(ADA));
        for (String typed : new String[] {null, "", "\u0661\u0662\u0663", wrong(code)}) {
            assertRefused(type(cookie, typed));
        }
        assertInstanceOf(LoginResult.LoggedIn.class, type(cookie, code));
    }

    /** CVE-2024-4629, CVE-2019-5421: limits that simultaneous tries got past. */
    @BothDatabases
    void of_64_tries_at_once_five_count() {
        String cookie = request(ADA);
        String code = codeShown(node.mailedToken(ADA));
        Together.run(64, i -> type(cookie, wrong(code)));
        assertRefused(type(cookie, code));
        assertTrue(String.join("\n", node.rows("auth_login_link"))
                .toLowerCase(Locale.ROOT)
                .contains("tries=5 "));
    }

    /** Each try of a dead code once held the account's row, and with it whoever logged in. */
    @BothDatabases
    void a_try_that_cannot_count_costs_one_read_whosever_the_address_is() {
        String mallory = request("mallory@example.com");
        String cookie = request(ADA);
        for (int i = 0; i < 5; i++) {
            assertRefused(type(cookie, "123456"));
            assertRefused(type(mallory, "123456"));
        }
        assertOneRead(cookie, mallory);
        String expired = request(ADA);
        String expiredOfNobody = request("mallory@example.com");
        node.clock().turn(Duration.ofMinutes(10));
        assertOneRead(expired, expiredOfNobody);
    }

    private void assertOneRead(String cookie, String ofNobody) {
        List<String> asked = node.tap().recorded(() -> assertRefused(type(cookie, "123456")));
        assertEquals(1, asked.stream().filter(what -> what.startsWith("select")).count(), asked::toString);
        assertTrue(asked.stream().noneMatch(what -> what.contains("for update") || what.contains("auth_event")));
        assertEquals(asked, node.tap().recorded(() -> assertRefused(type(ofNobody, "123456"))));
    }

    @BothDatabases
    void codes_from_one_network_are_limited_and_those_that_cannot_count_spend_nothing(TestDatabase database) {
        Limits few = TestDoorward.farAway().with(LimitName.LOGIN_CODE, Limit.parse("6/1m"));
        try (Node limited =
                Node.on(database, builder -> builder.allowLoginLink().limits(few))) {
            node = limited;
            String dead = request(ADA);
            for (int i = 0; i < 50; i++) {
                assertRefused(type(dead, "123456"));
            }
            String cookie = request(ADA);
            String code = codeShown(node.mailedToken(ADA));
            assertRefused(type(cookie, wrong(code)));
            LoginResult.Refused refused = assertInstanceOf(LoginResult.Refused.class, type(cookie, code));
            assertEquals(LoginResult.Refused.RATE_LIMITED, refused.code());
            assertEquals(Optional.of(Duration.ofSeconds(10)), refused.retryAfter());
            Client elsewhere = new Client("198.51.100.7", CLIENT.userAgent());
            assertInstanceOf(LoginResult.LoggedIn.class, node.login().withCode(cookie, code, elsewhere, null));
        }
    }

    @BothDatabases
    void tries_before_the_code_was_shown_count_too() {
        String cookie = request(ADA);
        for (int i = 0; i < 5; i++) {
            assertRefused(type(cookie, "123456"));
        }
        assertRefused(type(cookie, codeShown(node.mailedToken(ADA))));
    }

    @BothDatabases
    void a_code_is_dead_ten_minutes_after_the_link_was_asked_for() {
        String cookie = request(ADA);
        node.clock().turn(Duration.ofMinutes(9));
        String code = codeShown(node.mailedToken(ADA));
        node.clock().turn(Duration.ofMinutes(1));
        assertRefused(type(cookie, code));
    }

    // Once, and only while nothing changed.

    @BothDatabases
    void of_64_uses_of_one_link_at_once_one_logs_in() {
        String cookie = request(ADA);
        String token = node.mailedToken(ADA);
        List<LoginLinkResult> results = Together.run(64, i -> use(token, cookie));
        assertEquals(
                1,
                results.stream()
                        .filter(LoginLinkResult.LoggedIn.class::isInstance)
                        .count());
        assertEquals(1, node.count("auth_session"));
    }

    @BothDatabases
    void of_64_uses_of_one_link_elsewhere_one_shows_a_code() {
        String cookie = request(ADA);
        String token = node.mailedToken(ADA);
        List<LoginLinkResult> results = Together.run(64, i -> use(token, null));
        List<LoginLinkResult.ShowCode> shown = results.stream()
                .filter(LoginLinkResult.ShowCode.class::isInstance)
                .map(LoginLinkResult.ShowCode.class::cast)
                .toList();
        assertEquals(1, shown.size());
        assertRefused(use(token, cookie));
        assertInstanceOf(LoginResult.LoggedIn.class, type(cookie, shown.get(0).code()));
    }

    @BothDatabases
    void of_64_who_type_the_code_at_once_one_is_logged_in() {
        String cookie = request(ADA);
        String code = codeShown(node.mailedToken(ADA));
        List<LoginResult> results = Together.run(64, i -> type(cookie, code));
        assertEquals(
                1,
                results.stream().filter(LoginResult.LoggedIn.class::isInstance).count());
        assertEquals(1, node.count("auth_session"));
    }

    @BothDatabases
    void link_and_code_die_with_any_change_of_the_account() {
        for (Runnable change : List.<Runnable>of(
                () -> node.accounts().changePassword(node.proof(node.logIn("ada", false)), PASSWORD, CLIENT),
                () -> node.accounts().grant(ada.id(), "admin", CLIENT),
                () -> {
                    node.accounts().disable(ada.id(), CLIENT);
                    node.accounts().enable(ada.id(), CLIENT);
                })) {
            String cookie = request(ADA);
            String token = node.mailedToken(ADA);
            String other = request(ADA);
            String code = codeShown(node.mailedToken(ADA));
            change.run();
            assertRefused(use(token, cookie));
            assertRefused(use(token, null));
            assertRefused(type(other, code));
        }
    }

    @BothDatabases
    void a_disabled_account_is_not_let_in() {
        String cookie = request(ADA);
        String token = node.mailedToken(ADA);
        node.accounts().disable(ada.id(), CLIENT);
        assertRefused(use(token, cookie));
        int mails = node.subjectsTo(ADA).size();
        request(ADA);
        assertEquals(mails, node.subjectsTo(ADA).size());
    }

    @BothDatabases
    void a_blank_or_foreign_token_logs_nobody_in() {
        String cookie = request(ADA);
        node.recovery().forgotPassword(ADA, CLIENT);
        for (String token : new String[] {null, "", " ", "null", node.mailedToken(ADA)}) {
            assertRefused(use(token, cookie));
            assertRefused(use(token, null));
        }
    }

    @BothDatabases
    void to_look_at_a_link_uses_nothing_up() {
        String cookie = request(ADA);
        String token = node.mailedToken(ADA);
        List<String> before = node.everything();
        assertEquals(
                new LinkState.Usable(ADA, "ada", false),
                node.recovery().look(TicketPurpose.LOGIN_LINK, token, null, null));
        assertEquals(before, node.everything());
        assertInstanceOf(LoginLinkResult.LoggedIn.class, use(token, cookie));
    }

    // Who asks learns nothing.

    @BothDatabases
    void a_known_address_is_answered_like_an_unknown_one() {
        node.registered("grace");
        request("first@example.com"); // begins what its network has asked for
        String[] cookies = new String[2];
        List<String> unknown = node.tap().recorded(() -> cookies[0] = request("mallory@example.com"));
        List<String> known = node.tap().recorded(() -> cookies[1] = request(ADA));
        List<String> unproved = node.tap().recorded(() -> request("grace@example.com"));
        assertEquals(unknown, known);
        assertEquals(unknown, unproved);
        assertEquals(cookies[0].length(), cookies[1].length());
        type(cookies[0], "123456"); // begins what its network has tried
        type(cookies[1], "123456");
        node.clock().turn(Duration.ofMinutes(1));
        assertEquals(
                node.tap().recorded(() -> assertRefused(type(cookies[0], "123456"))),
                node.tap().recorded(() -> assertRefused(type(cookies[1], "123456"))));
    }

    /** Else whoever registered somebody else's address would share the account with its owner. */
    @BothDatabases
    void an_address_that_is_not_proved_gets_no_link() {
        node.registered("grace");
        request("grace@example.com");
        assertFalse(node.subjectsTo("grace@example.com").contains(LINK));
    }

    @BothDatabases
    void a_username_is_no_address() {
        int mails = node.subjectsTo(ADA).size();
        request("ada");
        assertEquals(mails, node.subjectsTo(ADA).size());
    }

    @BothDatabases
    void a_copied_database_shows_no_code() {
        request(ADA);
        String code = codeShown(node.mailedToken(ADA));
        assertFalse(String.join("\n", node.rows("auth_login_link")).contains("=" + code));
    }

    @BothDatabases
    void a_row_that_was_given_to_another_account_lets_nobody_in() {
        Account grace = node.verified("grace");
        String cookie = request(ADA);
        String code = codeShown(node.mailedToken(ADA));
        node.byHand("update {s}auth_login_link set account_id = ?", grace.id().value());
        node.byHand(
                "update {s}auth_login_link set epoch = (select epoch from {s}auth_account where id = ?)",
                grace.id().value());
        assertRefused(type(cookie, code));
    }
}
