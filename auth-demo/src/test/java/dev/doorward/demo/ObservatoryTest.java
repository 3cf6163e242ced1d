package dev.doorward.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The grade of the running demo, and that there is no such grade without what it is given for. */
class ObservatoryTest {
    private static final String ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    @TempDir
    static Path directory;

    private static RunningServer running;

    @BeforeAll
    static void start() throws Exception {
        running = RunningServer.ofTheApplication(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        running.close();
    }

    private static Observatory of(String path) throws Exception {
        HttpResponse<String> plain =
                running.get("http://localhost:" + running.server.httpPort() + path, "Accept", ACCEPT);
        HttpResponse<String> page = running.get(
                running.server.baseUrl() + path,
                "Accept",
                ACCEPT,
                "Origin",
                "https://http-observatory.security.mozilla.org");
        return new Observatory(
                page.uri(),
                page.headers().map(),
                page.body(),
                plain.headers().allValues("location").stream().map(URI::create).toList());
    }

    @Test
    void the_demo_is_graded_a_plus() throws Exception {
        for (String path : List.of("/", "/auth/login", "/auth/register", "/auth/forgot-password", "/nowhere")) {
            Observatory observatory = of(path);

            assertEquals("A+", observatory.grade(), () -> path + ": " + observatory.marks());
            assertTrue(
                    observatory.marks().values().stream().noneMatch(mark -> mark < 0),
                    () -> path + ": " + observatory.marks());
        }
        assertEquals(155, of("/auth/login").score(), () -> "all there is to have without preloading and SRI");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "content-security-policy      |                                                  | -25",
                "content-security-policy      | default-src 'none'; script-src 'unsafe-inline'   | -20",
                "content-security-policy      | script-src 'strict-dynamic'                      | -25",
                "content-security-policy      | default-src 'self'; default-src 'self'           | -25",
                "content-security-policy      | frame-ancestors 'self'; base-uri 'self'          | -20",
                "content-security-policy      | default-src 'self'; script-src 'unsafe-eval'     | -10",
                "content-security-policy      | default-src 'self'                               | 5",
                "strict-transport-security    |                                                  | -20",
                "strict-transport-security    | max-age=0                                        | -10",
                "referrer-policy              | unsafe-url                                       | -5",
                "x-content-type-options       |                                                  | -5",
                "set-cookie                   | session=x                                        | -30",
                "set-cookie                   | csrf=x; Secure                                   | -20",
                "cross-origin-opener-policy   |                                                  | 0",
                "cross-origin-embedder-policy |                                                  | 0",
                "cross-origin-resource-policy |                                                  | 0"
            })
    void what_is_taken_away_or_spoilt_costs_marks(String header, String value, int mark) throws Exception {
        Observatory whole = of("/");
        Map<String, List<String>> headers = new HashMap<>(whole.headers());
        headers.remove(header);
        if (value != null) {
            headers.put(header, List.of(value));
        }
        Observatory spoilt = new Observatory(whole.page(), headers, whole.html(), whole.redirects());
        String test = header.equals("set-cookie") ? "cookies" : header;

        assertEquals(mark, spoilt.marks().get(test), () -> spoilt.marks().toString());
        assertTrue(spoilt.score() < whole.score());
    }

    @Test
    void neither_frames_nor_a_missing_redirect_nor_a_doubled_header_go_unnoticed() throws Exception {
        Observatory whole = of("/");
        Map<String, List<String>> framed = new HashMap<>(whole.headers());
        framed.remove("x-frame-options");
        framed.remove("content-security-policy");
        String hsts = whole.headers().get("strict-transport-security").get(0);
        Map<String, List<String>> doubled = new HashMap<>(whole.headers());
        doubled.put("strict-transport-security", List.of(hsts, hsts));

        assertEquals("C", new Observatory(whole.page(), framed, "", whole.redirects()).grade());
        assertEquals("B+", new Observatory(whole.page(), whole.headers(), "", List.of()).grade());
        assertEquals("B+", new Observatory(whole.page(), doubled, "", whole.redirects()).grade());
        assertFalse(new Observatory(
                        whole.page(), whole.headers(), "<script src=\"https://cdn.example/x.js\">", whole.redirects())
                .marks()
                .get("subresource-integrity")
                .equals(0));
    }
}
