package dev.doorward.auth.servlet.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.doorward.auth.Doorward;
import dev.doorward.auth.servlet.server.Corpora;
import dev.doorward.auth.servlet.server.Production;
import dev.doorward.auth.servlet.server.Reply;
import dev.doorward.auth.servlet.server.WebServer;
import dev.doorward.auth.testing.TestDoorward;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.ObjectMapper;

class HttpsRedirectFilterTest {

    private static final String PERSON = "Accept: text/html,application/xhtml+xml,*/*;q=0.8";
    private static final String PROXY = "127.0.0.9";

    @TempDir
    static Path directory;

    private static Doorward doorward;
    private static WebServer server;

    @BeforeAll
    static void start() {
        doorward = Production.in(directory, settings -> settings.trustedProxies(PROXY));
        server = server(doorward);
    }

    private static WebServer server(Doorward doorward) {
        return new WebServer()
                .inTheClear()
                .install(doorward, guards -> guards.open("/*"))
                .page("/page", "a page")
                .page("/*", (request, response) -> response.getWriter().print("reached"))
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
        doorward.close();
    }

    private static Reply raw(String target, String... lines) {
        return server.raw("GET " + target + " HTTP/1.1\r\n" + String.join("\r\n", lines) + "\r\n" + PERSON
                + "\r\nConnection: close\r\n\r\n");
    }

