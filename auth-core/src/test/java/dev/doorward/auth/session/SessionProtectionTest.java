package dev.doorward.auth.session;

import static dev.doorward.auth.testing.TestDoorward.PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.audit.AuditEvent;
import dev.doorward.auth.audit.AuditType;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.login.ConfirmResult;
import dev.doorward.auth.login.LoginAttempt;
import dev.doorward.auth.login.LoginResult;
import dev.doorward.auth.testing.TestDoorward;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A session's cookie that comes from elsewhere. */
final class SessionProtectionTest {
    private static final String FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0";
    private static final String UPDATED = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0.1";
    private static final String HOME = "198.51.100.7";
    private static final String AWAY = "203.0.113.9";

    private static TestDoorward under(SessionProtection protection) {
        TestDoorward test = TestDoorward.inMemory(builder -> builder.sessionProtection(protection));
        test.registered("ada");
        return test;
    }

    private static IssuedSession logIn(TestDoorward test, String userAgent) {
        return ((LoginResult.LoggedIn) test.doorward()
                        .login()
                        .withPassword(new LoginAttempt("ada", PASSWORD, true, new Client(HOME, userAgent)), null))
                .issued();
    }

    private static Optional<Session> find(TestDoorward test, IssuedSession issued, String address, String userAgent) {
        return test.doorward().sessions().find(issued.token().text(), address, userAgent);
    }

    private static boolean isFresh(TestDoorward test, Session session) {
        boolean fresh = session.isFresh(Duration.ofMinutes(10), test.clock().instant());
        assertEquals(fresh, test.doorward().login().proofOf(session).isPresent());
        return fresh;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "curl/8.5.0",
                "Mozilla/5.0 (Windows NT 10.0; rv:144.0) Gecko/20100101 Firefox/144.0",
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
            })
    void from_another_kind_of_browser_a_session_is_not_fresh_until_the_password_is_typed(String other) {
        try (TestDoorward test = under(SessionProtection.BASIC)) {
            IssuedSession issued = logIn(test, FIREFOX);
            Session there = find(test, issued, HOME, other).orElseThrow();
            assertFalse(isFresh(test, there));
            // That somebody looked from elsewhere takes nothing from whoever logged in.
            assertTrue(isFresh(test, find(test, issued, HOME, FIREFOX).orElseThrow()));

            ConfirmResult result = test.doorward().login().confirm(there, PASSWORD, new Client(HOME, other));
            IssuedSession confirmed =
                    assertInstanceOf(ConfirmResult.Confirmed.class, result).issued();
            assertTrue(isFresh(test, find(test, confirmed, HOME, other).orElseThrow()));
            assertFalse(isFresh(test, find(test, confirmed, HOME, FIREFOX).orElseThrow()));
            assertTrue(find(test, issued, HOME, FIREFOX).isEmpty());
        }
    }

    @Test
    void a_browser_that_sends_no_name_is_not_taken_for_one_that_does() {
        try (TestDoorward test = under(SessionProtection.BASIC)) {
            IssuedSession issued = logIn(test, FIREFOX);
            assertFalse(isFresh(test, find(test, issued, HOME, null).orElseThrow()));
            IssuedSession nameless = logIn(test, "");
            assertTrue(isFresh(test, find(test, nameless, HOME, null).orElseThrow()));
            assertFalse(isFresh(test, find(test, nameless, HOME, FIREFOX).orElseThrow()));
        }
    }

    @ParameterizedTest
    @CsvSource({"Shop/1.2, Shop/1.3.1, true", "Shop/1.2, Other/1.2, false", "Shop/1.2 (x), Shop/1.2, false"})
    void programs_are_told_apart_by_all_but_their_numbers(String one, String other, boolean same) {
        try (TestDoorward test = under(SessionProtection.BASIC)) {
            assertEquals(
                    same,
                    isFresh(test, find(test, logIn(test, one), HOME, other).orElseThrow()));
        }
    }

    @Test
    void a_browser_may_be_updated_and_move_about() {
        try (TestDoorward test = under(SessionProtection.BASIC)) {
            IssuedSession issued = logIn(test, FIREFOX);
            assertTrue(isFresh(test, find(test, issued, AWAY, UPDATED).orElseThrow()));
            // However long it is, and whatever is in it: what is stored is cut and of one line.
            String odd = FIREFOX + "\u0007" + "x".repeat(500);
            assertTrue(isFresh(test, find(test, logIn(test, odd), HOME, odd).orElseThrow()));
        }
    }

    @ParameterizedTest
    @CsvSource({HOME + ", curl/8.5.0", AWAY + ", " + FIREFOX, HOME + ","})
    void where_protection_is_strong_a_session_that_is_used_elsewhere_ends(String address, String userAgent) {
        try (TestDoorward test = under(SessionProtection.STRONG)) {
            IssuedSession issued = logIn(test, FIREFOX);
            assertTrue(find(test, issued, HOME, UPDATED).isPresent());
            test.clock().turn(Duration.ofSeconds(1));
            assertTrue(find(test, issued, address, userAgent).isEmpty());
            assertTrue(find(test, issued, HOME, FIREFOX).isEmpty());
            List<AuditEvent> events =
                    test.doorward().audit().of(issued.session().account(), 10);
            assertEquals(AuditType.SESSION_MOVED, events.get(0).type());
            assertEquals(address, events.get(0).client().address());
        }
    }

    @Test
    void a_whole_ipv6_network_is_one_place() {
        try (TestDoorward test = under(SessionProtection.STRONG)) {
            Client client = new Client("2001:db8:0:1::5", FIREFOX);
            IssuedSession issued = ((LoginResult.LoggedIn) test.doorward()
                            .login()
                            .withPassword(new LoginAttempt("ada", PASSWORD, false, client), null))
                    .issued();
            assertTrue(
                    find(test, issued, "[2001:db8:0:1:ffff::9%eth0]", FIREFOX).isPresent());
            assertTrue(find(test, issued, "2001:db8:0:2::5", FIREFOX).isEmpty());
        }
    }

    @Test
    void where_protection_is_strong_a_remembered_login_may_move_but_not_change_its_browser() {
        try (TestDoorward test = under(SessionProtection.STRONG)) {
            IssuedSession issued = logIn(test, FIREFOX);
            LoginResult moved = remember(test, issued, new Client(AWAY, UPDATED));
            IssuedSession resumed =
                    assertInstanceOf(LoginResult.LoggedIn.class, moved).issued();
            assertInstanceOf(LoginResult.Refused.class, remember(test, resumed, new Client(HOME, "curl/8.5.0")));
            // Nor is there a second try with the right name.
            assertInstanceOf(LoginResult.Refused.class, remember(test, resumed, new Client(HOME, FIREFOX)));
            assertTrue(find(test, resumed, AWAY, UPDATED).isEmpty());
        }
    }

    private static LoginResult remember(TestDoorward test, IssuedSession issued, Client client) {
        return test.doorward()
                .login()
                .withRemembered(issued.remembered().orElseThrow().token().text(), client);
    }

    @Test
    void where_protection_is_off_nothing_is_compared() {
        try (TestDoorward test = under(SessionProtection.OFF)) {
            IssuedSession issued = logIn(test, FIREFOX);
            assertTrue(isFresh(test, find(test, issued, AWAY, "curl/8.5.0").orElseThrow()));
        }
    }
}
