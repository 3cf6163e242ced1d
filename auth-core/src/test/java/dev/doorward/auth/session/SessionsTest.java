package dev.doorward.auth.session;

import static dev.doorward.auth.fixture.Node.CLIENT;
import static dev.doorward.auth.fixture.Node.OTHER_PASSWORD;
import static dev.doorward.auth.fixture.Node.PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.account.ChangeResult;
import dev.doorward.auth.audit.AuditEvent;
import dev.doorward.auth.audit.AuditType;
import dev.doorward.auth.audit.AuthListener;
import dev.doorward.auth.fixture.Node;
import dev.doorward.auth.fixture.Together;
import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.identity.Uuid7;
import dev.doorward.auth.login.ConfirmResult;
import dev.doorward.auth.login.LoginAttempt;
import dev.doorward.auth.login.LoginResult;
import dev.doorward.auth.secret.OpaqueToken;
import dev.doorward.auth.store.BothDatabases;
import dev.doorward.auth.store.SqlTap;
import dev.doorward.auth.store.TestDatabase;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

final class SessionsTest {
    private static final Duration TICK = Duration.ofMillis(1);

    private Node node;

    @BeforeEach
    void open(TestDatabase database) {
        node = Node.on(database);
    }

    @AfterEach
    void close() {
        node.close();
    }

    // What a cookie opens.

    @BothDatabases
    void a_session_tells_who_is_asking() {
        AccountId id = node.registered("Ada").id();
        node.accounts().grant(id, "editor", CLIENT);
        node.accounts().grant(id, "admin", CLIENT);
        Session session = node.find(node.logIn("ada", false)).orElseThrow();
        assertEquals(id, session.account());
        assertEquals("Ada", session.username());
        assertEquals("Ada@example.com", session.email());
        assertEquals(Set.of("admin", "editor"), session.roles());
        assertTrue(session.hasRole("admin"));
        assertEquals(Set.of("pwd"), session.methods());
        assertEquals(node.clock().instant(), session.authTime());
        assertEquals(node.clock().instant().plus(Duration.ofDays(7)), session.expiresAt());
    }

    @BothDatabases
    void nothing_but_the_whole_token_opens_a_session() {
        String token = node.loggedIn("ada").token().text();
        List<String> wrong = new ArrayList<>(List.of("", " ", "null", token + "A", " " + token, token.substring(1)));
        wrong.add(null);
        wrong.add("A".repeat(OpaqueToken.LENGTH));
        wrong.add("\u4e2d".repeat(OpaqueToken.LENGTH));
        wrong.add("\0".repeat(OpaqueToken.LENGTH));
        wrong.add(".".repeat(OpaqueToken.LENGTH));
        for (int i = 0; i < token.length(); i++) {
            char other = token.charAt(i) == 'x' ? 'y' : 'x';
            wrong.add(token.substring(0, i) + other + token.substring(i + 1));
            wrong.add(token.substring(0, i) + '\u4e2d' + token.substring(i + 1));
        }
        // What fits is asked before and after, so that no wrong one is taken for an entry of the cache.
        assertTrue(node.sessions()
                .find(token, CLIENT.address(), CLIENT.userAgent())
                .isPresent());
        wrong.forEach(text -> assertTrue(
                node.sessions().find(text, CLIENT.address(), CLIENT.userAgent()).isEmpty(), text));
        assertTrue(node.sessions()
                .find(token, CLIENT.address(), CLIENT.userAgent())
                .isPresent());
    }

    /** CVE-2015-5143. */
    @BothDatabases
    void requests_of_strangers_store_nothing() {
        SecureRandom random = new SecureRandom();
        List<String> before = node.everything();
        for (int i = 0; i < 200; i++) {
            String made =
                    OpaqueToken.random(Uuid7.next(node.clock(), random), random).text();
            assertTrue(node.sessions()
                    .find(made, CLIENT.address(), CLIENT.userAgent())
                    .isEmpty());
            node.login().withRemembered(made, CLIENT);
        }
        assertEquals(before, node.everything());
    }

