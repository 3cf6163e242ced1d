package dev.doorward.auth.login;

import static dev.doorward.auth.fixture.Node.OTHER_PASSWORD;
import static dev.doorward.auth.fixture.Node.PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.account.ChangeResult;
import dev.doorward.auth.account.EndResult;
import dev.doorward.auth.account.LinkState;
import dev.doorward.auth.audit.AuditType;
import dev.doorward.auth.fixture.Node;
import dev.doorward.auth.fixture.Together;
import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.mail.MailMessage;
import dev.doorward.auth.session.IssuedSession;
import dev.doorward.auth.store.BothDatabases;
import dev.doorward.auth.store.TestDatabase;
import dev.doorward.auth.testing.TestDoorward;
import dev.doorward.auth.throttle.Limit;
import dev.doorward.auth.throttle.LimitName;
import dev.doorward.auth.ticket.TicketPurpose;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A login with a browser that the account does not know, and what becomes of it. */
final class NewDeviceTest {
    private static final String ADA = "ada@example.com";
    private static final String NEW_LOGIN = "New login to your account at Doorward";
    private static final Client THIEF =
            new Client("203.0.113.66", "Mozilla/5.0 (Windows NT 10.0; rv:145.0) Gecko/20100101 Firefox/145.0");

    private Node node;
    private AccountId ada;
    private IssuedSession owner;
    private Client ownersBrowser;

    @BeforeEach
    void open(TestDatabase database) {
        node = Node.on(database);
        ada = node.verified("ada").id();
        owner = node.logIn("ada", true);
        ownersBrowser = Node.CLIENT.withDevice(owner.device().orElseThrow().cookie());
    }

    @AfterEach
    void close() {
        node.close();
    }

    private IssuedSession logIn(Client client) {
        return Node.issued(node.login().withPassword(new LoginAttempt("ada", PASSWORD, true, client), null));
    }

    private Client browserOf(IssuedSession issued, Client client) {
        return client.withDevice(issued.device().orElseThrow().cookie());
    }

    private long told() {
        return Collections.frequency(node.subjectsTo(ADA), NEW_LOGIN);
    }

    private boolean isIn(IssuedSession issued) {
        return node.sessions()
                .find(issued.token().text(), THIEF.address(), THIEF.userAgent())
                .isPresent();
    }

    @BothDatabases
    void the_owner_is_told_of_a_login_with_an_unknown_browser_and_of_no_other() {
        logIn(ownersBrowser);
        assertEquals(0, told());
        IssuedSession thief = logIn(THIEF);
        assertEquals(1, told());
        MailMessage mail = node.mails().get(node.mails().size() - 1);
        assertTrue(
                mail.text().contains("20 November 2026, 12:00 UTC, from Firefox on Windows, IP address 203.0.113.66"));
        assertTrue(mail.text().contains("https://localhost/auth/end-session?token="), mail.text());
        logIn(browserOf(thief, THIEF));
        assertEquals(1, told());
    }

    @BothDatabases
    void a_refused_login_tells_nobody_and_makes_no_device() {
        long devices = node.count("auth_device");
        node.login().withPassword(new LoginAttempt("ada", "wrong", false, THIEF), null);
        node.login().withPassword(new LoginAttempt("nobody", PASSWORD, false, THIEF), null);
        assertEquals(0, told());
        assertEquals(devices, node.count("auth_device"));
    }

    @BothDatabases
    void an_account_without_an_address_is_logged_in_to_all_the_same() {
        node.byHand("update {s}auth_account set email = null, email_key = null, email_verified = false");
        assertTrue(isIn(logIn(THIEF)));
        assertEquals(0, told());
    }

    @BothDatabases
    void a_cookie_of_somebody_elses_device_makes_nobody_known() {
        node.verified("eve");
        Client eves = browserOf(node.logIn("eve", false), THIEF);
        logIn(eves);
        assertEquals(1, told());
    }

    @BothDatabases
    void looking_at_the_link_ends_nothing() {
        IssuedSession thief = logIn(THIEF);
        String token = node.mailedToken(ADA);
        List<String> before = node.everything();
        assertInstanceOf(LinkState.Usable.class, node.recovery().look(TicketPurpose.END_SESSION, token, null, null));
        assertEquals(before, node.everything());
        assertTrue(isIn(thief));
    }

