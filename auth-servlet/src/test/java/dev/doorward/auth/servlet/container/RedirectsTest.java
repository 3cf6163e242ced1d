package dev.doorward.auth.servlet.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.doorward.auth.servlet.server.Reply;
import dev.doorward.auth.testing.TestDoorward;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Nobody is sent to where a request says. */
class RedirectsTest {

    private static final String PERSON = "Accept: text/html";

    @EveryContainer
    void a_redirect_is_the_same_whatever_host_a_request_names(RunningContainer server) {
        for (String host : List.of("localhost", "evil.example", "evil.example:443", "localhost:80")) {
            String rest = " HTTP/1.1\r\nHost: " + host + "\r\n" + PERSON + "\r\nConnection: close\r\n\r\n";
            assertEquals(
                    "/auth/login?next=%2Fprivate",
                    server.wire().raw("GET /private" + rest).header("Location"));
            assertEquals(
                    "/auth/account/password",
                    server.wire().raw("GET /.well-known/change-password" + rest).header("Location"));
        }
    }

    /** Tomcat makes redirects of HTTP/1.0 absolute, which some proxies speak, and Undertow all of them. */
    @EveryContainer
    void an_application_redirects_to_where_it_says_whatever_version_and_host_a_request_has(RunningContainer server) {
        for (String version : List.of("1.0", "1.1")) {
            for (String to : List.of("/private?a=b", "page", "?c=d", "https://elsewhere.example/")) {
                Reply reply = server.wire()
                        .raw("GET /public/redirect?to=" + to.replace("?", "%3F") + " HTTP/" + version
                                + "\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
                assertEquals(302, reply.status());
                assertEquals(to, reply.header("Location"), server + ", " + version);
                assertEquals("", reply.body());
            }
        }
    }

    @EveryContainer
    void nor_does_the_redirect_that_servlet_61_has_added_lead_elsewhere(RunningContainer server) {
        assumeTrue(server.application().knowsServlet61(), "an older servlet API");
        Reply reply =
                server.wire().raw("GET /public/redirect-since-61?to=/private HTTP/1.0\r\nHost: evil.example\r\n\r\n");
        assertEquals(303, reply.status());
        assertEquals("/private", reply.header("Location"));
    }

    @EveryContainer
    void a_redirect_of_an_application_holds_no_second_line(RunningContainer server) {
        Reply reply = server.wire().get("/public/redirect?to=/%0d%0aSet-Cookie:evil=1", PERSON);
        assertEquals(500, reply.status());
        assertTrue(reply.all("Set-Cookie").stream().noneMatch(cookie -> cookie.contains("evil")));
    }

    @EveryContainer
    void a_target_with_line_breaks_adds_no_header(RunningContainer server) {
        for (String target :
                List.of("/private?a=%0d%0aSet-Cookie:evil=1", "/private?a=%E5%98%8A%E5%98%8DSet-Cookie:evil=1")) {
            Reply reply = server.wire().get(target, PERSON);
            assertTrue(reply.all("Set-Cookie").stream().noneMatch(cookie -> cookie.contains("evil")), target);
        }
    }

    /** CVE-2021-32618, CVE-2021-23385, CVE-2022-23527, CVE-2016-2512, CVE-2017-7233, CVE-2015-2317 and their like. */
    @EveryContainer
    void a_login_leads_to_no_other_site(RunningContainer server) {
        List<String> evil = List.of(
                "https://evil.example",
                "//evil.example",
                "///evil.example",
                "/////evil.example",
                "/\\evil.example",
                "\\/evil.example",
                "\\\\\\evil.example",
                "/\t/evil.example",
                "/\u0008/evil.example",
                "/%09/evil.example/..//evil.example",
                "https:evil.example",
                "\u0008javascript:alert(1)",
                "https://localhost@evil.example",
                "https://localhost.evil.example",
                "http://2130706433/",
                "/%0d%0aLocation:%20//evil.example");
        for (String next : evil) {
            String location = loginWith(next, server);
            assertFalse(location.contains("evil.example") && !location.startsWith("/%09"), next + " -> " + location);
            assertTrue(location.matches("/([^/\\\\].*)?"), next + " -> " + location);
        }
        assertEquals("/private?a=b", loginWith("/private?a=b", server));
    }

    private static String loginWith(String next, RunningContainer server) {
        String body = JsonMapper.shared()
                .writeValueAsString(
                        Map.of("login", Application.VISITOR, "password", TestDoorward.PASSWORD, "next", next));
        Reply reply =
                server.wire().post("/auth/login", body, "Content-Type: application/json", "Accept: application/json");
        assertEquals(200, reply.status(), reply.body());
        return JsonMapper.shared().readTree(reply.body()).get("next").stringValue();
    }
}