    @BothDatabases
    void a_request_with_a_cached_session_asks_the_database_nothing() {
        IssuedSession issued = node.loggedIn("ada");
        assertEquals(3, node.tap().recorded(() -> node.find(issued)).size());
        assertEquals(List.of(), node.tap().recorded(() -> node.find(issued)));
        node.clock().turn(Duration.ofSeconds(5));
        assertEquals(3, node.tap().recorded(() -> node.find(issued)).size());
    }

    // How long it lasts.

    @BothDatabases
    void a_session_that_is_not_used_ends_after_its_idle_time() {
        IssuedSession issued = node.loggedIn("ada");
        node.clock().turn(Duration.ofHours(12).minus(TICK));
        assertTrue(node.isIn(issued));
        node.clock().turn(Duration.ofHours(12));
        assertFalse(node.isIn(issued));
    }

    @BothDatabases
    void a_session_in_the_cache_ends_to_the_millisecond() {
        IssuedSession issued = node.loggedIn("ada");
        node.clock().turn(Duration.ofHours(12).minus(TICK));
        assertTrue(node.isIn(issued));
        // Seen just now, so what ends next is its whole life.
        for (int half = 0; half < 14; half++) {
            node.clock().turn(Duration.ofHours(11));
            assertTrue(node.isIn(issued), half + " halves");
        }
        Instant end = issued.session().expiresAt();
        node.clock().turn(Duration.between(node.clock().instant(), end.minus(TICK)));
        assertTrue(node.isIn(issued));
        node.clock().turn(TICK);
        assertFalse(node.isIn(issued));
    }

    @BothDatabases
    void a_session_ends_after_its_whole_life_however_busy_it_is() {
        IssuedSession issued = node.loggedIn("ada");
        for (int hour = 1; hour < 7 * 24; hour++) {
            node.clock().turn(Duration.ofHours(1));
            assertTrue(node.isIn(issued), hour + " hours");
        }
        node.clock().turn(Duration.ofHours(1));
        assertFalse(node.isIn(issued));
    }

    @BothDatabases
    void use_is_written_at_most_once_a_minute_whatever_the_number_of_nodes() {
        IssuedSession issued = node.loggedIn("ada");
        try (Node second = node.second()) {
            int writes = 0;
            for (int seconds = 0; seconds < 180; seconds += 10) {
                writes += touches(node, issued) + touches(second, issued);
                node.clock().turn(Duration.ofSeconds(10));
            }
            assertEquals(2, writes);
        }
    }

    private static int touches(Node where, IssuedSession issued) {
        String before = where.rows("auth_session").get(0);
        assertTrue(where.isIn(issued));
        return before.equals(where.rows("auth_session").get(0)) ? 0 : 1;
    }

    @BothDatabases
    void a_slow_request_does_not_write_again_what_another_node_has_noted_meanwhile() {
        IssuedSession issued = node.loggedIn("ada");
        node.clock().turn(Duration.ofMinutes(2));
        try (Node second = node.second()) {
            Optional<Session> slow = findWhile(issued, () -> {
                node.clock().turn(Duration.ofSeconds(1));
                assertTrue(second.isIn(issued));
            });
            assertTrue(slow.isPresent());
        }
        node.clock().turn(Duration.ofMinutes(1));
        Instant noted = node.find(issued).orElseThrow().lastSeenAt();
        assertEquals(node.clock().instant().minus(Duration.ofMinutes(1)), noted);
    }

    // How many there are.

