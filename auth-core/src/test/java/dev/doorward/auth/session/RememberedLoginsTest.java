package dev.doorward.auth.session;

import static dev.doorward.auth.fixture.Node.CLIENT;
import static dev.doorward.auth.fixture.Node.OTHER_PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.account.ChangeResult;
import dev.doorward.auth.audit.AuditType;
import dev.doorward.auth.fixture.Node;
import dev.doorward.auth.fixture.Together;
import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.login.LoginResult;
import dev.doorward.auth.secret.OpaqueToken;
import dev.doorward.auth.store.BothDatabases;
import dev.doorward.auth.store.TestDatabase;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

final class RememberedLoginsTest {
    private static final LoginResult REFUSED =
            new LoginResult.Refused("invalid_credentials", java.util.Optional.empty());
    private static final Client OTHER_BROWSER = new Client(CLIENT.address(), "OtherBrowser/1.0");
    private static final Client OTHER_PLACE = new Client("203.0.113.9", CLIENT.userAgent());

    private Node node;
    private AccountId ada;
    private IssuedSession login;

    @BeforeEach
    void open(TestDatabase database) {
        node = Node.on(database);
        ada = node.registered("ada").id();
        login = node.logIn("ada", true);
    }

    @AfterEach
    void close() {
        node.close();
    }

    @BothDatabases
    void each_use_opens_a_session_and_replaces_the_token() {
        Set<OpaqueToken> tokens = new HashSet<>();
        Set<Object> sessions = new HashSet<>();
        IssuedSession last = login;
        for (int day = 0; day < 5; day++) {
            tokens.add(last.remembered().orElseThrow().token());
            sessions.add(last.session().id());
            node.clock().turn(Duration.ofDays(1));
            last = Node.issued(node.remember(last));
            assertTrue(node.isIn(last));
            assertEquals(
                    login.remembered().orElseThrow().token().id(),
                    last.session().rememberedId());
        }
        assertEquals(5, tokens.size());
        assertEquals(5, sessions.size());
        assertEquals(1, node.count("auth_remembered"));
        assertTrue(node.events(ada).contains(AuditType.SESSION_RESUMED));
    }

    @BothDatabases
    void a_remembered_login_keeps_the_first_time_and_methods_and_is_never_fresh() {
        Instant first = node.clock().instant();
        node.clock().turn(Duration.ofDays(1));
        IssuedSession resumed = Node.issued(node.remember(login));
        assertEquals(first, resumed.session().authTime());
        assertEquals(login.session().methods(), resumed.session().methods());
        assertTrue(node.login().proofOf(resumed.session()).isEmpty());

        // Nor does a confirmation in one session make those fresh that the remembered login opens later.
        node.confirmed(resumed);
        node.clock().turn(Duration.ofMinutes(1));
        IssuedSession next = Node.issued(node.remember(resumed));
        assertEquals(first, next.session().authTime());
        assertTrue(node.login().proofOf(next.session()).isEmpty());
    }

    @BothDatabases
    void a_copied_cookie_is_not_fresh_however_soon_it_is_used_until_the_password_is_typed() {
        IssuedSession resumed = Node.issued(node.remember(login));
        assertTrue(resumed.session().authTime().equals(node.clock().instant()));
        assertFalse(
                resumed.session().isFresh(Duration.ofMinutes(10), node.clock().instant()));
        assertTrue(node.login().proofOf(resumed.session()).isEmpty());
        assertTrue(node.login().proofOf(node.confirmed(resumed).session()).isPresent());
    }

    /** CVE-2026-56130: a cookie whose age only the browser knew. */
    @BothDatabases
    void a_frozen_cookie_is_dead_after_thirty_days() {
        node.clock().turn(Duration.ofDays(30).minusMillis(1));
        IssuedSession resumed = Node.issued(node.remember(login));
        node.clock().turn(Duration.ofMillis(1));
        assertEquals(REFUSED, node.remember(resumed));
        assertEquals(REFUSED, node.remember(login));
    }

    @BothDatabases
    void use_does_not_prolong_a_remembered_login() {
        IssuedSession last = login;
        for (int day = 1; day < 30; day++) {
            node.clock().turn(Duration.ofDays(1));
            last = Node.issued(node.remember(last));
            assertEquals(
                    login.remembered().orElseThrow().expiresAt(),
                    last.remembered().orElseThrow().expiresAt());
        }
        node.clock().turn(Duration.ofDays(1));
        assertEquals(REFUSED, node.remember(last));
    }

