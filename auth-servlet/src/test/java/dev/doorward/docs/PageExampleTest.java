package dev.doorward.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.servlet.DoorwardFilter;
import dev.doorward.auth.servlet.PageRenderer;
import dev.doorward.auth.servlet.page.BuiltInPages;
import dev.doorward.auth.servlet.page.LoginPage;
import dev.doorward.auth.servlet.server.WebServer;
import dev.doorward.auth.testing.TestDoorward;
import jakarta.servlet.ServletContext;
import org.junit.jupiter.api.Test;

final class PageExampleTest {

    private static PageRenderer ownLogin() {
        // docs: renderer
        PageRenderer own = (page, context, request, response) -> {
            if (!(page instanceof LoginPage login)) {
                return false; // the built-in page will do
            }
            request.setAttribute("form", login.form());
            request.setAttribute("context", context);
            request.getRequestDispatcher("/WEB-INF/login.jsp").forward(request, response);
            return true;
        };
        // docs: end
        return own;
    }

    private static void theme(ServletContext context, TestDoorward test) {
        var doorward = test.doorward();
        // docs: theme
        DoorwardFilter.install(
                context, doorward, guards -> guards.open("/", "/theme.css"), new BuiltInPages("/theme.css"));
        // docs: end
    }

    @Test
    void an_application_draws_one_page_itself() {
        try (TestDoorward test = TestDoorward.inMemory();
                WebServer server = new WebServer()) {
            server.onStart(context -> DoorwardFilter.install(context, test.doorward(), guards -> {}, ownLogin()))
                    .page("/WEB-INF/login.jsp", "our own login page")
                    .start();
            assertEquals(
                    "our own login page",
                    server.get("/auth/login", "Accept: text/html").body());
            assertTrue(server.get("/auth/register", "Accept: text/html").body().contains("Create your account"));
        }
    }

    @Test
    void a_theme_comes_after_the_built_in_stylesheet() {
        try (TestDoorward test = TestDoorward.inMemory();
                WebServer server = new WebServer()) {
            server.onStart(context -> theme(context, test)).start();
            assertTrue(server.get("/auth/login", "Accept: text/html").body().contains("href=\"/theme.css\""));
        }
    }
}
