package dev.doorward.auth.servlet.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.servlet.server.Corpora;
import dev.doorward.auth.servlet.server.Reply;
import dev.doorward.auth.testing.TestDoorward;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** CVE-2021-32618, CVE-2022-23527, CVE-2024-56734 and their kin: no {@code next} leads off this origin. */
final class OpenRedirectTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BASE = "https://app.example";

    private static Site site;

    @BeforeAll
    static void start() {
        site = new Site();
        site.loggedIn("ada");
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/",
                "//evil.example",
                "///evil.example",
                "/\\evil.example",
                "\\\\evil.example",
                "/\t/evil.example",
                "/\n/evil.example",
                "https:evil.example",
                "javascript:alert(1)",
                "data:text/html,x",
                "https://localhost@evil.example/",
                "https://localhost.evil.example/",
                "http://localhost/",
                "/%2f/evil.example",
                "/.//evil.example",
                "/%0d%0aSet-Cookie:a=b",
                "dashboard",
                "?a",
                "#a",
                ""
            })
    void a_next_that_leads_elsewhere_becomes_the_default_page(String next) {
        everywhere(next).forEach(location -> assertEquals("/", location, next));
    }

    @Test
    void a_next_on_this_origin_is_kept() {
        for (String next : List.of("/dashboard", "/a?b=c&d=%26#e", "https://localhost/dashboard")) {
            everywhere(next).forEach(location -> assertEquals(next.replace("https://localhost", ""), location));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"open_redirect.jsonl", "url_parsing_wpt_as_next.jsonl"})
    void no_known_attack_leads_off_this_origin(String file) throws IOException {
        for (String line : Corpora.lines(file)) {
            JsonNode entry = JSON.readTree(line);
            String next = entry.get("next").asString();
            // The corpus was computed for another origin, which is not this one.
            boolean absolute = next.startsWith(BASE);
            boolean onOrigin = !absolute
                    && !entry.get("whatwg_offsite").asBoolean()
                    && entry.get("whatwg").asString().startsWith(BASE + "/");
            for (String location : everywhere(next)) {
                assertStays(next, location);
                if (!location.equals("/")) {
                    assertTrue(onOrigin, next + " became " + location);
                } else if (!absolute && !next.equals("/")) {
                    assertFalse(entry.path("should_accept").asBoolean(false), next);
                }
            }
        }
    }

    /** CVE-2026-40295, CVE-2026-48589: where somebody came from is no place to send them. */
    @Test
    void nobody_is_sent_to_where_the_request_came_from() {
        String[] headers = {
            "Referer: https://evil.example/",
            "Host: evil.example",
            "X-Forwarded-Host: evil.example",
            "X-Forwarded-Prefix: //evil.example",
            "X-Original-URL: /admin",
            "Forwarded: host=evil.example"
        };
        for (String header : headers) {
            for (String path : List.of("/dashboard", "/auth/account", "/.well-known/change-password")) {
                Reply reply = site.server.raw("GET " + path + " HTTP/1.1\r\n"
                        + (header.startsWith("Host") ? "" : "Host: localhost\r\n") + header + "\r\n" + Person.PAGES
                        + "\r\nConnection: close\r\n\r\n");
                assertTrue(reply.header("Location").startsWith("/auth/"), reply.header("Location"));
                assertFalse(reply.body().contains("evil"));
            }
        }
    }

    @Test
    void an_absolute_target_of_another_host_changes_no_link() {
        Reply reply = site.server.raw("GET https://evil.example/dashboard HTTP/1.1\r\nHost: evil.example\r\n"
                + Person.PAGES + "\r\nConnection: close\r\n\r\n");

        assertNotEquals(200, reply.status());
        assertFalse(String.join("\n", reply.headers()).contains("evil"));
    }

    /** What a login, a confirmation, and the login page make of {@code next}. */
    private static List<String> everywhere(String next) {
        Person stranger = site.person();
        Reply login = stranger.send(
                "/auth/login",
                Map.of("login", "ada", "password", TestDoorward.PASSWORD, "next", next),
                stranger.token("/auth/login"));
        Reply confirm = stranger.send(
                "/auth/confirm",
                Map.of("password", TestDoorward.PASSWORD, "next", next),
                stranger.token("/auth/confirm"));
        Reply page = stranger.get("/auth/login?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8));
        return List.of(location(login), location(confirm), location(page));
    }

    private static String location(Reply reply) {
        assertEquals(303, reply.status(), reply.body());
        return reply.header("Location");
    }

    private static void assertStays(String next, String location) {
        assertTrue(location.startsWith("/") && !location.startsWith("//"), () -> next + " became " + location);
        assertTrue(
                location.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '\\'), () -> next + " became " + location);
        assertEquals(
                "localhost",
                URI.create("https://localhost/auth/login").resolve(location).getRawAuthority(),
                () -> next + " became " + location);
    }
}
