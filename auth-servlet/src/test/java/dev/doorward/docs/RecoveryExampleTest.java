package dev.doorward.docs;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.account.ResetResult;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.testing.TestDoorward;
import org.junit.jupiter.api.Test;

final class RecoveryExampleTest {
    private final Client client = TestDoorward.CLIENT;

    @Test
    void a_forgotten_password_is_reset_by_a_mailed_link() {
        try (TestDoorward test = TestDoorward.inMemory()) {
            test.registered("ada");
            assertInstanceOf(ResetResult.Reset.class, reset(test, test.doorward()));
        }
    }

    private ResetResult reset(TestDoorward test, Doorward doorward) {
        String token = mailed(test, doorward);
        // docs: reset
        doorward.recovery().forgotPassword("ada@example.com", client); // mails a link, or nothing

        ResetResult result = doorward.recovery().resetPassword(token, "an entirely different phrase", client);
        // docs: end
        return result;
    }

    /** Of the same account and epoch, so that it is as good as the one the example asks for. */
    private String mailed(TestDoorward test, Doorward doorward) {
        doorward.recovery().forgotPassword("ada@example.com", client);
        return test.mailedToken("ada@example.com");
    }
}
