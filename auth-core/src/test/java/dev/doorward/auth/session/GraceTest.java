package dev.doorward.auth.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.identity.Client;
import dev.doorward.auth.login.Login;
import dev.doorward.auth.login.LoginResult;
import dev.doorward.auth.testing.TestDoorward;
import org.junit.jupiter.api.Test;

/** A replaced token is answered for a moment, but only to the browser that has just brought it. */
final class GraceTest {
    private static final Client OWNER = TestDoorward.CLIENT;
    private static final Client OTHER = new Client(OWNER.address(), "OtherBrowser/1.0");

    @Test
    void a_thief_with_another_browser_who_is_first_is_put_out_as_soon_as_the_owner_comes() {
        try (TestDoorward test = TestDoorward.inMemory()) {
            String copied = remembered(test);
            Login login = test.doorward().login();
            IssuedSession thief = issued(login.withRemembered(copied, OTHER));
            assertInstanceOf(LoginResult.Refused.class, login.withRemembered(copied, OWNER));
            assertTrue(test.doorward()
                    .sessions()
                    .find(thief.token().text(), OTHER.address(), OTHER.userAgent())
                    .isEmpty());
            String successor = thief.remembered().orElseThrow().token().text();
            assertInstanceOf(LoginResult.Refused.class, login.withRemembered(successor, OTHER));
        }
    }

    @Test
    void a_browser_that_was_updated_opens_several_tabs_and_nobody_is_logged_out() {
        try (TestDoorward test = TestDoorward.inMemory()) {
            String cookie = remembered(test);
            Login login = test.doorward().login();
            IssuedSession firstTab = issued(login.withRemembered(cookie, OTHER));
            IssuedSession secondTab = issued(login.withRemembered(cookie, OTHER));
            assertEquals(firstTab, secondTab);
        }
    }

    private static String remembered(TestDoorward test) {
        test.registered("ada");
        return test.logIn("ada", true).remembered().orElseThrow().token().text();
    }

    private static IssuedSession issued(LoginResult result) {
        return assertInstanceOf(LoginResult.LoggedIn.class, result).issued();
    }
}