    /** One device cookie and the password are enough for as many rows as there is time for. */
    @BothDatabases
    void an_account_has_fifty_sessions_and_remembered_logins_and_those_unused_longest_end() {
        AccountId id = node.registered("ada").id();
        IssuedSession first = node.logIn("ada", true);
        IssuedSession second = node.logIn("ada", true);
        assertTrue(node.isIn(second));
        node.clock().turn(Duration.ofMinutes(2));
        assertTrue(node.isIn(first));
        for (int i = 0; i < 49; i++) {
            node.clock().turn(Duration.ofMillis(10));
            assertTrue(node.isIn(node.logIn("ada", true)));
        }
        assertEquals(50, node.count("auth_session"));
        assertEquals(50, node.count("auth_remembered"));
        assertEquals(50, node.sessions().of(id, null).size());
        // At once, whatever this node had in its cache.
        assertFalse(node.isIn(second));
        assertInstanceOf(LoginResult.Refused.class, node.remember(second));
        assertTrue(node.isIn(first));
        assertInstanceOf(LoginResult.LoggedIn.class, node.remember(first));
        assertEquals(50, node.count("auth_session"));
    }

    @BothDatabases
    void of_logins_at_one_moment_the_one_at_hand_stays() {
        node.registered("ada");
        node.registered("bob");
        IssuedSession bob = node.logIn("bob", true);
        for (int i = 0; i < 60; i++) {
            assertTrue(node.isIn(node.logIn("ada", true)));
        }
        assertEquals(50 + 1, node.count("auth_session"));
        assertEquals(50 + 1, node.count("auth_remembered"));
        assertTrue(node.isIn(bob));
    }

    /** A browser that was closed leaves its session behind, and opens another when it comes back. */
    @BothDatabases
    void a_remembered_login_that_opens_many_sessions_stays_when_the_first_of_them_end() {
        node.registered("ada");
        IssuedSession last = node.logIn("ada", true);
        for (int i = 0; i < 60; i++) {
            node.clock().turn(Duration.ofMinutes(1));
            last = Node.issued(node.remember(last));
        }
        assertTrue(node.isIn(last));
        assertEquals(50, node.count("auth_session"));
        assertEquals(1, node.count("auth_remembered"));
    }

    /** Whoever waits without a session waits with a remembered login alone. */
    @BothDatabases
    void fifty_browsers_are_remembered_and_those_unused_longest_are_not() {
        node.registered("ada");
        IssuedSession used = node.logIn("ada", true);
        IssuedSession unused = node.logIn("ada", true);
        node.clock().turn(Duration.ofHours(11));
        assertTrue(node.isIn(used));
        node.clock().turn(Duration.ofHours(11));
        node.sessions().deleteExpired();
        for (int i = 0; i < 49; i++) {
            node.logIn("ada", true);
        }
        assertEquals(50, node.count("auth_remembered"));
        assertInstanceOf(LoginResult.Refused.class, node.remember(unused));
        assertTrue(node.isIn(used));
        assertInstanceOf(LoginResult.LoggedIn.class, node.remember(used));
    }

    @BothDatabases
    void other_times_can_be_set(TestDatabase database) {
        SessionTimeouts timeouts = new SessionTimeouts(
                Duration.ofMinutes(2), Duration.ofMinutes(5), Duration.ofDays(1), Duration.ofMinutes(1));
        try (Node strict = Node.on(database, builder -> builder.sessionTimeouts(timeouts))) {
            IssuedSession idle = strict.loggedIn("ada");
            strict.clock().turn(Duration.ofMinutes(2));
            assertFalse(strict.isIn(idle));
            IssuedSession busy = strict.logIn("ada", false);
            for (int i = 0; i < 4; i++) {
                strict.clock().turn(Duration.ofSeconds(70));
                assertTrue(strict.isIn(busy));
            }
            strict.clock().turn(Duration.ofSeconds(20));
            assertFalse(strict.isIn(busy));
        }
    }

    @BothDatabases
    void a_session_that_is_over_proves_nothing_however_fresh_it_was(TestDatabase database) {
        SessionTimeouts timeouts = new SessionTimeouts(
                Duration.ofMinutes(2), Duration.ofMinutes(5), Duration.ofDays(1), Duration.ofMinutes(10));
        try (Node strict = Node.on(database, builder -> builder.sessionTimeouts(timeouts))) {
            IssuedSession issued = strict.loggedIn("ada");
            strict.clock().turn(Duration.ofMinutes(2));
            assertTrue(strict.login().proofOf(issued.session()).isEmpty());
        }
    }

