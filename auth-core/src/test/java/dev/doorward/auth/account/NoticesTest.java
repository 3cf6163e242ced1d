package dev.doorward.auth.account;

import static dev.doorward.auth.fixture.Node.CLIENT;
import static dev.doorward.auth.fixture.Node.OTHER_PASSWORD;
import static dev.doorward.auth.fixture.Node.PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.audit.AuditType;
import dev.doorward.auth.fixture.Node;
import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.login.LoginAttempt;
import dev.doorward.auth.login.LoginResult;
import dev.doorward.auth.session.IssuedSession;
import dev.doorward.auth.store.BothDatabases;
import dev.doorward.auth.store.TestDatabase;
import dev.doorward.auth.throttle.Limits;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What an address is told about its account, and how often. */
final class NoticesTest {
    private static final String ADA = "ada@example.com";
    private static final String PASSWORD_CHANGED = "Your password for Doorward was changed";
    private static final String PASSWORD_RESET = "Your password for Doorward was reset";
    private static final String USERNAME_CHANGED = "Your username at Doorward was changed";
    private static final String NEW_LOGIN = "New login to your account at Doorward";
    private static final String COPIED = "A login to your account at Doorward may have been copied";
    private static final Client THIEF = new Client("203.0.113.66", "Thief/1.0");

    private Node node;

    @BeforeEach
    void open(TestDatabase database) {
        node = Node.on(database, builder -> builder.limits(Limits.standard()));
    }

    @AfterEach
    void close() {
        node.close();
    }

    private IssuedSession logIn(Client client) {
        return Node.issued(node.login().withPassword(new LoginAttempt("ada", PASSWORD, true, client), null));
    }

    /** By the cookie's id alone, which is worth nothing else. */
    private void bringACopy(IssuedSession issued) {
        String token = issued.remembered().orElseThrow().token().text();
        String madeUp = token.substring(0, token.length() - 4) + "AAAA";
        assertInstanceOf(LoginResult.Refused.class, node.login().withRemembered(madeUp, THIEF));
    }

    private IssuedSession changePassword(IssuedSession issued, String password) {
        return assertInstanceOf(
                        ChangeResult.Changed.class,
                        node.accounts().changePassword(node.proof(issued), password, CLIENT))
                .issued();
    }

    private IssuedSession changeUsername(IssuedSession issued, String name) {
        return assertInstanceOf(
                        ChangeResult.Changed.class, node.accounts().changeUsername(node.proof(issued), name, CLIENT))
                .issued();
    }

    private int told(String subject) {
        return Collections.frequency(node.subjectsTo(ADA), subject);
    }

    /** Whoever registered may have typed a stranger's. */
    @BothDatabases
    void an_address_that_is_not_proved_is_told_nothing_that_was_typed_and_the_history_everything() {
        AccountId ada = node.registered("ada").id();
        bringACopy(logIn(THIEF));
        IssuedSession issued = changeUsername(node.logIn("ada", false), "Buy-at-mallorys");
        changePassword(issued, OTHER_PASSWORD);
        assertEquals(0, told(USERNAME_CHANGED));
        assertEquals(List.of(1, 1), List.of(told(COPIED), told(PASSWORD_CHANGED)));
        assertTrue(node.mails().stream().noneMatch(mail -> mail.text().contains("Buy-at-mallorys")));
        List<AuditType> events = node.events(ada);
        assertEquals(1, Collections.frequency(events, AuditType.REMEMBER_REUSED));
        assertEquals(1, Collections.frequency(events, AuditType.USERNAME_CHANGED));
        assertEquals(1, Collections.frequency(events, AuditType.PASSWORD_CHANGED));
    }

    @BothDatabases
    void many_accounts_together_tell_somebody_who_has_none_no_more_than_twenty_times_a_day() {
        for (int account = 0; account < 3; account++) {
            String name = "mallory" + account;
            node.accounts().register(Registration.of(name, "victim+" + account + "@example.com", PASSWORD, CLIENT));
            IssuedSession issued = node.logIn(name, false);
            for (int i = 0; i < 10; i++) {
                issued = changePassword(issued, OTHER_PASSWORD + i);
            }
        }
        assertEquals(
                20,
                node.mails().stream()
                        .filter(mail -> mail.to().value().startsWith("victim+"))
                        .filter(mail -> mail.subject().equals(PASSWORD_CHANGED))
                        .count());
    }

