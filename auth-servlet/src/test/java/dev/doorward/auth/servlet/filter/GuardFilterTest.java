package dev.doorward.auth.servlet.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.servlet.CurrentUser;
import dev.doorward.auth.servlet.Guard;
import dev.doorward.auth.servlet.LoginRequired;
import dev.doorward.auth.servlet.server.Reply;
import dev.doorward.auth.servlet.server.WebServer;
import dev.doorward.auth.servlet.testing.LoggedIn;
import dev.doorward.auth.testing.TestDoorward;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardFilterTest {

    private static final String PERSON = "Accept: text/html,application/xhtml+xml,*/*;q=0.8";
    private static final String PROGRAM = "Accept: */*";
    private static final String DOCUMENT = "Sec-Fetch-Dest: document";

    private static TestDoorward test;
    private static WebServer server;
    private static LoggedIn ada;
    private static LoggedIn admin;

    @LoginRequired
    private static final class ForMembers extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print("for members");
        }
    }

    private static class ForAdminsToRead extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        @LoginRequired(role = "admin")
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setHeader("X-Secret", "seen");
            response.getWriter().print("for admins");
        }

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print("posted");
        }
    }

    /** Overrides the method and forgets the annotation. */
    private static final class Forgetful extends ForAdminsToRead {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print("for admins");
        }
    }

    @BeforeAll
    static void start() {
        test = TestDoorward.inMemory();
        ada = LoggedIn.as(test, "ada");
        admin = LoggedIn.as(test, "grace", "admin");
        server = new WebServer()
                .installLeavingErrors(
                        test.doorward(),
                        guards -> guards.open(
                                        "/",
                                        "/public/*",
                                        "/forward",
                                        "/include",
                                        "/async",
                                        "/require",
                                        "/annotated/*",
                                        "/broken")
                                .require("/admin/*", Guard.role("admin"))
                                .require("/fresh", Guard.loggedIn().freshWithin(Duration.ofMinutes(10)))
                                .require("/vault", Guard.role("admin").freshWithin(Duration.ofMinutes(10))))
                .page("/public/*", "public page")
                .page("/private", "private page")
                .page("/cached", (request, response) -> {
                    response.setHeader("Cache-Control", "private, max-age=60");
                    response.getWriter().print("cached");
                })
                .page("/admin/*", "admin page")
                .page("/fresh", "fresh page")
                .page("/vault", "vault")
                .page("/annotated/class", "")
                .servlet("/annotated/members", new ForMembers())
                .servlet("/annotated/admins", new ForAdminsToRead())
                .servlet("/annotated/forgetful", new Forgetful())
                .page(
                        "/forward",
                        (request, response) -> request.getRequestDispatcher(request.getParameter("to"))
                                .forward(request, response))
                .page("/include", (request, response) -> {
                    response.getWriter().print("before ");
                    request.getRequestDispatcher(request.getParameter("to")).include(request, response);
                    response.getWriter().print(" after");
                })
                .page("/async", (request, response) -> {
                    if (request.getAttribute("again") == null) {
                        request.setAttribute("again", true);
                        AsyncContext context = request.startAsync();
                        String to = request.getParameter("to");
                        if (to == null) {
                            context.dispatch();
                        } else {
                            context.dispatch(to);
                        }
                    } else {
                        response.getWriter().print("async page");
                    }
                })
                .page("/WEB-INF/view", "a view")
                .page(
                        "/require",
                        (request, response) -> response.getWriter()
                                .print("hello " + CurrentUser.require(request).username()))
                .page("/broken", (request, response) -> {
                    throw new ServletException(new IllegalStateException("broken"));
                })
                .page("/error-page", (request, response) -> {
                    String to = request.getParameter("then");
                    if (to != null) {
                        request.getRequestDispatcher(to).forward(request, response);
                    }
                    response.getWriter().print("the error page for " + request.getRemoteUser());
                })
                .errorPage(500, "/error-page")
                .errorPage(404, "/error-page")
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
        test.close();
    }

    @Test
    void an_open_page_is_open() {
        Reply reply = server.get("/public/x");

        assertEquals(200, reply.status());
        assertEquals("public page", reply.body());
        assertNull(reply.header("Cache-Control"));
        assertNull(reply.header("Set-Cookie"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/annotated/members", "/annotated/admins", "/public/x", "/nowhere"})
    void trace_shows_nobody_the_cookies_that_scripts_must_not_see(String path) {
        Reply reply = server.send("TRACE", path, "", admin.header(), PERSON);

        assertEquals(405, reply.status());
        assertFalse(reply.body().contains(admin.cookie()));
        assertFalse(reply.header("Allow").contains("TRACE"));
    }

    @Test
    void a_stranger_is_sent_to_the_login_page_and_on_to_the_document_they_wanted() {
        Reply reply = server.get("/private?a=b&c=%26", PERSON, DOCUMENT);

        assertEquals(303, reply.status());
        assertEquals("/auth/login?next=%2Fprivate%3Fa%3Db%26c%3D%2526", reply.header("Location"));
        assertEquals("no-store", reply.header("Cache-Control"));
        assertEquals("", reply.body());
    }

    @Test
    void a_browser_that_does_not_say_what_for_is_taken_to_show_a_document() {
        assertEquals(
                "/auth/login?next=%2Fprivate", server.get("/private", PERSON).header("Location"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"image", "script", "style", "font", "iframe", "empty", "report", ""})
    void only_documents_are_remembered_as_next(String destination) {
        Reply reply = server.get("/private", PERSON, "Sec-Fetch-Dest: " + destination);

        assertEquals(303, reply.status());
        assertEquals("/auth/login", reply.header("Location"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "HEAD", "OPTIONS"})
    void only_gets_are_remembered_as_next(String method) {
        assertEquals(
                "/auth/login",
                server.send(method, "/private", "", PERSON, DOCUMENT).header("Location"));
    }

    @Test
    void an_image_that_is_asked_for_is_not_remembered_either() {
        Reply reply = server.get("/private", "Accept: image/avif,image/webp,*/*;q=0.8");

        assertEquals(303, reply.status());
        assertEquals("/auth/login", reply.header("Location"));
    }

    @Test
    void an_endless_address_is_not_remembered() {
        assertEquals(
                "/auth/login",
                server.get("/private?" + "a".repeat(3000), PERSON).header("Location"));
    }

    @ParameterizedTest
    @ValueSource(strings = {PROGRAM, "Accept: application/json", "Accept: application/vnd.api+json", "X-None: x"})
    void a_program_is_told_that_it_lacks_a_login(String header) {
        Reply reply = server.get("/private", header);

        assertEquals(401, reply.status());
        assertEquals("application/problem+json", reply.header("Content-Type"));
        assertTrue(reply.header("WWW-Authenticate").startsWith("Cookie realm="));
        assertTrue(reply.body().contains("\"code\":\"login_needed\""), reply.body());
        assertEquals("no-store", reply.header("Cache-Control"));
    }

    @Test
    void a_browser_that_sends_json_is_a_program() {
        assertEquals(
                401,
                server.post("/private", "{}", PERSON, "Content-Type: application/json")
                        .status());
    }

    @Test
    void whoever_is_logged_in_gets_in_and_the_page_stays_out_of_caches() {
        Reply reply = server.get("/private", ada.header());

        assertEquals("private page", reply.body());
        assertEquals("no-store", reply.header("Cache-Control"));
    }

    @Test
    void what_the_application_says_about_caches_wins() {
        assertEquals("private, max-age=60", server.get("/cached", ada.header()).header("Cache-Control"));
    }

    @Test
    void whoever_lacks_the_role_is_refused_and_not_sent_to_log_in_again() {
        Reply page = server.get("/admin/x", ada.header(), PERSON);
        Reply problem = server.get("/admin/x", ada.header());

        assertEquals(403, page.status());
        assertNull(page.header("Location"));
        assertTrue(page.header("Content-Type").startsWith("text/html"), page.header("Content-Type"));
        assertEquals(403, problem.status());
        assertTrue(problem.body().contains("\"code\":\"forbidden\""), problem.body());
        assertEquals("admin page", server.get("/admin/x", admin.header()).body());
    }

    @Test
    void a_login_too_long_ago_is_to_be_confirmed() {
        LoggedIn late = LoggedIn.as(test, "late");
        assertEquals("fresh page", server.get("/fresh", late.header()).body());

        test.clock().turn(Duration.ofMinutes(10));

        Reply person = server.get("/fresh?a=b", late.header(), PERSON, DOCUMENT);
        assertEquals(303, person.status());
        assertEquals("/auth/confirm?next=%2Ffresh%3Fa%3Db", person.header("Location"));
        Reply program = server.get("/fresh", late.header());
        assertEquals(401, program.status());
        assertTrue(program.body().contains("\"code\":\"fresh_login_needed\""), program.body());
        assertEquals(
                403, server.get("/vault", late.header(), PERSON).status(), "no use in confirming without the role");
    }

    @Test
    void a_public_page_cannot_forward_a_stranger_to_a_guarded_one() {
        Reply person = server.get("/forward?to=/private", PERSON, DOCUMENT);
        Reply program = server.get("/forward?to=/private");

        assertEquals(303, person.status());
        assertEquals("/auth/login?next=%2Fforward%3Fto%3D%2Fprivate", person.header("Location"));
        assertEquals(401, program.status());
        assertFalse(program.body().contains("private page"));
        assertEquals(
                "private page", server.get("/forward?to=/private", ada.header()).body());
    }

    @Test
    void a_page_cannot_forward_to_one_that_its_reader_has_no_right_to() {
        Reply reply = server.get("/forward?to=/admin/x", ada.header(), PERSON);

        assertEquals(403, reply.status());
        assertFalse(reply.body().contains("admin page"));
        assertEquals(
                "admin page", server.get("/forward?to=/admin/x", admin.header()).body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ADMIN/x",
                "/admin/../admin/x",
                "/public/../admin/x",
                "//admin/x",
                "/admin%2fx",
                "/%61dmin/x",
                "/admin;a=b/x",
                "/public/..;/admin/x"
            })
    void no_spelling_of_a_forward_gets_to_a_guarded_page(String to) {
        Reply reply = server.get("/forward?to=" + to.replace("%", "%25").replace(";", "%3B"), ada.header());

        assertNotEquals(200, reply.status());
        assertFalse(reply.body().contains("admin page"));
    }

    @Test
    void an_included_page_is_left_out_where_its_reader_has_no_right_to_it() {
        Reply stranger = server.get("/include?to=/private", PERSON);

        assertEquals(200, stranger.status());
        assertEquals("before  after", stranger.body());
        assertEquals("before  after", server.get("/include?to=/private").body());
        assertEquals(
                "before  after",
                server.get("/include?to=/admin/x", ada.header()).body());
        assertEquals(
                "before private page after",
                server.get("/include?to=/private", ada.header()).body());
        assertEquals(
                "before public page after", server.get("/include?to=/public/x").body());
    }

    @Test
    void an_included_path_that_is_ambiguous_is_left_out() {
        assertFalse(
                server.get("/include?to=/admin%253bx/x", ada.header()).body().contains("admin page"));
    }

    @Test
    void an_asynchronous_dispatch_gets_to_no_other_page() {
        assertEquals("async page", server.get("/async").body());
        assertEquals("public page", server.get("/async?to=/public/x").body());
        assertEquals(
                "private page", server.get("/async?to=/private", ada.header()).body());
        Reply stranger = server.get("/async?to=/private");
        assertEquals(401, stranger.status());
        assertFalse(stranger.body().contains("private page"));
        assertEquals(403, server.get("/async?to=/admin/x", ada.header()).status());
    }

    @Test
    void a_view_is_as_open_as_the_page_that_shows_it() {
        assertEquals("a view", server.get("/forward?to=/WEB-INF/view").body());
        assertEquals(
                "before a view after", server.get("/include?to=/WEB-INF/view").body());
    }

    @Test
    void a_view_cannot_be_asked_for() {
        assertNotEquals("a view", server.get("/WEB-INF/view").body());
        assertNotEquals("a view", server.get("/web-inf/view").body());
    }

    @ParameterizedTest
    @CsvSource({"GET, 401", "HEAD, 401", "POST, 401", "OPTIONS, 401"})
    void an_annotated_class_asks_a_login_of_every_request(String method, int status) {
        assertEquals(status, server.send(method, "/annotated/members", "").status());
        assertEquals(
                "for members", server.get("/annotated/members", ada.header()).body());
    }

    @Test
    void an_annotation_on_doGet_covers_head() {
        Reply stranger = server.send("HEAD", "/annotated/admins", "");
        Reply withoutRole = server.send("HEAD", "/annotated/admins", "", ada.header());

        assertEquals(401, stranger.status());
        assertNull(stranger.header("X-Secret"));
        assertEquals(403, withoutRole.status());
        assertNull(withoutRole.header("X-Secret"));
        assertEquals(
                "seen",
                server.send("HEAD", "/annotated/admins", "", admin.header()).header("X-Secret"));
    }

    @Test
    void an_annotation_on_one_method_says_nothing_of_another() {
        assertEquals("posted", server.post("/annotated/admins", "").body());
        assertEquals(401, server.get("/annotated/admins").status());
    }

    @Test
    void an_annotation_holds_for_who_overrides_the_method() {
        assertEquals(403, server.get("/annotated/forgetful", ada.header()).status());
        assertEquals(
                "for admins", server.get("/annotated/forgetful", admin.header()).body());
    }

    @Test
    void an_annotation_holds_for_forwards_and_includes() {
        assertEquals(401, server.get("/forward?to=/annotated/members").status());
        assertEquals(
                "before  after", server.get("/include?to=/annotated/members").body());
        assertEquals(
                "before for members after",
                server.get("/include?to=/annotated/members", ada.header()).body());
    }

    @Test
    void who_a_page_requires_but_is_not_there_is_asked_to_log_in() {
        assertEquals(
                "/auth/login?next=%2Frequire",
                server.get("/require", PERSON, DOCUMENT).header("Location"));
        assertEquals(401, server.get("/require").status());
        assertEquals("hello ada", server.get("/require", ada.header()).body());
    }

    @Test
    void an_error_page_is_shown_to_everybody_and_knows_who_is_logged_in() {
        Reply stranger = server.get("/broken", PERSON, DOCUMENT);
        Reply member = server.get("/broken", PERSON, ada.header());

        assertEquals(500, stranger.status());
        assertEquals("the error page for null", stranger.body());
        assertEquals("the error page for ada", member.body());
    }

    @Test
    void an_error_page_cannot_be_asked_for() {
        assertEquals(401, server.get("/error-page").status());
    }

    @Test
    void from_an_error_page_nobody_is_redirected_or_let_in() {
        Reply reply = server.get("/broken?then=/private", PERSON, DOCUMENT);

        assertNull(reply.header("Location"));
        assertFalse(reply.body().contains("private page"));
    }

    @Test
    void a_path_that_readers_disagree_on_is_refused() {
        assertEquals(400, server.get("/public/%252e%252e/admin/x", PERSON).status());
        Reply ours = server.get("/public/a%E2%80%A8b");
        assertEquals(400, ours.status());
        assertTrue(ours.body().contains("\"code\":\"malformed_request\""), ours.body());
    }

    @Test
    void unknown_paths_are_not_told_apart_for_strangers() {
        assertEquals(401, server.get("/nowhere").status());
        assertEquals(404, server.get("/nowhere", ada.header()).status());
    }

    @Test
    void the_account_systems_own_paths_are_open_but_for_the_account() {
        assertEquals(404, server.get("/auth/nowhere").status());
        assertEquals(401, server.get("/auth/account").status());
        assertEquals(401, server.get("/auth/account/nowhere").status());
        assertEquals(401, server.get("/auth/confirm").status());
        assertEquals(
                "/auth/login?next=%2Fauth%2Faccount",
                server.get("/auth/account", PERSON, DOCUMENT).header("Location"));
    }
}
