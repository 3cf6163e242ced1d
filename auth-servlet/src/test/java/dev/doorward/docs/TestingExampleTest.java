package dev.doorward.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.doorward.auth.servlet.server.WebServer;
import dev.doorward.auth.servlet.testing.LoggedIn;
import dev.doorward.auth.session.IssuedSession;
import dev.doorward.auth.testing.TestDoorward;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;

final class TestingExampleTest {
    private final HttpClient client = HttpClient.newHttpClient();

    // docs: test
    @Test
    void a_session_ends_after_a_week() {
        try (TestDoorward test = TestDoorward.inMemory()) {
            IssuedSession ada = test.loggedIn("ada");
            test.clock().turn(Duration.ofDays(8));
            assertFalse(test.isLoggedIn(ada));
        }
    }
    // docs: end

    @Test
    void the_dashboard_greets_whoever_is_logged_in() throws IOException, InterruptedException {
        try (TestDoorward test = TestDoorward.inMemory();
                WebServer server = new WebServer()) {
            server.install(test.doorward(), guards -> guards.open("/"))
                    .servlet("/dashboard", new Dashboard())
                    .start();
            int port = ((ServerConnector) server.context().getServer().getConnectors()[0]).getLocalPort();
            URI page = URI.create("http://127.0.0.1:" + port + "/dashboard");
            // docs: servlet
            LoggedIn ada = LoggedIn.as(test, "ada", "admin");
            HttpRequest request =
                    HttpRequest.newBuilder(page).header("Cookie", ada.cookie()).build();
            assertEquals(
                    "Hello ada",
                    client.send(request, BodyHandlers.ofString()).body().strip());
            // docs: end
        }
    }
}