    /** A closed account gives its address free, for another that has been told nothing yet. */
    @BothDatabases
    void closing_and_registering_anew_tells_a_stranger_no_more() {
        for (int account = 0; account < 3; account++) {
            String name = "mallory" + account;
            node.accounts().register(Registration.of(name, ADA, PASSWORD, CLIENT));
            IssuedSession issued = node.logIn(name, false);
            for (int i = 0; i < 10; i++) {
                issued = changePassword(issued, OTHER_PASSWORD + i);
            }
            node.accounts().close(issued.session().account(), CLIENT);
        }
        assertEquals(20, told(PASSWORD_CHANGED));
    }

    @BothDatabases
    void an_address_that_a_new_password_proves_is_told_of_it() {
        node.registered("ada");
        node.recovery().forgotPassword(ADA, CLIENT);
        assertInstanceOf(
                ResetResult.Reset.class, node.recovery().resetPassword(node.mailedToken(ADA), OTHER_PASSWORD, CLIENT));
        assertEquals(1, told(PASSWORD_RESET));
    }

    @BothDatabases
    void what_is_changed_again_and_again_is_told_ten_times_and_recorded_each_time() {
        AccountId ada = node.verified("ada").id();
        IssuedSession issued = node.logIn("ada", false);
        int before = Collections.frequency(node.events(ada), AuditType.PASSWORD_CHANGED);
        for (int i = 0; i < 20; i++) {
            issued = changePassword(issued, OTHER_PASSWORD + i);
        }
        assertEquals(10, told(PASSWORD_CHANGED));
        assertEquals(before + 20, Collections.frequency(node.events(ada), AuditType.PASSWORD_CHANGED));
    }

    @BothDatabases
    void what_is_told_too_often_keeps_nothing_else_from_being_told() {
        node.verified("ada");
        IssuedSession issued = node.logIn("ada", false);
        for (int i = 0; i < 12; i++) {
            issued = changePassword(issued, OTHER_PASSWORD + i);
        }
        changeUsername(issued, "lovelace");
        assertEquals(1, told(USERNAME_CHANGED));
        node.verified("grace");
        changePassword(node.logIn("grace", false), OTHER_PASSWORD);
        assertEquals(1, Collections.frequency(node.subjectsTo("grace@example.com"), PASSWORD_CHANGED));
    }

    @BothDatabases
    void what_was_told_too_often_is_told_again_after_a_day() {
        node.verified("ada");
        IssuedSession issued = node.logIn("ada", false);
        for (int i = 0; i < 12; i++) {
            issued = changePassword(issued, OTHER_PASSWORD + i);
        }
        changePassword(issued, PASSWORD);
        node.clock().turn(Duration.ofDays(1));
        changePassword(node.logIn("ada", false), OTHER_PASSWORD);
        assertEquals(11, told(PASSWORD_CHANGED));
    }

    @BothDatabases
    void copies_that_are_brought_again_and_again_are_told_ten_times() {
        node.verified("ada");
        for (int i = 0; i < 15; i++) {
            bringACopy(node.logIn("ada", true));
        }
        assertEquals(10, told(COPIED));
    }

    @BothDatabases
    void a_flood_of_new_browsers_mails_ten_times_a_day() {
        node.verified("ada");
        for (int i = 0; i < 30; i++) {
            logIn(new Client("198.51.100." + i, "Flood/" + i));
        }
        assertEquals(10, told(NEW_LOGIN));
        node.clock().turn(Duration.ofDays(1));
        logIn(THIEF);
        assertEquals(11, told(NEW_LOGIN));
    }

    @BothDatabases
    void a_program_without_cookies_does_not_spend_what_is_told_of_others() {
        node.verified("ada");
        Client program = new Client("198.51.100.1", "Program/1.0");
        for (int i = 0; i < 25; i++) {
            logIn(program);
        }
        logIn(THIEF);
        assertEquals(3, told(NEW_LOGIN));
    }

    /** Else they bury what told of them, among mails that they cause. */
    @BothDatabases
    void a_thief_who_ends_what_was_told_is_told_no_more_often() {
        node.verified("ada");
        for (int i = 0; i < 25; i++) {
            IssuedSession thief = logIn(THIEF);
            node.sessions().endOthers(thief.session(), THIEF);
        }
        assertEquals(10, told(NEW_LOGIN));
    }
}