    @BothDatabases
    void the_link_ends_the_session_the_remembered_login_and_the_device_once_and_nothing_else() {
        IssuedSession thief = logIn(THIEF);
        String token = node.mailedToken(ADA);
        List<EndResult> results = Together.run(8, i -> node.recovery().endSession(token, Node.CLIENT));
        assertEquals(1, Collections.frequency(results, new EndResult.Ended()));
        assertFalse(isIn(thief));
        assertInstanceOf(LoginResult.Refused.class, node.remember(thief, THIEF));
        assertEquals(1, node.count("auth_device"));
        assertTrue(node.events(ada).contains(AuditType.SESSION_ENDED));
        assertTrue(node.isIn(owner));
        assertInstanceOf(LoginResult.LoggedIn.class, node.remember(owner));
        assertEquals(new LinkState.Unusable(), node.recovery().look(TicketPurpose.END_SESSION, token, null, null));
        // Whoever comes back with the password and the dead cookie is announced again.
        logIn(browserOf(thief, THIEF));
        assertEquals(2, told());
    }

    /** Two of those that are alike are told a day, so a thief logs in three times. */
    @BothDatabases
    void a_login_that_nobody_was_told_of_does_not_survive_the_links_of_those_before_it() {
        logIn(THIEF);
        String first = node.mailedToken(ADA);
        logIn(THIEF);
        String second = node.mailedToken(ADA);
        IssuedSession third = logIn(THIEF);
        assertEquals(2, told());
        assertEquals(new EndResult.Ended(), node.recovery().endSession(first, Node.CLIENT));
        assertEquals(new EndResult.Ended(), node.recovery().endSession(second, Node.CLIENT));
        assertFalse(isIn(third));
        assertInstanceOf(LoginResult.Refused.class, node.remember(third, THIEF));
        assertEquals(1, node.count("auth_device"));
        assertTrue(node.isIn(owner));
    }

    /** More than an account's devices, and of more kinds than are told a day: the first rows are long gone. */
    @BothDatabases
    void no_number_of_logins_brings_one_past_the_links(TestDatabase database) {
        node.close();
        node = Node.on(
                database,
                builder -> builder.limits(TestDoorward.farAway().with(LimitName.NOTICES, Limit.parse("4/1d"))));
        node.clock().turn(Duration.ofMinutes(1));
        logIn(ownersBrowser);
        for (int i = 0; i < 60; i++) {
            logIn(new Client("203.0.113.66", i < 40 ? THIEF.userAgent() : "browser " + i));
        }
        logIn(ownersBrowser);
        List<String> tokens = tokensOfNotices();
        assertEquals(4, tokens.size());
        tokens.forEach(token -> node.recovery().endSession(token, Node.CLIENT));
        assertEquals(1, node.count("auth_device"));
        for (String table : List.of("auth_session", "auth_remembered")) {
            assertNotEquals(0, node.count(table), "the owner's stay");
            assertTrue(node.rows(table).stream().noneMatch(row -> row.contains(THIEF.address())), table);
        }
    }

    private List<String> tokensOfNotices() {
        return node.mails().stream()
                .flatMap(mail -> Pattern.compile("end-session[?]token=([A-Za-z0-9_.-]+)")
                        .matcher(mail.text())
                        .results())
                .map(found -> found.group(1))
                .toList();
    }

    @BothDatabases
    void the_link_works_after_the_thief_has_changed_the_password() {
        IssuedSession thief = logIn(THIEF);
        String token = node.mailedToken(ADA);
        ChangeResult.Changed changed = assertInstanceOf(
                ChangeResult.Changed.class,
                node.accounts()
                        .changePassword(
                                node.login().proofOf(thief.session()).orElseThrow(),
                                OTHER_PASSWORD,
                                browserOf(thief, THIEF)));
        assertTrue(isIn(changed.issued()));
        assertEquals(new EndResult.Ended(), node.recovery().endSession(token, Node.CLIENT));
        assertFalse(isIn(changed.issued()));
    }

