package dev.doorward.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.servlet.cookie.Cookies;
import dev.doorward.auth.servlet.server.Reply;
import dev.doorward.auth.servlet.server.WebServer;
import dev.doorward.auth.session.IssuedSession;
import dev.doorward.auth.testing.TestDoorward;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;

final class CookieExampleTest {

    private static void write(Doorward doorward, IssuedSession issued, HttpServletResponse response) {
        // docs: write
        Cookies cookies = new Cookies(doorward.settings().baseUrl());
        cookies.writeLogin(response, issued, doorward.clock());
        // docs: end
    }

    @Test
    void a_login_by_code_of_ones_own_reaches_the_browser() {
        try (TestDoorward test = TestDoorward.inMemory();
                WebServer server = new WebServer()) {
            test.registered("ada");
            server.install(test.doorward(), guards -> guards.open("/in"))
                    .page("/in", (request, response) -> write(test.doorward(), test.logIn("ada", true), response))
                    .page("/dashboard", "secret page")
                    .start();
            Reply in = server.get("/in");
            assertTrue(in.cookie("__Host-remember") != null);
            String cookie = "Cookie: __Host-session=" + in.cookie("__Host-session");
            assertEquals("secret page", server.get("/dashboard", cookie).body());
        }
    }
}
