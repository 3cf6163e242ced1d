package dev.doorward.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.session.Session;
import dev.doorward.auth.session.SessionInfo;
import dev.doorward.auth.testing.TestDoorward;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SessionExampleTest {

    @Test
    void other_sessions_end() {
        try (TestDoorward test = TestDoorward.inMemory()) {
            Session mine = test.loggedIn("ada").session();
            test.logIn("ada", true);
            assertEquals(
                    2, endOthers(test.doorward(), mine, TestDoorward.CLIENT).size());
            assertEquals(
                    1, test.doorward().sessions().of(mine.account(), mine.id()).size());
        }
    }

    private static List<SessionInfo> endOthers(Doorward doorward, Session mine, Client client) {
        // docs: sessions
        List<SessionInfo> sessions = doorward.sessions().of(mine.account(), mine.id());
        doorward.sessions().endOthers(mine, client);
        // docs: end
        return sessions;
    }
}