    // How it ends.

    @BothDatabases
    void a_logout_kills_the_cookie_and_the_remembered_login() {
        node.registered("ada");
        IssuedSession issued = node.logIn("ada", true);
        IssuedSession elsewhere = node.logIn("ada", true);
        assertTrue(node.isIn(issued));
        node.sessions().logOut(issued.session(), CLIENT);
        assertFalse(node.isIn(issued));
        assertInstanceOf(LoginResult.Refused.class, node.remember(issued));
        assertTrue(node.isIn(elsewhere));
        assertEquals(
                1,
                node.events(issued.session().account()).stream()
                        .filter(AuditType.LOGGED_OUT::equals)
                        .count());
        node.sessions().logOut(issued.session(), CLIENT);
        assertEquals(
                1,
                node.events(issued.session().account()).stream()
                        .filter(AuditType.LOGGED_OUT::equals)
                        .count());
    }

    @BothDatabases
    void a_logout_ends_every_session_of_the_remembered_browser() {
        node.registered("ada");
        IssuedSession first = node.logIn("ada", true);
        IssuedSession second = Node.issued(node.remember(first));
        node.sessions().logOut(second.session(), CLIENT);
        assertFalse(node.isIn(first));
        assertFalse(node.isIn(second));
        assertEquals(0, node.count("auth_remembered"));
    }

    @BothDatabases
    void one_session_is_ended_by_its_id_with_its_remembered_login() {
        node.registered("ada");
        IssuedSession kept = node.logIn("ada", true);
        IssuedSession other = node.logIn("ada", true);
        assertTrue(node.isIn(other));
        AccountId id = kept.session().account();
        assertTrue(node.sessions().end(id, other.session().id(), CLIENT));
        assertFalse(node.isIn(other));
        assertInstanceOf(LoginResult.Refused.class, node.remember(other));
        assertTrue(node.isIn(kept));
        assertFalse(node.sessions().end(id, other.session().id(), CLIENT));
        assertFalse(node.sessions().end(id, UUID.randomUUID(), CLIENT));
    }

    @BothDatabases
    void nobody_ends_a_session_or_a_remembered_login_of_somebody_else() {
        node.registered("ada");
        IssuedSession hers = node.logIn("ada", true);
        AccountId mallory = node.loggedIn("mallory").session().account();
        assertFalse(node.sessions().end(mallory, hers.session().id(), CLIENT));
        assertFalse(node.sessions()
                .end(mallory, hers.remembered().orElseThrow().token().id(), CLIENT));
        assertTrue(node.isIn(hers));
        assertTrue(node.remember(hers) instanceof LoginResult.LoggedIn);
    }

    @BothDatabases
    void all_others_are_ended_and_the_one_that_asks_is_kept() {
        node.registered("ada");
        IssuedSession kept = node.logIn("ada", true);
        IssuedSession remembered = node.logIn("ada", true);
        IssuedSession plain = node.logIn("ada", false);
        IssuedSession stranger = node.loggedIn("grace");
        assertEquals(2, node.sessions().endOthers(kept.session(), CLIENT));
        assertEquals(0, node.sessions().endOthers(kept.session(), CLIENT));
        assertFalse(node.isIn(remembered));
        assertFalse(node.isIn(plain));
        assertInstanceOf(LoginResult.Refused.class, node.remember(remembered));
        assertTrue(node.isIn(kept));
        assertTrue(node.isIn(stranger));
        assertTrue(node.remember(kept) instanceof LoginResult.LoggedIn);
    }

    @BothDatabases
    void everything_is_ended() {
        node.registered("ada");
        IssuedSession one = node.logIn("ada", true);
        IssuedSession two = node.logIn("ada", false);
        assertTrue(node.isIn(one) && node.isIn(two));
        assertTrue(node.accounts().endEverything(one.session().account(), CLIENT));
        assertFalse(node.isIn(one) || node.isIn(two));
        assertInstanceOf(LoginResult.Refused.class, node.remember(one));
    }