    @BothDatabases
    void of_64_tabs_that_wake_up_at_once_all_get_the_one_session_and_nobody_is_logged_out() {
        node.clock().turn(Duration.ofDays(1));
        List<LoginResult> results = Together.run(64, i -> node.remember(login));
        assertEquals(1, Set.copyOf(results).size());
        IssuedSession resumed = Node.issued(results.get(0));
        assertTrue(node.isIn(resumed));
        assertEquals(2, node.count("auth_session"));
        assertFalse(node.events(ada).contains(AuditType.REMEMBER_REUSED));
        node.clock().turn(Duration.ofDays(1));
        assertTrue(node.isIn(Node.issued(node.remember(resumed))));
    }

    @BothDatabases
    void a_late_tab_gets_the_same_tokens_for_thirty_seconds_on_any_node() {
        LoginResult first = node.remember(login);
        node.clock().turn(Duration.ofSeconds(30).minusMillis(1));
        try (Node second = node.second()) {
            assertEquals(first, second.remember(login, OTHER_PLACE));
        }
        node.clock().turn(Duration.ofMillis(1));
        assertEquals(REFUSED, node.remember(login));
    }

    @BothDatabases
    void a_replaced_token_that_comes_later_ends_the_remembered_login_and_its_sessions() {
        IssuedSession elsewhere = node.logIn("ada", true);
        IssuedSession resumed = Node.issued(node.remember(login));
        assertTrue(node.isIn(login) && node.isIn(resumed));
        node.clock().turn(Duration.ofSeconds(30));
        reusedAndEnded(resumed, elsewhere, CLIENT);
    }

    @BothDatabases
    void another_browser_is_given_nothing_within_the_grace_either() {
        IssuedSession elsewhere = node.logIn("ada", true);
        IssuedSession resumed = Node.issued(node.remember(login));
        assertTrue(node.isIn(login) && node.isIn(resumed));
        reusedAndEnded(resumed, elsewhere, OTHER_BROWSER);
    }

    private void reusedAndEnded(IssuedSession resumed, IssuedSession elsewhere, Client thief) {
        assertEquals(REFUSED, node.remember(login, thief));
        assertFalse(node.isIn(login) || node.isIn(resumed));
        assertEquals(REFUSED, node.remember(resumed));
        assertTrue(node.events(ada).contains(AuditType.REMEMBER_REUSED));
        // The family of another browser lives.
        assertTrue(node.isIn(elsewhere));
        assertTrue(node.remember(elsewhere) instanceof LoginResult.LoggedIn);
    }

    @BothDatabases
    void a_thief_who_redeems_twice_is_put_out_when_the_owner_comes() {
        IssuedSession once = Node.issued(node.remember(login, OTHER_PLACE));
        IssuedSession twice = Node.issued(node.remember(once, OTHER_PLACE));
        assertTrue(node.isIn(twice));
        assertEquals(REFUSED, node.remember(login));
        assertFalse(node.isIn(once) || node.isIn(twice));
        assertEquals(REFUSED, node.remember(twice, OTHER_PLACE));
        assertTrue(node.events(ada).contains(AuditType.REMEMBER_REUSED));
    }

    @BothDatabases
    void the_grace_is_one_generation_deep() {
        IssuedSession once = Node.issued(node.remember(login));
        IssuedSession twice = Node.issued(node.remember(once));
        assertEquals(twice, Node.issued(node.remember(once)));
        assertEquals(REFUSED, node.remember(login));
    }

    @BothDatabases
    void the_grace_opens_a_session_anew_where_the_first_tab_has_renewed_it() {
        IssuedSession first = Node.issued(node.remember(login));
        IssuedSession renewed = node.confirmed(first);
        IssuedSession late = Node.issued(node.remember(login));
        assertTrue(node.isIn(late) && node.isIn(renewed));
        assertNotEquals(renewed.session().id(), late.session().id());
        assertEquals(first.remembered(), late.remembered());
        assertTrue(node.login().proofOf(late.session()).isEmpty());
        assertEquals(login.session().authTime(), late.session().authTime());
    }

    @BothDatabases
    void the_grace_revives_nothing_after_a_logout() {
        IssuedSession resumed = Node.issued(node.remember(login));
        node.sessions().logOut(resumed.session(), CLIENT);
        assertEquals(REFUSED, node.remember(login));
        assertEquals(0, node.count("auth_session"));
    }

