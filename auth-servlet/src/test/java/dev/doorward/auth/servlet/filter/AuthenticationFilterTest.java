package dev.doorward.auth.servlet.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.servlet.CurrentUser;
import dev.doorward.auth.servlet.server.Reply;
import dev.doorward.auth.servlet.server.WebServer;
import dev.doorward.auth.servlet.testing.LoggedIn;
import dev.doorward.auth.session.IssuedSession;
import dev.doorward.auth.testing.TestDoorward;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class AuthenticationFilterTest {

    private static final AtomicBoolean DATABASE_IS_AWAY = new AtomicBoolean();
    private static final AtomicInteger CONNECTIONS = new AtomicInteger();

    private static TestDoorward test;
    private static WebServer server;
    private static LoggedIn ada;

    @BeforeAll
    static void start() {
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setURL("jdbc:h2:mem:authentication;DB_CLOSE_DELAY=-1");
        test = TestDoorward.with(builder -> builder.database(failing(h2)));
        ada = LoggedIn.as(test, "ada", "clerk");
        server = new WebServer()
                .behindProxy()
                .install(
                        test.doorward(),
                        guards -> guards.open("/who", "/plain", "/own", "/nonce", "/log", "/unwrapped"))
                .page("/who", (request, response) -> {
                    PrintWriter out = response.getWriter();
                    out.println("user " + request.getRemoteUser());
                    out.println("principal " + (request.getUserPrincipal() instanceof CurrentUser));
                    out.println("clerk " + request.isUserInRole("clerk"));
                    out.println("admin " + request.isUserInRole("admin"));
                    out.println("attribute " + request.getAttribute("currentUser"));
                    out.println("type " + request.getAuthType());
                    out.println("listed "
                            + Collections.list(request.getAttributeNames()).contains("currentUser"));
                })
                .page(
                        "/private",
                        (request, response) -> response.getWriter()
                                .print(CurrentUser.require(request).id()))
                .page("/plain", "plain")
                .page("/own", (request, response) -> {
                    request.setAttribute("currentUser", "the application's own");
                    response.getWriter()
                            .print(request.getAttribute("currentUser") + ", "
                                    + CurrentUser.find(request)
                                            .map(CurrentUser::username)
                                            .orElse("nobody"));
                })
                .page(
                        "/nonce",
                        (request, response) -> response.getWriter()
                                .print(request.getAttribute("cspNonce") + " " + request.getAttribute("cspNonce")))
                .page(
                        "/log",
                        (request, response) ->
                                response.getWriter().print(MDC.get("request") + " " + MDC.get("account")))
                .page("/unwrapped", (request, response) -> {
                    HttpServletRequest inner = request;
                    while (inner instanceof HttpServletRequestWrapper wrapper) {
                        inner = (HttpServletRequest) wrapper.getRequest();
                    }
                    response.getWriter()
                            .print(CurrentUser.find(inner)
                                    .map(CurrentUser::username)
                                    .orElse("nobody"));
                })
                .start();
    }

    private static DataSource failing(DataSource dataSource) {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    CONNECTIONS.incrementAndGet();
                    if (DATABASE_IS_AWAY.get() && method.getName().equals("getConnection")) {
                        throw new SQLException("away");
                    }
                    try {
                        return method.invoke(dataSource, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @AfterAll
    static void stop() {
        server.close();
        test.close();
    }

    @Test
    void the_servlet_api_knows_who_is_logged_in() {
        assertEquals("""
                user ada
                principal true
                clerk true
                admin false
                attribute ada
                type FORM
                listed true
                """, server.get("/who", ada.header()).body().replace("\r", ""));
    }

    @Test
    void a_stranger_is_nobody() {
        assertEquals("""
                user null
                principal false
                clerk false
                admin false
                attribute null
                type null
                listed false
                """, server.get("/who").body().replace("\r", ""));
    }

    @Test
    void a_request_without_cookies_sets_none() {
        Reply reply = server.get("/who");

        assertNull(reply.header("Set-Cookie"));
        assertNull(reply.header("Cache-Control"));
    }

    @Test
    void requests_without_cookies_never_reach_the_database() {
        int before = CONNECTIONS.get();
        for (int i = 0; i < 200; i++) {
            server.get("/who");
            server.get("/private", "Cookie: a=b; __Host-csrf=c");
            server.get("/auth/login");
            server.get("/auth/csrf");
        }

        assertEquals(before, CONNECTIONS.get());
    }

    @Test
    void a_known_session_is_looked_up_once_in_the_caches_time() {
        server.get("/private", ada.header());
        int before = CONNECTIONS.get();
        for (int i = 0; i < 20; i++) {
            server.get("/private", ada.header());
        }

        assertEquals(before, CONNECTIONS.get());
    }

    @Test
    void an_open_page_that_asks_who_reads_it_stays_out_of_caches() {
        assertEquals("no-store", server.get("/who", ada.header()).header("Cache-Control"));
        assertNull(server.get("/plain", ada.header()).header("Cache-Control"));
    }

    @Test
    void the_user_is_found_through_the_containers_own_request_too() {
        assertEquals("ada", server.get("/unwrapped", ada.header()).body());
        assertEquals("nobody", server.get("/unwrapped").body());
    }

    @Test
    void an_attribute_of_the_application_wins_but_is_never_believed() {
        assertEquals(
                "the application's own, ada", server.get("/own", ada.header()).body());
        assertEquals("the application's own, nobody", server.get("/own").body());
    }

    @Test
    void no_cookie_but_the_sessions_own_lets_anybody_in() {
        String token = ada.cookie().substring(ada.cookie().indexOf('=') + 1);

        assertEquals(200, server.get("/private", ada.header()).status());
        for (String cookie : new String[] {
            "session=" + token,
            "__Host-session=",
            "__Host-session=" + token + "A",
            "__Host-session=" + token.substring(1),
            "__Host-session=\"" + token + "\"",
            "__host-session=" + token,
            "__Host-session_shop=" + token,
            "__Host-remember=" + token,
            "__Host-session=" + token + "; __Host-session=" + token,
            "__Host-session=x; " + ada.cookie()
        }) {
            assertEquals(401, server.get("/private", "Cookie: " + cookie).status(), cookie);
        }
        assertEquals(401, server.get("/private", ada.header(), ada.header()).status(), "sent twice");
        assertEquals(200, server.get("/private", "Cookie: a=b", ada.header()).status(), "split, as HTTP/2 may");
    }

    @Test
    void a_huge_cookie_header_costs_nothing_but_itself() {
        String many = "a=b; ".repeat(1_200);

        assertEquals(
                200, server.get("/private", "Cookie: " + many + ada.cookie()).status());
        assertEquals(401, server.get("/private", "Cookie: " + many).status());
    }

    @Test
    void an_ended_session_is_nobodys() {
        LoggedIn eve = LoggedIn.as(test, "eve");
        assertEquals(200, server.get("/private", eve.header()).status());

        test.doorward().sessions().logOut(eve.session(), TestDoorward.CLIENT);

        assertEquals(401, server.get("/private", eve.header()).status());
    }

    @Test
    void every_answer_is_named_and_a_name_that_is_sent_is_not_believed() {
        Reply one = server.get("/plain", "X-Request-Id: mine");
        Reply other = server.get("/plain");

        assertTrue(one.header("X-Request-Id").matches("[0-9a-v]{1,13}"), one.header("X-Request-Id"));
        assertNotEquals(one.header("X-Request-Id"), other.header("X-Request-Id"));
        assertNotNull(server.get("/private").header("X-Request-Id"));
        assertNotNull(server.get("/a%E2%80%A8b").header("X-Request-Id"));
        assertNotNull(server.get("/nowhere", ada.header()).header("X-Request-Id"));
    }

    @Test
    void log_lines_are_told_request_and_account() {
        Reply stranger = server.get("/log");
        Reply member = server.get("/log", ada.header());

        assertEquals(stranger.header("X-Request-Id") + " null", stranger.body());
        assertEquals(member.header("X-Request-Id") + " " + ada.session().account(), member.body());
    }

    @Test
    void a_nonce_is_the_responses_own() {
        String[] one = server.get("/nonce").body().split(" ");
        String[] other = server.get("/nonce").body().split(" ");

        assertEquals(one[0], one[1]);
        assertNotEquals(one[0], other[0]);
        assertTrue(one[0].matches("[A-Za-z0-9_-]{22}"), one[0]);
    }

    @Test
    void a_remembered_browser_gets_a_session_with_its_next_get() {
        test.registered("remi");
        IssuedSession issued = test.logIn("remi", true);
        String remember = LoggedIn.of(test.doorward(), issued).cookie().split("; ")[1];

        Reply reply = server.get("/who", "Cookie: " + remember);

        assertTrue(reply.body().startsWith("user remi"), reply.body());
        assertEquals("no-store", reply.header("Cache-Control"));
        String session = "__Host-session=" + reply.cookie("__Host-session");
        String next = "__Host-remember=" + reply.cookie("__Host-remember");
        assertNotEquals(remember, next);
        assertEquals(200, server.get("/private", "Cookie: " + session).status());
        String header = reply.all("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith("__Host-remember"))
                .findFirst()
                .orElseThrow();
        assertTrue(header.endsWith("; Secure; HttpOnly; SameSite=Lax; Path=/; Max-Age=2592000"), header);
    }

    @Test
    void a_remembered_browser_is_not_let_in_by_what_it_posts() {
        test.registered("rosa");
        IssuedSession issued = test.logIn("rosa", true);
        String remember = LoggedIn.of(test.doorward(), issued).cookie().split("; ")[1];

        Reply reply = server.post("/private", "", "Cookie: " + remember, "Sec-Fetch-Site: same-origin");

        assertEquals(401, reply.status());
        assertNull(reply.header("Set-Cookie"));
    }

    @Test
    void a_remembered_login_that_has_ended_is_forgotten() {
        test.registered("rolf");
        IssuedSession issued = test.logIn("rolf", true);
        String remember = LoggedIn.of(test.doorward(), issued).cookie().split("; ")[1];
        test.doorward().sessions().logOut(issued.session(), TestDoorward.CLIENT);

        Reply reply = server.get("/who", "Cookie: " + remember);

        assertTrue(reply.body().startsWith("user null"), reply.body());
        assertEquals("__Host-remember=; Secure; HttpOnly; SameSite=Lax; Path=/; Max-Age=0", reply.header("Set-Cookie"));
    }

    @Test
    void while_the_database_is_away_nobody_is_let_in_and_open_pages_stay_open() {
        LoggedIn olga = LoggedIn.as(test, "olga");
        test.clock().turn(Duration.ofSeconds(10));
        DATABASE_IS_AWAY.set(true);
        try {
            Reply program = server.get("/private", olga.header());
            Reply person = server.get("/private", olga.header(), "Accept: text/html");

            assertEquals(503, program.status());
            assertEquals("5", program.header("Retry-After"));
            assertTrue(program.body().contains("\"code\":\"outage\""), program.body());
            assertEquals(503, person.status());
            assertFalse(person.body().contains("Exception"), person.body());
            assertEquals(
                    503,
                    server.get(
                                    "/plain",
                                    "Cookie: __Host-remember=" + olga.cookie().substring(15))
                            .status());
            assertEquals(401, server.get("/private").status());
            assertEquals("plain", server.get("/plain").body());
        } finally {
            DATABASE_IS_AWAY.set(false);
        }
        assertEquals(200, server.get("/private", olga.header()).status(), "without a restart");
    }

    @Test
    void development_mode_serves_this_machine_alone() {
        assertEquals(403, server.get("/plain", "X-Forwarded-For: 192.0.2.7").status());
        assertEquals(403, server.get("/plain", "X-Forwarded-For: 2001:db8::1").status());
        assertEquals(403, server.get("/plain", "X-Forwarded-For: 128.0.0.1").status());
        assertEquals(200, server.get("/plain", "X-Forwarded-For: 127.0.0.1").status());
        assertEquals(200, server.get("/plain", "X-Forwarded-For: ::1").status());
    }
}