    /** CVE-2026-43827, CVE-2022-25896: a session that lives on through a login can have been planted. */
    @BothDatabases
    void a_login_ends_the_session_its_browser_had_before() {
        node.registered("ada");
        node.registered("mallory");
        IssuedSession planted = node.logIn("mallory", true);
        assertTrue(node.isIn(planted));
        IssuedSession own = Node.issued(
                node.login().withPassword(new LoginAttempt("ada", PASSWORD, false, CLIENT), planted.session()));
        assertFalse(node.isIn(planted));
        assertInstanceOf(LoginResult.Refused.class, node.remember(planted));
        assertNotEquals(planted.token(), own.token());
        assertNotEquals(planted.session().id(), own.session().id());
        IssuedSession again =
                Node.issued(node.login().withPassword(new LoginAttempt("ada", PASSWORD, false, CLIENT), own.session()));
        assertFalse(node.isIn(own));
        assertTrue(node.isIn(again));
    }

    @BothDatabases
    void a_refused_login_leaves_the_session_before_it_alone() {
        node.registered("ada");
        IssuedSession before = node.logIn("ada", true);
        node.login().withPassword(new LoginAttempt("ada", OTHER_PASSWORD, false, CLIENT), before.session());
        assertTrue(node.isIn(before));
    }

    @BothDatabases
    void browsers_that_change_accounts_in_opposite_directions_do_not_wait_for_each_other() {
        node.registered("ada");
        node.registered("grace");
        for (int round = 0; round < 10; round++) {
            IssuedSession ada = node.logIn("ada", false);
            IssuedSession grace = node.logIn("grace", false);
            List<IssuedSession> swapped = Together.run(
                    2,
                    i -> Node.issued(node.login()
                            .withPassword(
                                    new LoginAttempt(
                                            i == 0 ? "ada" : "grace",
                                            PASSWORD,
                                            false,
                                            new Client("192.0.2." + i, "browser")),
                                    (i == 0 ? grace : ada).session())));
            assertTrue(swapped.stream().allMatch(node::isIn));
            assertFalse(node.isIn(ada) || node.isIn(grace));
        }
    }

    // What the cache believes.

    @BothDatabases
    void a_cached_session_is_refused_right_after_what_ends_it() {
        AccountId id = node.registered("ada").id();
        refusedRightAfter(issued -> node.sessions().logOut(issued.session(), CLIENT));
        refusedRightAfter(issued -> node.sessions().end(id, issued.session().id(), CLIENT));
        refusedRightAfter(
                issued -> node.sessions().endOthers(node.logIn("ada", false).session(), CLIENT));
        refusedRightAfter(issued -> node.accounts().endEverything(id, CLIENT));
        refusedRightAfter(issued -> node.accounts().grant(id, "admin", CLIENT));
        refusedRightAfter(issued -> node.accounts().revoke(id, "admin", CLIENT));
        refusedRightAfter(issued -> node.accounts().changePassword(node.proof(issued), PASSWORD, CLIENT));
        refusedRightAfter(issued -> node.accounts().changeUsername(node.proof(issued), "ADA", CLIENT));
        refusedRightAfter(node::confirmed);
        refusedRightAfter(issued -> {
            node.accounts().disable(id, CLIENT);
            node.accounts().enable(id, CLIENT);
        });
        refusedRightAfter(issued -> node.accounts().close(id, CLIENT));
    }

    private void refusedRightAfter(Consumer<IssuedSession> end) {
        IssuedSession issued = node.logIn("ada", false);
        assertTrue(node.isIn(issued));
        end.accept(issued);
        assertFalse(node.isIn(issued));
    }

