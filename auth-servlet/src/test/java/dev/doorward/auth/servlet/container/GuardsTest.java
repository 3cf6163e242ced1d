package dev.doorward.auth.servlet.container;

import static dev.doorward.auth.servlet.container.Application.FILE;
import static dev.doorward.auth.servlet.container.Application.SECRET;
import static dev.doorward.auth.servlet.container.Application.SERVLET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.servlet.server.Corpora;
import dev.doorward.auth.servlet.server.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;

/** Whatever a container makes of a path, nobody gets past its guard. */
class GuardsTest {

    private static final String PERSON = "Accept: text/html";

    @EveryContainer
    void administrators_are_let_in(RunningContainer server) {
        String cookie = server.application().administrator().header();
        for (String path : List.of(SERVLET, FILE, "/public/annotated")) {
            assertEquals(SECRET, server.wire().get(path, cookie).body(), path);
        }
        assertEquals("public file", server.wire().get("/public/page.txt").body());
    }

    @EveryContainer
    void strangers_go_to_the_login_and_programs_are_told(RunningContainer server) {
        for (String path : List.of(SERVLET, FILE, "/public/annotated")) {
            Reply person = server.wire().get(path + "?a=b", PERSON);
            assertEquals(303, person.status(), path);
            assertEquals("/auth/login?next=" + path.replace("/", "%2F") + "%3Fa%3Db", person.header("Location"));
            Reply program = server.wire().get(path);
            assertEquals(401, program.status(), path);
            assertTrue(program.header("WWW-Authenticate").startsWith("Cookie"));
            assertEquals("no-store", program.header("Cache-Control"));
        }
    }

    @EveryContainer
    void who_lacks_the_role_is_refused(RunningContainer server) {
        String cookie = server.application().ada().header();
        for (String path : List.of(SERVLET, FILE, "/public/annotated")) {
            Reply reply = server.wire().get(path, cookie);
            assertEquals(403, reply.status(), path);
            assertFalse(reply.body().contains(SECRET));
        }
    }

    /** CVE-2010-3863, CVE-2020-1957, CVE-2020-13933, CVE-2022-32532, CVE-2023-34478, CVE-2026-23903 and their like. */
    @EveryContainer
    void no_spelling_of_a_path_gets_a_stranger_past_its_guard(RunningContainer server) {
        List<String> targets = new ArrayList<>();
        for (String path : List.of(SERVLET, FILE)) {
            String folder = path.substring(0, path.indexOf('/', 1));
            String rest = path.substring(folder.length());
            for (String between :
                    List.of("/.", "/./x/..", "//", ";", ";x=y", "/;", "%2f", "%2e", "%3b", "%00", "%0a")) {
                targets.add(folder + between + rest);
                targets.add("/public" + between + "/.." + path);
                targets.add(path + between);
            }
            for (String end :
                    List.of("/", ".", "%20", "%0a", "%0d", "%09", "%2500", "%5c", "\\", "::$DATA", "%c0%af")) {
                targets.add(path + end);
            }
            targets.addAll(List.of(path.toUpperCase(Locale.ROOT), folder.toUpperCase(Locale.ROOT) + rest));
            targets.addAll(
                    List.of("/" + path, "http://localhost" + path, "http:" + path, path.substring(1), "*" + path));
            targets.addAll(
                    List.of("/%" + Integer.toHexString(path.charAt(1)) + path.substring(2), "/public/..;" + path));
            targets.addAll(
                    List.of("/public/%2e%2e" + path, "/public/..%2f" + path.substring(1), "/public\\..\\" + path));
        }
        targets.forEach(target -> assertKept(server, "GET", target));
    }

    @EveryContainer
    void nor_does_any_of_the_corpus(RunningContainer server) throws IOException {
        JsonMapper json = JsonMapper.shared();
        for (String line : Corpora.lines("path_bypass.jsonl")) {
            String target = json.readTree(line).get("target").stringValue();
            assertKept(server, "GET", target);
            assertKept(server, "GET", target.replace(SERVLET, FILE).replace("/admin/", "/vault/"));
        }
    }

    @EveryContainer
    void nor_does_any_method(RunningContainer server) {
        for (String method :
                List.of("HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "get", "X")) {
            assertKept(server, method, SERVLET);
            assertKept(server, method, FILE);
        }
    }

    private static void assertKept(RunningContainer server, String method, String target) {
        Reply reply;
        try {
            reply = server.wire()
                    .raw(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        } catch (AssertionError noHttp) {
            return;
        }
        assertFalse(reply.body().contains(SECRET), () -> method + " " + target + " got through");
        assertNotEquals(500, reply.status(), () -> method + " " + target + " broke something: " + reply);
    }

    /** CVE-2022-31692, CVE-2022-40664. */
    @EveryContainer
    void an_open_page_leads_nobody_past_a_guard(RunningContainer server) {
        for (String target : List.of(SERVLET, FILE, "/vault/", "/admin", "/public/annotated")) {
            Reply forwarded = server.wire().get("/public/forward?to=" + target);
            assertEquals(401, forwarded.status(), target);
            assertFalse(forwarded.body().contains(SECRET));
        }
        for (String target : List.of(SERVLET, FILE, "/public/annotated")) {
            Reply included = server.wire().get("/public/include?to=" + target);
            assertFalse(included.body().contains(SECRET), target);
        }
        String cookie = server.application().administrator().header();
        assertEquals(
                SECRET,
                server.wire().get("/public/forward?to=" + SERVLET, cookie).body());
        assertEquals(
                "before " + SECRET + " after",
                server.wire().get("/public/include?to=" + SERVLET, cookie).body());
    }

    @EveryContainer
    void whoever_asked_is_known_to_what_answers_later(RunningContainer server) {
        String cookie = server.application().ada().header();
        assertEquals(
                "later, for ada", server.wire().get("/async?dispatch=1", cookie).body());
        assertEquals(
                "from another thread, for ada",
                server.wire().get("/async", cookie).body());
        assertEquals(
                "later, for null", server.wire().get("/public/async?dispatch=1").body());
        assertEquals(401, server.wire().get("/async?dispatch=1").status());
    }

    @EveryContainer
    void a_form_of_another_site_is_refused_and_the_applications_own_reads_its_fields(RunningContainer server) {
        String form = "Content-Type: application/x-www-form-urlencoded";
        String cookie = server.application().ada().header();
        assertEquals(
                "POST value",
                server.wire()
                        .post("/public/form", "field=value", form, cookie, "Sec-Fetch-Site: same-origin")
                        .body());
        for (String foreign : List.of("Sec-Fetch-Site: cross-site", "Origin: https://evil.example", "Origin: null")) {
            assertEquals(
                    403,
                    server.wire()
                            .post("/public/form", "field=value", form, cookie, foreign)
                            .status(),
                    foreign);
        }
    }
}