    @BothDatabases
    void the_link_ends_what_the_device_was_let_in_with_later() {
        IssuedSession first = logIn(THIEF);
        String token = node.mailedToken(ADA);
        node.clock().turn(Duration.ofDays(6));
        IssuedSession later = logIn(browserOf(first, THIEF));
        IssuedSession resumed = Node.issued(node.remember(later, THIEF));
        assertEquals(new EndResult.Ended(), node.recovery().endSession(token, Node.CLIENT));
        assertFalse(isIn(later));
        assertFalse(isIn(resumed));
    }

    @BothDatabases
    void the_link_is_dead_after_seven_days_and_no_other_link_is_one() {
        logIn(THIEF);
        String token = node.mailedToken(ADA);
        node.recovery().forgotPassword(ADA, Node.CLIENT);
        String reset = node.mailedToken(ADA);
        assertInstanceOf(EndResult.Refused.class, node.recovery().endSession(reset, Node.CLIENT));
        assertInstanceOf(EndResult.Refused.class, node.recovery().endSession(null, Node.CLIENT));
        node.clock().turn(Duration.ofDays(7));
        assertInstanceOf(EndResult.Refused.class, node.recovery().endSession(token, Node.CLIENT));
    }

    private void survivesNot(Consumer<Client> ending) {
        Client thief = browserOf(logIn(THIEF), THIEF);
        ending.accept(thief);
        assertEquals(0, node.byHand("delete from {s}auth_device where user_agent = ?", THIEF.userAgent()));
    }

    @BothDatabases
    void a_thiefs_device_does_not_survive_a_reset_but_the_browser_at_hand_is_known() {
        survivesNot(thief -> {
            node.recovery().forgotPassword(ADA, ownersBrowser);
            node.recovery().resetPassword(node.mailedToken(ADA), OTHER_PASSWORD, ownersBrowser);
        });
        assertEquals(1, node.count("auth_device"));
    }

    @BothDatabases
    void a_thiefs_device_does_not_survive_a_change_of_password() {
        survivesNot(thief -> node.accounts().changePassword(node.proof(owner), OTHER_PASSWORD, ownersBrowser));
        assertEquals(1, node.count("auth_device"));
    }

    @BothDatabases
    void a_thiefs_device_does_not_survive_the_end_of_all_other_sessions() {
        survivesNot(thief -> node.sessions().endOthers(owner.session(), ownersBrowser));
        assertEquals(1, node.count("auth_device"));
    }

    @BothDatabases
    void a_thiefs_device_does_not_survive_the_end_of_its_session() {
        survivesNot(thief -> node.sessions().of(ada, owner.session().id()).stream()
                .filter(info -> !info.current())
                .forEach(info -> node.sessions().end(ada, info.id(), ownersBrowser)));
        assertEquals(1, node.count("auth_device"));
    }

    @BothDatabases
    void ending_an_old_session_of_this_browser_leaves_the_browser_known() {
        IssuedSession again = logIn(ownersBrowser);
        Client now = browserOf(again, Node.CLIENT);
        assertTrue(node.sessions().end(ada, owner.session().id(), now));
        logIn(now);
        assertEquals(0, told());
    }

    @BothDatabases
    void no_device_survives_disabling_closing_or_an_administrators_end_of_everything() {
        for (Runnable end : List.<Runnable>of(
                () -> node.accounts().endEverything(ada, Node.CLIENT),
                () -> node.accounts().disable(ada, Node.CLIENT),
                () -> node.accounts().close(ada, Node.CLIENT))) {
            node.accounts().enable(ada, Node.CLIENT);
            logIn(THIEF);
            end.run();
            assertEquals(0, node.count("auth_device"));
        }
    }

    @BothDatabases
    void a_copied_remembered_login_is_told_to_its_owner() {
        Node.issued(node.remember(owner));
        node.clock().turn(Duration.ofMinutes(1));
        assertInstanceOf(LoginResult.Refused.class, node.remember(owner, THIEF));
        List<String> subjects = node.subjectsTo(ADA);
        assertEquals("A login to your account at Doorward may have been copied", subjects.get(subjects.size() - 1));
        assertTrue(node.events(ada).contains(AuditType.REMEMBER_REUSED));
        // Once: what has ended cannot be used to write more mails.
        node.remember(owner, THIEF);
        assertEquals(subjects, node.subjectsTo(ADA));
    }
}