    @BothDatabases
    void an_entry_read_before_the_commit_and_put_after_it_is_not_believed() {
        AccountId id = node.registered("ada").id();
        List<Consumer<IssuedSession>> ends = List.of(
                issued -> node.sessions().logOut(issued.session(), CLIENT),
                issued -> node.accounts().grant(id, "admin", CLIENT),
                node::confirmed,
                issued -> node.accounts().disable(id, CLIENT));
        for (Consumer<IssuedSession> end : ends) {
            IssuedSession issued = node.logIn("ada", false);
            // The request has read the row and is about to put it into the cache when the session ends.
            assertTrue(findWhile(issued, () -> end.accept(issued)).isPresent());
            assertFalse(node.isIn(issued));
        }
    }

    private Optional<Session> findWhile(IssuedSession issued, Runnable change) {
        Thread reader = Thread.currentThread();
        SqlTap.Watcher watcher = new SqlTap.Watcher() {
            private boolean done;

            @Override
            public void after(String what) {
                if (Thread.currentThread() == reader && what.contains("from doorward.auth_session") && !done) {
                    done = true;
                    Together.aside(() -> {
                        change.run();
                        return true;
                    });
                }
            }
        };
        try (SqlTap.Watching watching = node.tap().watch(watcher)) {
            return node.find(issued);
        }
    }

    @BothDatabases
    void another_node_refuses_within_five_seconds() {
        AccountId id = node.registered("ada").id();
        try (Node second = node.second()) {
            List<Consumer<IssuedSession>> ends = List.of(
                    issued -> second.sessions().logOut(issued.session(), CLIENT),
                    issued -> second.accounts().grant(id, "admin", CLIENT),
                    second::confirmed,
                    issued -> second.accounts().disable(id, CLIENT));
            for (Consumer<IssuedSession> end : ends) {
                IssuedSession issued = node.logIn("ada", false);
                assertTrue(node.isIn(issued) && second.isIn(issued));
                end.accept(issued);
                assertFalse(second.isIn(issued));
                node.clock().turn(Duration.ofSeconds(5));
                assertFalse(node.isIn(issued));
            }
        }
    }

    @BothDatabases
    void a_listener_told_of_the_end_finds_the_session_ended(TestDatabase database) {
        List<Boolean> in = new ArrayList<>();
        List<IssuedSession> held = new ArrayList<>();
        Node[] listening = new Node[1];
        var listener = new AuthListener() {
            @Override
            public void afterCommit(AuditEvent event) {
                if (!held.isEmpty() && event.type() != AuditType.LOGGED_IN) {
                    in.add(listening[0].isIn(held.get(0)));
                }
            }
        };
        try (Node other = Node.on(database, builder -> builder.listener(listener))) {
            listening[0] = other;
            AccountId id = other.registered("ada").id();
            List<Consumer<IssuedSession>> ends = List.of(
                    issued -> other.accounts().grant(id, "admin", CLIENT),
                    issued -> other.sessions().logOut(issued.session(), CLIENT),
                    other::confirmed,
                    issued -> other.accounts().changePassword(other.proof(issued), PASSWORD, CLIENT),
                    issued -> other.accounts().disable(id, CLIENT));
            for (Consumer<IssuedSession> end : ends) {
                held.clear();
                IssuedSession issued = other.logIn("ada", false);
                assertTrue(other.isIn(issued));
                held.add(issued);
                end.accept(issued);
            }
        }
        assertEquals(List.of(false, false, false, false, false), in);
    }

    // What a confirmation and a change of one's own do.

    @BothDatabases
    void a_confirmation_makes_a_session_fresh_under_a_new_token_and_kills_the_old_one() {
        IssuedSession issued = node.loggedIn("ada");
        node.clock().turn(Duration.ofMinutes(10).minus(TICK));
        assertTrue(node.login().proofOf(issued.session()).isPresent());
        node.clock().turn(TICK);
        assertTrue(node.login().proofOf(issued.session()).isEmpty());
        assertTrue(node.isIn(issued));
        IssuedSession confirmed = node.confirmed(issued);
        assertFalse(node.isIn(issued));
        assertTrue(node.isIn(confirmed));
        assertEquals(issued.session().id(), confirmed.session().id());
        assertEquals(node.clock().instant(), confirmed.session().authTime());
        assertEquals(issued.session().expiresAt(), confirmed.session().expiresAt());
        assertTrue(node.login().proofOf(confirmed.session()).isPresent());
        // The snapshot before it proves nothing any more.
        assertTrue(node.login().proofOf(issued.session()).isEmpty());
    }

