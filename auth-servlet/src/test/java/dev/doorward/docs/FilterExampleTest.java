package dev.doorward.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.servlet.CurrentUser;
import dev.doorward.auth.servlet.DoorwardFilter;
import dev.doorward.auth.servlet.Flash;
import dev.doorward.auth.servlet.Guard;
import dev.doorward.auth.servlet.Guards;
import dev.doorward.auth.servlet.LoginRequired;
import dev.doorward.auth.servlet.PageRenderer;
import dev.doorward.auth.servlet.page.ErrorPage;
import dev.doorward.auth.servlet.page.FlashMessage.Kind;
import dev.doorward.auth.servlet.server.WebServer;
import dev.doorward.auth.servlet.testing.LoggedIn;
import dev.doorward.auth.testing.TestDoorward;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class FilterExampleTest {
    private final TestDoorward test = TestDoorward.inMemory();
    private final WebServer server = new WebServer();

    private static void fill(Guards guards) {
        // docs: guards
        guards.open("/", "/about", "/public/*")
                .loggedIn("/public/mine") // closer than /public/*
                .require("/staff/*", Guard.role("clerk", "admin")) // one of the two
                .require("/admin/*", Guard.role("admin").freshWithin(Duration.ofMinutes(10)));
        // docs: end
    }

    // docs: annotation
    public static class Report extends HttpServlet {
        @Override
        @LoginRequired(role = "clerk")
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            CurrentUser clerk = CurrentUser.require(request);
            response.getWriter().println("For " + clerk.getName());
        }

        @Override
        @LoginRequired(role = "admin", freshWithinMinutes = 10)
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            Flash.add(request, response, Kind.DONE, "The report is published.");
            response.sendRedirect(request.getContextPath() + "/staff/report");
        }
    }
    // docs: end

    private static void register(ServletContext context, Doorward doorward, Guards guards) {
        // docs: constructor
        FilterRegistration.Dynamic filter = context.addFilter("doorward", new DoorwardFilter(doorward, guards));
        filter.setAsyncSupported(true);
        filter.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
        // docs: end
    }

    private static PageRenderer leavingErrors() {
        // docs: errors
        PageRenderer pages = (page, context, request, response) -> {
            if (!(page instanceof ErrorPage error)) {
                return false;
            }
            response.sendError(error.status()); // the container shows the page that is declared for it
            return true;
        };
        // docs: end
        return pages;
    }

    @BeforeEach
    void start() {
        Guards guards = new Guards();
        fill(guards);
        server.onStart(context -> register(context, test.doorward(), guards))
                .page("/public/mine", "mine")
                .page("/about", "about")
                .servlet("/staff/report", new Report())
                .start();
    }

    @AfterEach
    void stop() {
        server.close();
        test.close();
    }

    @Test
    void errors_are_left_to_the_container_where_the_page_says_so() {
        try (TestDoorward other = TestDoorward.inMemory();
                WebServer left = new WebServer()
                        .onStart(context -> DoorwardFilter.install(
                                context, other.doorward(), guards -> guards.open("/*"), leavingErrors()))
                        .page("/broken", (request, response) -> response.sendError(409))
                        .page("/declared", "declared")
                        .errorPage(409, "/declared")
                        .start()) {
            assertEquals("declared", left.get("/broken", "Accept: text/html").body());
        }
    }

    @Test
    void guards_read_as_the_page_says() {
        LoggedIn ada = LoggedIn.as(test, "ada");
        LoggedIn carl = LoggedIn.as(test, "carl", "clerk");
        assertEquals("about", server.get("/about").body());
        assertEquals(401, server.get("/public/mine", "Accept: application/json").status());
        assertEquals("mine", server.get("/public/mine", ada.header()).body());
        assertEquals(403, server.get("/staff/report", ada.header()).status());
        assertTrue(server.get("/staff/report", carl.header()).body().contains("For carl"));
        assertEquals(
                403,
                server.post("/staff/report", "", carl.header(), "Sec-Fetch-Site: same-origin")
                        .status());
        LoggedIn anna = LoggedIn.as(test, "anna", "clerk", "admin");
        assertEquals(
                302,
                server.post("/staff/report", "", anna.header(), "Sec-Fetch-Site: same-origin")
                        .status());
    }
}