    private static void isDenied(Reply reply) {
        assertEquals(403, reply.status());
        assertNull(reply.header("Location"));
        assertNull(reply.header("Set-Cookie"));
        assertFalse(reply.body().contains("reached"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/page", "/", "/page?a=b%20c&d=%0d%0a", "/page?next=//evil.example", "/a;b=c", "/%E2%82%AC"})
    void a_page_leads_to_the_same_path_of_the_base_url(String target) {
        for (String method : List.of("GET", "HEAD")) {
            Reply reply = server.send(method, target, "", PERSON);

            assertEquals(308, reply.status());
            assertEquals("https://app.example" + target, reply.header("Location"));
            assertEquals("no-store", reply.header("Cache-Control"), "a proxy may be set right tomorrow");
            assertNull(reply.header("Strict-Transport-Security"), "RFC 6797 section 7.2");
            assertNotNull(reply.header("X-Request-Id"));
            assertEquals("", reply.body());
        }
    }

    @Test
    void neither_host_nor_request_line_steer_the_redirect() {
        for (Reply reply : List.of(
                raw("/page", "Host: evil.example"),
                raw("http://evil.example/page", "Host: evil.example"),
                raw("/page", "Host: localhost", "X-Forwarded-Host: evil.example"),
                raw("/page", "Host: localhost", "Forwarded: host=evil.example"),
                raw("/page", "Host: localhost", "X-Original-URL: //evil.example"),
                raw("/page", "Host: localhost", "Referer: https://evil.example/"))) {
            assertEquals("https://app.example/page", reply.header("Location"));
        }
    }

    @Test
    void what_was_sent_in_the_clear_is_refused_and_not_carried_over() {
        for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW")) {
            isDenied(server.send(method, "/page", "password=secret", PERSON));
            isDenied(server.send(method, "/auth/login", "password=secret", PERSON));
        }
    }

    /** ASVS 5.0, 4.1.2: a program that is led to https goes on telling its key in the clear. */
    @ParameterizedTest
    @ValueSource(strings = {"Accept: application/json", "Accept: */*", "Content-Type: application/json", "X: y"})
    void a_program_is_refused_and_not_led_on(String header) {
        Reply reply = server.get("/page", header, "Authorization: Bearer secret");

        isDenied(reply);
        assertEquals("application/problem+json", reply.header("Content-Type"));
        assertTrue(reply.body().contains("\"https_needed\""), reply.body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "/a\\b", "/%zz"})
    void a_path_that_looks_like_a_host_leads_nowhere(String target) {
        Reply reply = raw(target, "Host: localhost");

        assertEquals(400, reply.status());
        assertNull(reply.header("Location"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://app.example/page", "HTTPS://app.example/page", "https://localhost/page"})
    void a_request_line_that_names_https_is_not_believed(String target) {
        Reply reply = raw(target, "Host: " + URI.create(target).getHost());

        assertEquals(308, reply.status());
        assertEquals("https://app.example/page", reply.header("Location"));
        assertNull(reply.header("Strict-Transport-Security"), "RFC 6797 section 7.2");
        assertEquals(List.of(), reply.all("Set-Cookie"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"open_redirect.jsonl", "url_parsing_wpt_as_next.jsonl"})
    void no_known_attack_leads_off_the_base_url(String file) throws IOException {
        ObjectMapper json = new ObjectMapper();
        for (String line : Corpora.lines(file)) {
            String next = json.readTree(line).get("next").asString();
            if (next.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                leadsToTheBaseUrl(next);
                leadsToTheBaseUrl("/" + next);
            }
        }
    }

    @Test
    void no_known_line_break_becomes_a_header() throws IOException {
        for (String line : Corpora.lines("crlf_injection.txt")) {
            leadsToTheBaseUrl(line);
            leadsToTheBaseUrl("/page?" + line.replace(" ", "%20"));
        }
    }

    private static void leadsToTheBaseUrl(String target) {
        Reply reply = raw(target, "Host: localhost");
        String location = reply.header("Location");
        if (location != null) {
            assertEquals(
                    "app.example",
                    URI.create(location.replaceAll("[^!-~]|[\"<>`{}|^%\\[\\]]", "_"))
                            .getRawAuthority());
            assertTrue(location.startsWith("https://app.example/"), location);
        }
        assertTrue(location != null || reply.status() >= 400, target);
        assertEquals(List.of(), reply.all("Set-Cookie"), target);
        assertFalse(reply.body().contains("reached"), target);
    }

    @Test
    void a_trusted_proxy_says_how_the_page_was_asked_for() {
        String request = "GET /page HTTP/1.1\r\nHost: localhost\r\n" + PERSON + "\r\nConnection: close\r\n";

        assertEquals(
                "a page",
                server.from(PROXY, request + "X-Forwarded-Proto: https\r\n\r\n").body());
        assertEquals(
                308,
                server.from(PROXY, request + "X-Forwarded-Proto: http\r\n\r\n").status());
    }

    /** A redirect would come back the same way, and never end. */
    @Test
    void a_trusted_proxy_that_says_nothing_gets_an_explanation_and_no_redirect_to_itself() {
        for (String target : List.of("/page", "https://app.example/page")) {
            String request =
                    "GET " + target + " HTTP/1.1\r\nHost: app.example\r\n" + PERSON + "\r\nConnection: close\r\n";
            for (String headers : List.of("", "X-Forwarded-For: 192.0.2.7\r\n")) {
                Reply reply = server.from(PROXY, request + headers + "\r\n");

                assertEquals(500, reply.status());
                assertNull(reply.header("Location"));
                assertTrue(reply.body().contains("This site is not set up yet"), reply.body());
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Forwarded-Proto: https",
                "X-Forwarded-Proto: HTTPS",
                "X-Forwarded-Proto: https, http",
                "Forwarded: for=192.0.2.7;proto=https",
                "X-Forwarded-Ssl: on",
                "Front-End-Https: on",
                "CF-Visitor: {\"scheme\":\"https\"}",
                "Sec-Fetch-Mode: navigate"
            })
    void a_proxy_nobody_named_gets_an_explanation_and_no_redirect_to_itself(String header) {
        for (String method : List.of("GET", "POST")) {
            Reply reply = server.send(method, "/page", "", PERSON, header);

            assertEquals(500, reply.status());
            assertNull(reply.header("Location"));
            assertTrue(reply.body().contains("This site is not set up yet"), reply.body());
        }
    }

    @Test
    void the_log_says_what_to_set_and_says_it_once() {
        try (Doorward own = Production.in(directory, settings -> settings);
                WebServer site = server(own)) {
            ListAppender<ILoggingEvent> log = new ListAppender<>();
            Logger logger = (Logger) LoggerFactory.getLogger(HttpsRedirectFilter.class);
            log.start();
            logger.addAppender(log);
            try {
                for (int i = 0; i < 3; i++) {
                    site.get("/page?${jndi:ldap://evil}", PERSON, "X-Forwarded-Proto: https ${jndi:ldap://evil}");
                }
            } finally {
                logger.detachAppender(log);
            }
            assertEquals(1, log.list.size());
            assertEquals(Level.ERROR, log.list.get(0).getLevel());
            String line = log.list.get(0).getFormattedMessage();
            assertTrue(line.startsWith("127.0.0.1 ") && line.contains("DOORWARD_TRUSTED_PROXIES"), line);
            assertFalse(line.contains("jndi"), line);
        }
    }

    @Test
    void a_stranger_is_not_taken_for_a_proxy_and_does_not_use_up_the_warning() {
        try (Doorward own = Production.in(directory, settings -> settings);
                WebServer site = server(own).behindProxy()) {
            ListAppender<ILoggingEvent> log = new ListAppender<>();
            Logger logger = (Logger) LoggerFactory.getLogger(HttpsRedirectFilter.class);
            log.start();
            logger.addAppender(log);
            try {
                site.get("/page", PERSON, "X-Forwarded-For: 192.0.2.66", "Sec-Fetch-Mode: navigate");
                assertEquals(List.of(), log.list);
                site.get("/page", PERSON, "X-Forwarded-For: 10.0.0.3", "Sec-Fetch-Mode: navigate");
            } finally {
                logger.detachAppender(log);
            }
            assertEquals(1, log.list.size());
            assertTrue(log.list.get(0).getFormattedMessage().startsWith("10.0.0.3 "));
        }
    }

    @Test
    void the_path_is_the_one_that_browsers_see() {
        try (Doorward own = Production.in(directory, settings -> settings.baseUrl("https://app.example/shop"));
                WebServer moved = server(own);
                WebServer inPlace = new WebServer("/shop")
                        .inTheClear()
                        .install(own, guards -> {})
                        .page("/page", "a page")
                        .start()) {
            List<String> locations = new ArrayList<>();
            locations.add(moved.get("/page?a", PERSON).header("Location"));
            locations.add(inPlace.get("/shop/page?a", PERSON).header("Location"));

            assertEquals(List.of("https://app.example/shop/page?a", "https://app.example/shop/page?a"), locations);
        }
    }

    @Test
    void development_serves_its_own_machine_in_the_clear() {
        try (TestDoorward test = TestDoorward.inMemory();
                WebServer development = server(test.doorward())) {
            assertEquals("a page", development.get("/page", PERSON).body());
        }
    }
}