    @BothDatabases
    void a_wrong_password_confirms_nothing() {
        IssuedSession issued = node.loggedIn("ada");
        node.clock().turn(Duration.ofMinutes(11));
        for (String wrong : new String[] {OTHER_PASSWORD, "", null}) {
            assertInstanceOf(ConfirmResult.Refused.class, node.login().confirm(issued.session(), wrong, CLIENT));
        }
        assertTrue(node.isIn(issued));
        assertTrue(node.login().proofOf(issued.session()).isEmpty());
        assertTrue(node.events(issued.session().account()).contains(AuditType.CONFIRM_REFUSED));
    }

    @BothDatabases
    void of_64_confirmations_of_one_session_one_renews_it() {
        IssuedSession issued = node.loggedIn("ada");
        List<ConfirmResult> results = Together.run(
                64, i -> node.login().confirm(issued.session(), PASSWORD, new Client("192.0.2." + i, "browser")));
        List<IssuedSession> confirmed = results.stream()
                .filter(ConfirmResult.Confirmed.class::isInstance)
                .map(result -> ((ConfirmResult.Confirmed) result).issued())
                .toList();
        assertEquals(1, confirmed.size());
        assertTrue(node.isIn(confirmed.get(0)));
        assertFalse(node.isIn(issued));
        assertEquals(2, confirmed.get(0).session().generation());
    }

    @BothDatabases
    void an_idle_session_is_not_revived_by_a_confirmation() {
        IssuedSession issued = node.loggedIn("ada");
        node.clock().turn(Duration.ofHours(12));
        assertInstanceOf(ConfirmResult.Refused.class, node.login().confirm(issued.session(), PASSWORD, CLIENT));
        assertFalse(node.isIn(issued));
    }

    @BothDatabases
    void a_proof_of_a_session_that_has_gone_idle_changes_nothing() {
        IssuedSession issued = node.loggedIn("ada");
        Proof proof = node.proof(issued);
        node.clock().turn(Duration.ofHours(12));
        ChangeResult result = node.accounts().changePassword(proof, OTHER_PASSWORD, CLIENT);
        assertEquals(
                ChangeResult.Refused.STALE_PROOF,
                assertInstanceOf(ChangeResult.Refused.class, result).code());
        assertTrue(node.letsIn("ada", PASSWORD));
    }

    @BothDatabases
    void a_change_of_ones_own_password_ends_all_sessions_but_this_which_gets_a_new_token() {
        node.registered("ada");
        IssuedSession mine = node.logIn("ada", false);
        IssuedSession thief = node.logIn("ada", true);
        assertTrue(node.isIn(mine) && node.isIn(thief));
        ChangeResult.Changed changed = assertInstanceOf(
                ChangeResult.Changed.class, node.accounts().changePassword(node.proof(mine), OTHER_PASSWORD, CLIENT));
        assertFalse(node.isIn(mine) || node.isIn(thief));
        assertInstanceOf(LoginResult.Refused.class, node.remember(thief));
        assertTrue(node.isIn(changed.issued()));
        assertEquals(1, node.count("auth_session"));
        assertFalse(node.letsIn("ada", PASSWORD));
        assertTrue(node.letsIn("ada", OTHER_PASSWORD));
    }

    @BothDatabases
    void a_proof_is_used_once() {
        IssuedSession issued = node.loggedIn("ada");
        Proof proof = node.proof(issued);
        assertInstanceOf(ChangeResult.Changed.class, node.accounts().changePassword(proof, OTHER_PASSWORD, CLIENT));
        assertInstanceOf(ChangeResult.Refused.class, node.accounts().changePassword(proof, PASSWORD, CLIENT));
        assertInstanceOf(ChangeResult.Refused.class, node.accounts().changeUsername(proof, "grace", CLIENT));
        assertTrue(node.letsIn("ada", OTHER_PASSWORD));
    }