    @BothDatabases
    void a_made_up_secret_opens_nothing() {
        OpaqueToken token = login.remembered().orElseThrow().token();
        OpaqueToken guessed = OpaqueToken.random(token.id(), new SecureRandom());
        assertEquals(REFUSED, node.login().withRemembered(guessed.text(), CLIENT));
        for (String text : new String[] {
            null, "", "null", token.text() + "A", login.token().text()
        }) {
            assertEquals(REFUSED, node.login().withRemembered(text, CLIENT));
        }
    }

    @BothDatabases
    void the_tokens_of_sessions_and_remembered_logins_do_not_stand_in_for_each_other() {
        OpaqueToken token = login.remembered().orElseThrow().token();
        assertTrue(node.sessions()
                .find(token.text(), CLIENT.address(), CLIENT.userAgent())
                .isEmpty());
        // Even where the ids are the same, which only happens by hand.
        node.byHand("update {s}auth_session set remembered_id = null");
        node.byHand(
                "update {s}auth_session set id = ?, key_number = (select key_number from {s}auth_remembered),"
                        + " mac = (select mac from {s}auth_remembered)",
                token.id());
        assertTrue(node.sessions()
                .find(token.text(), CLIENT.address(), CLIENT.userAgent())
                .isEmpty());
    }

    @BothDatabases
    void a_change_of_ones_own_password_carries_the_remembered_login_over_under_a_new_token() {
        IssuedSession other = node.logIn("ada", true);
        ChangeResult.Changed changed = assertInstanceOf(
                ChangeResult.Changed.class, node.accounts().changePassword(node.proof(login), OTHER_PASSWORD, CLIENT));
        assertEquals(REFUSED, node.remember(other));
        assertEquals(
                login.remembered().orElseThrow().expiresAt(),
                changed.issued().remembered().orElseThrow().expiresAt());
        IssuedSession resumed = Node.issued(node.remember(changed.issued()));
        assertEquals(login.session().authTime(), resumed.session().authTime());
    }

    @BothDatabases
    void the_token_from_before_a_change_of_password_opens_nothing_not_even_within_the_grace() {
        IssuedSession resumed = Node.issued(node.remember(login));
        assertInstanceOf(
                ChangeResult.Changed.class,
                node.accounts().changePassword(node.proof(node.confirmed(resumed)), OTHER_PASSWORD, CLIENT));
        assertEquals(REFUSED, node.remember(login));
        assertEquals(REFUSED, node.remember(resumed));
    }

    @BothDatabases
    void every_change_of_rights_or_standing_ends_remembered_logins() {
        List<Runnable> changes = List.of(
                () -> node.accounts().grant(ada, "admin", CLIENT),
                () -> node.accounts().revoke(ada, "admin", CLIENT),
                () -> node.accounts().endEverything(ada, CLIENT),
                () -> node.accounts().disable(ada, CLIENT));
        for (Runnable change : changes) {
            IssuedSession issued = node.logIn("ada", true);
            change.run();
            assertEquals(REFUSED, node.remember(issued));
            assertEquals(0, node.count("auth_remembered"));
        }
        node.accounts().enable(ada, CLIENT);
        assertEquals(REFUSED, node.remember(login));
    }

    @BothDatabases
    void a_change_of_name_keeps_the_remembered_login_under_a_new_token() {
        ChangeResult.Changed changed = assertInstanceOf(
                ChangeResult.Changed.class, node.accounts().changeUsername(node.proof(login), "grace", CLIENT));
        assertEquals(
                "grace", Node.issued(node.remember(changed.issued())).session().username());
    }

    @BothDatabases
    void the_stored_successor_is_nothing_without_the_token_it_replaced() {
        node.remember(login);
        String row = node.rows("auth_remembered").get(0);
        assertFalse(row.contains(login.remembered().orElseThrow().token().text()));
        String stored = row.replaceFirst("(?i).*[ ]successor=(\\S+).*", "$1");
        byte[] sealed = java.util.Base64.getDecoder().decode(stored);
        // Two tokens, a nonce and a tag; nothing of it is text.
        assertEquals(2 * OpaqueToken.LENGTH + 12 + 16, sealed.length);
        assertFalse(new String(sealed, java.nio.charset.StandardCharsets.ISO_8859_1)
                .contains(login.session().id().toString()));
    }
}
