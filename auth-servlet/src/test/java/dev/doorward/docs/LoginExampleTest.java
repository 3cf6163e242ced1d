package dev.doorward.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.account.ChangeResult;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.login.ConfirmResult;
import dev.doorward.auth.login.LoginAttempt;
import dev.doorward.auth.login.LoginResult;
import dev.doorward.auth.session.Session;
import dev.doorward.auth.testing.TestDoorward;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LoginExampleTest {
    private final Client client = TestDoorward.CLIENT;

    private String logIn(Doorward doorward, String password) {
        // docs: login
        LoginResult result = doorward.login().withPassword(new LoginAttempt("ada", password, false, client), null);
        if (result instanceof LoginResult.LoggedIn loggedIn) {
            return "session " + loggedIn.issued().session().id();
        }
        LoginResult.Refused refused = (LoginResult.Refused) result;
        return refused.code(); // invalid_credentials, rate_limited, too_many_failures or busy
        // docs: end
    }

    private ChangeResult rename(Doorward doorward, Session session, String password) {
        // docs: proof
        ConfirmResult result = doorward.login().confirm(session, password, client);
        if (result instanceof ConfirmResult.Confirmed confirmed) {
            return doorward.accounts().changeUsername(confirmed.proof(), "countess", client);
        }
        // docs: end
        throw new IllegalStateException("not confirmed");
    }

    @Test
    void whoever_has_the_password_gets_a_session() {
        try (TestDoorward test = TestDoorward.inMemory()) {
            test.registered("ada");
            assertTrue(logIn(test.doorward(), TestDoorward.PASSWORD).startsWith("session "));
            assertEquals("invalid_credentials", logIn(test.doorward(), "something else"));
        }
    }

    @Test
    void a_change_to_the_account_takes_a_proof() {
        try (TestDoorward test = TestDoorward.inMemory()) {
            Session session = test.loggedIn("ada").session();
            test.clock().turn(Duration.ofHours(1));
            assertTrue(test.doorward().login().proofOf(session).isEmpty());
            ChangeResult result = rename(test.doorward(), session, TestDoorward.PASSWORD);
            assertEquals("countess", ((ChangeResult.Changed) result).account().username());
        }
    }
}
