package dev.doorward.auth.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.session.IssuedSession;
import dev.doorward.auth.store.BothDatabases;
import dev.doorward.auth.store.TestDatabase;
import dev.doorward.auth.testing.TestDoorward;
import java.util.Optional;

final class LoginTest {

    private static TestDoorward on(TestDatabase database) {
        return TestDoorward.with(builder -> builder.database(
                database.settings().url(),
                database.settings().user(),
                database.settings().password()));
    }

    @BothDatabases
    void a_session_is_found_by_its_cookie(TestDatabase database) {
        try (TestDoorward test = on(database)) {
            IssuedSession issued = test.loggedIn("ada");
            assertEquals(
                    Optional.of("ada"),
                    test.doorward()
                            .sessions()
                            .find(issued.token().text(), TestDoorward.CLIENT.address(), TestDoorward.CLIENT.userAgent())
                            .map(session -> session.username()));
        }
    }

    @BothDatabases
    void a_remembered_login_opens_a_session_and_is_replaced(TestDatabase database) {
        try (TestDoorward test = on(database)) {
            test.registered("ada");
            IssuedSession issued = test.logIn("ada", true);
            String cookie = issued.remembered().orElseThrow().token().text();
            LoginResult first = test.doorward().login().withRemembered(cookie, TestDoorward.CLIENT);
            LoginResult second = test.doorward().login().withRemembered(cookie, TestDoorward.CLIENT);
            assertInstanceOf(LoginResult.LoggedIn.class, first);
            assertEquals(first, second);
            assertTrue(test.isLoggedIn(((LoginResult.LoggedIn) second).issued()));
        }
    }
}