    // What is listed.

    @BothDatabases
    void the_list_shows_live_sessions_and_remembered_browsers_the_last_seen_first() {
        node.registered("ada");
        Instant start = node.clock().instant();
        Client phone = new Client("198.51.100.7", "Phone <b>");
        Client laptop = new Client("2001:db8::1", "Laptop");
        IssuedSession forgotten = node.logIn("ada", false);
        IssuedSession onPhone =
                Node.issued(node.login().withPassword(new LoginAttempt("ada", PASSWORD, true, phone), null));
        node.clock().turn(Duration.ofHours(12));
        IssuedSession here =
                Node.issued(node.login().withPassword(new LoginAttempt("ada", PASSWORD, true, laptop), null));
        AccountId id = here.session().account();
        assertFalse(node.isIn(forgotten));

        // The phone's session is over, but it would be let in again.
        assertEquals(
                List.of(
                        new SessionInfo(
                                here.session().id(),
                                node.clock().instant(),
                                node.clock().instant(),
                                "2001:db8::1",
                                "Laptop",
                                true),
                        new SessionInfo(
                                onPhone.remembered().orElseThrow().token().id(),
                                start,
                                start,
                                "198.51.100.7",
                                "Phone <b>",
                                false)),
                node.sessions().of(id, here.session().id()));

        node.clock().turn(Duration.ofMinutes(5));
        IssuedSession back = Node.issued(node.remember(onPhone, phone));
        assertEquals(
                List.of(back.session().id(), here.session().id()),
                node.sessions().of(id, null).stream().map(SessionInfo::id).toList());
        assertTrue(node.sessions().of(id, null).stream().noneMatch(SessionInfo::current));
    }

    @BothDatabases
    void a_remembered_browser_without_a_session_is_ended_from_the_list() {
        node.registered("ada");
        IssuedSession lost = node.logIn("ada", true);
        node.clock().turn(Duration.ofDays(1));
        AccountId id = lost.session().account();
        List<SessionInfo> listed = node.sessions().of(id, null);
        assertEquals(1, listed.size());
        assertTrue(node.sessions().end(id, listed.get(0).id(), CLIENT));
        assertInstanceOf(LoginResult.Refused.class, node.remember(lost));
        assertEquals(List.of(), node.sessions().of(id, null));
    }

    @BothDatabases
    void what_has_expired_is_deleted_and_nothing_else() {
        node.registered("ada");
        node.logIn("ada", true);
        IssuedSession busy = node.logIn("ada", false);
        for (int half = 0; half < 15; half++) {
            assertTrue(node.isIn(busy) || half == 14);
            node.clock().turn(Duration.ofHours(11).plus(Duration.ofMinutes(55)));
        }
        // Two sessions idle or over, a remembered login that is not.
        IssuedSession live = node.logIn("ada", false);
        assertEquals(2, node.sessions().deleteExpired());
        assertTrue(node.isIn(live));
        assertEquals(1, node.count("auth_remembered"));
        node.clock().turn(Duration.ofDays(30));
        assertEquals(2, node.sessions().deleteExpired());
        assertEquals(0, node.count("auth_session") + node.count("auth_remembered"));
        assertEquals(0, node.sessions().deleteExpired());
    }

    @BothDatabases
    void expired_rows_are_deleted_by_many_nodes_at_once_while_people_log_in() {
        node.registered("ada");
        for (int i = 0; i < 20; i++) {
            node.logIn("ada", true);
        }
        node.clock().turn(Duration.ofDays(31));
        List<Integer> deleted = Together.run(8, i -> {
            if (i % 2 == 0) {
                return node.sessions().deleteExpired();
            }
            node.logIn("ada", true);
            return 0;
        });
        assertEquals(40, deleted.stream().mapToInt(Integer::intValue).sum());
        assertEquals(4, node.count("auth_session"));
    }
}
