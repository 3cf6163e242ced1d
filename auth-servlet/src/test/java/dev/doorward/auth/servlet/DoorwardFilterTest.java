package dev.doorward.auth.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.servlet.page.ErrorPage;
import dev.doorward.auth.servlet.page.FlashMessage.Kind;
import dev.doorward.auth.servlet.server.Reply;
import dev.doorward.auth.servlet.server.WebServer;
import dev.doorward.auth.servlet.testing.LoggedIn;
import dev.doorward.auth.testing.TestDoorward;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoorwardFilterTest {

    private static final String PERSON = "Accept: text/html";

    @Test
    void an_application_under_a_path_has_its_own_addresses_and_cookies() {
        try (TestDoorward test = TestDoorward.inMemory(builder -> builder.baseUrl("https://localhost:8443/shop"));
                WebServer server = new WebServer("/shop")
                        .install(test.doorward(), guards -> guards.open("/token"))
                        .page("/private", "private page")
                        .page(
                                "/token",
                                (request, response) -> response.getWriter().print(request.getAttribute("csrfToken")))
                        .start()) {
            LoggedIn ada = LoggedIn.as(test, "ada");

            assertTrue(ada.cookie().startsWith("__Host-session_shop="), ada.cookie());
            assertEquals(
                    "private page", server.get("/shop/private", ada.header()).body());
            assertEquals(
                    401,
                    server.get("/shop/private", ada.header().replace("_shop", ""))
                            .status(),
                    "another application's cookie");
            assertEquals(
                    "/shop/auth/login?next=%2Fshop%2Fprivate%3Fa%3Db",
                    server.get("/shop/private?a=b", PERSON).header("Location"));
            assertTrue(server.get("/shop/token").header("Set-Cookie").endsWith("; SameSite=Strict; Path=/"));
            assertEquals(404, server.get("/shop/auth/nowhere").status());
        }
    }

    @Test
    void a_proxy_may_move_the_application_to_another_path() {
        try (TestDoorward test = TestDoorward.inMemory(builder -> builder.baseUrl("https://localhost:8443/shop"));
                WebServer server = new WebServer()
                        .install(test.doorward(), guards -> {})
                        .page("/private", "private page")
                        .start()) {
            assertEquals(
                    "/shop/auth/login?next=%2Fshop%2Fprivate",
                    server.get("/private", PERSON).header("Location"));
        }
    }

    @Test
    void prefix_and_login_page_can_be_elsewhere() {
        try (TestDoorward test = TestDoorward.inMemory(
                        builder -> builder.prefix("/account-system").loginPage("/signin"));
                WebServer server = new WebServer()
                        .install(test.doorward(), guards -> {})
                        .page("/signin", "the login page")
                        .page("/private", "private page")
                        .start()) {
            assertEquals(
                    "/signin?next=%2Fprivate", server.get("/private", PERSON).header("Location"));
            assertEquals("the login page", server.get("/signin").body());
            assertEquals(404, server.get("/account-system/nowhere").status());
            assertEquals(401, server.get("/auth/login").status());
        }
    }

    @Test
    void a_welcome_file_is_guarded_as_its_directory_is(@TempDir Path files) throws IOException {
        for (String directory : new String[] {"", "members", "open", "named"}) {
            Path folder = Files.createDirectories(files.resolve(directory));
            Files.writeString(folder.resolve("index.html"), "welcome to /" + directory);
        }
        try (TestDoorward test = TestDoorward.inMemory();
                WebServer server = new WebServer()
                        .install(
                                test.doorward(),
                                guards -> guards.open("/", "/open/", "/named/")
                                        .require("/named/index.html", Guard.role("admin"))
                                        .open("/jump")
                                        .open("/jump/"))
                        .files(files, "index.html")
                        .page(
                                "/jump",
                                (request, response) -> request.getRequestDispatcher("/open/index.html")
                                        .forward(request, response))
                        .start()) {
            LoggedIn ada = LoggedIn.as(test, "ada");

            assertEquals("welcome to /", server.get("/").body());
            assertEquals("welcome to /open", server.get("/open/").body());
            assertEquals(401, server.get("/index.html").status());
            assertEquals(401, server.get("/members/").status());
            assertEquals(
                    "welcome to /members", server.get("/members/", ada.header()).body());
            assertEquals(401, server.get("/named/").status(), "named in the guards, so it needs a right of its own");
            assertEquals(401, server.get("/jump").status(), "not the welcome file of what was asked for");
        }
    }

    @Test
    void a_request_that_another_filter_forwarded_first_is_still_guarded() {
        try (TestDoorward test = TestDoorward.inMemory();
                WebServer server =
                        new WebServer().page("/WEB-INF/view", "a view").page("/public", "public page")) {
            Filter forwards = (request, response, chain) ->
                    request.getRequestDispatcher(request.getParameter("to")).forward(request, response);
            DoorwardFilter ours = new DoorwardFilter(test.doorward(), new Guards().open("/rewrite", "/public"));
            server.context().addFilter(new FilterHolder(forwards), "/rewrite", EnumSet.of(DispatcherType.REQUEST));
            server.context().addFilter(new FilterHolder(ours), "/*", EnumSet.allOf(DispatcherType.class));
            server.start();
            LoggedIn ada = LoggedIn.as(test, "ada");

            assertEquals(401, server.get("/rewrite?to=/WEB-INF/view").status());
            assertEquals(
                    "a view",
                    server.get("/rewrite?to=/WEB-INF/view", ada.header()).body());
            assertEquals("public page", server.get("/rewrite?to=/public").body());
        }
    }

    @Test
    void pages_can_be_the_applications_own() {
        PageRenderer own = (page, context, request, response) -> {
            if (page instanceof ErrorPage error) {
                response.getWriter().print("own page for " + error.code() + " at " + context.auth());
                return true;
            }
            return false;
        };
        try (TestDoorward test = TestDoorward.inMemory();
                WebServer server = new WebServer()
                        .onStart(context -> DoorwardFilter.install(
                                context, test.doorward(), guards -> guards.require("/x", Guard.role("none")), own))
                        .page("/x", "x")
                        .start()) {
            LoggedIn ada = LoggedIn.as(test, "ada");

            Reply reply = server.get("/x", ada.header(), PERSON);

            assertEquals(403, reply.status());
            assertEquals("own page for forbidden at /auth", reply.body());
        }
    }

    @Test
    void it_is_installed_only_once() {
        try (TestDoorward test = TestDoorward.inMemory()) {
            WebServer server = new WebServer().onStart(context -> {
                DoorwardFilter.install(context, test.doorward(), guards -> {});
                IllegalStateException twice = assertThrows(
                        IllegalStateException.class,
                        () -> DoorwardFilter.install(context, test.doorward(), guards -> {}));
                assertTrue(twice.getMessage().contains("only once"), twice.getMessage());
            });
            server.start().close();
        }
    }

    @Test
    void bad_guards_stop_the_application_from_starting() {
        try (TestDoorward test = TestDoorward.inMemory()) {
            WebServer server = new WebServer().install(test.doorward(), guards -> guards.open("*.jsp"));

            assertThrows(IllegalStateException.class, server::start);
            server.close();
        }
    }

    @Test
    void a_filter_that_was_not_initialised_lets_nobody_in() {
        ServletException refused = assertThrows(
                ServletException.class,
                () -> new DoorwardFilter().doFilter(null, null, (request, response) -> {
                    throw new AssertionError("let in");
                }));

        assertTrue(refused.getMessage().contains("not initialised"));
    }

    private static WebServer declared(Map<String, String> parameters) {
        WebServer server = new WebServer()
                .page("/public", "public page")
                .page("/private", "private page")
                .page("/admin/x", "admin page")
                .page("/me", "my page");
        FilterHolder holder = new FilterHolder(DoorwardFilter.class);
        holder.setInitParameter("DOORWARD_MODE", "development");
        holder.setInitParameter("DOORWARD_BASE_URL", "https://localhost:8443");
        holder.setInitParameter("DOORWARD_DATABASE_URL", "jdbc:h2:mem:declared;DB_CLOSE_DELAY=-1");
        holder.setInitParameter("DOORWARD_DATABASE_USER", "sa");
        holder.setInitParameter("DOORWARD_EMAIL_VERIFICATION", "optional");
        parameters.forEach(holder::setInitParameter);
        server.context().addFilter(holder, "/*", EnumSet.allOf(DispatcherType.class));
        return server;
    }

    @Test
    void a_declaration_in_web_xml_is_enough() {
        try (WebServer server = declared(Map.of(
                        "open",
                        "\n /public\n /signup ",
                        "require",
                        "\n  /admin/*  role:admin|root fresh:10m ; /me login\n\n",
                        "DOORWARD_PREFIX",
                        "/accounts"))
                .start()) {
            assertEquals("public page", server.get("/public").body());
            assertEquals(401, server.get("/private").status());
            assertEquals(401, server.get("/admin/x").status());
            assertEquals(401, server.get("/me").status());
            assertEquals("/accounts/login?next=%2Fme", server.get("/me", PERSON).header("Location"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "require       | /admin/*             | asks for nothing",
                "require       | /admin/* role:       | at least one role",
                "require       | /admin/* admin       | means nothing",
                "require       | /admin/* fresh:10    | no duration",
                "require       | /admin/* fresh:-5m   | no duration",
                "require       | /admin/* fresh:0m    | lets nobody in",
                "require       | *.jsp login          | guard the folder",
                "open          | /a /a                | there twice",
                "opne          | /a                   | means nothing",
                "DOORWARD_MODE | both                 | neither of the two"
            })
    void a_declaration_that_cannot_be_read_stops_the_application_from_starting(
            String name, String value, String message) {
        WebServer server = declared(Map.of(name, value));

        Throwable thrown = assertThrows(IllegalStateException.class, server::start);
        StringBuilder messages = new StringBuilder();
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            messages.append(cause.getMessage()).append('\n');
        }
        assertTrue(messages.toString().contains(message), messages::toString);
        server.close();
    }

    @Test
    void no_cookie_is_ever_set_that_is_not_secure() {
        try (TestDoorward test = TestDoorward.inMemory();
                WebServer server = new WebServer()
                        .install(test.doorward(), guards -> guards.open("/*"))
                        .page("/all", (request, response) -> {
                            request.getAttribute("csrfToken");
                            Flash.add(request, response, Kind.DONE, "done");
                        })
                        .start()) {
            test.registered("ada");
            String remember = LoggedIn.of(test.doorward(), test.logIn("ada", true))
                    .cookie()
                    .split("; ")[1];
            Reply remembered = server.get("/all", "Cookie: " + remember);
            Reply stranger = server.get("/all");

            assertEquals(3, remembered.all("Set-Cookie").size());
            assertEquals(2, stranger.all("Set-Cookie").size());
            for (Reply reply : new Reply[] {remembered, stranger}) {
                for (String cookie : reply.all("Set-Cookie")) {
                    assertTrue(
                            cookie.matches("__Host-[a-z]+=[^;]+; Secure; HttpOnly; SameSite=(Lax|Strict); Path=/"
                                    + "(; Max-Age=[1-9][0-9]*)?"),
                            cookie);
                    assertFalse(cookie.contains("Domain"));
                }
            }
            assertNull(remembered.cookie("__Host-csrf"), "bound to the session instead");
        }
    }
}
