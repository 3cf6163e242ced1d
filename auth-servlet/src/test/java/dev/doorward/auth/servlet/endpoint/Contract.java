package dev.doorward.auth.servlet.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.servlet.server.Reply;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What holds for every answer of the library's own paths, whatever was asked; each test's replies go through here. */
final class Contract {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern COOKIE = Pattern.compile(
            "(__Host-(?:session|remember|device|csrf|flash|registration|next|pending))(?:_[A-Za-z0-9.-]+)?=([A-Za-z0-9_.~+/=-]*)"
                    + "; Secure; HttpOnly; SameSite=(Lax|Strict); Path=/(; Max-Age=[0-9]+)?");
    private static final Set<String> LASTING = Set.of(
            "__Host-remember", "__Host-device", "__Host-flash", "__Host-registration", "__Host-next", "__Host-pending");
    private static final String DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox";
    /** No script runs in a page that is shown where nobody could be identified, who makes the nonce. */
    private static final Pattern PAGE_POLICY = Pattern.compile("default-src 'none'; script-src"
            + " (?:'nonce-[A-Za-z0-9_-]+' 'strict-dynamic'|'none'); style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self';"
            + " form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none';"
            + " require-trusted-types-for 'script'");

    private static final Map<String, String> ALWAYS = Map.of(
            "Strict-Transport-Security",
            "max-age=63072000; includeSubDomains",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer",
            "X-Frame-Options",
            "DENY",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Permissions-Policy",
            "accelerometer=(), autoplay=(), camera=(), display-capture=(), fullscreen=(self), geolocation=(),"
                    + " gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=(),"
                    + " publickey-credentials-get=(self), publickey-credentials-create=(self)");

    private Contract() {}

    static Reply holds(Reply reply) {
        assertNotNull(reply.header("X-Request-Id"), "every answer is named");
        cookiesAreStrict(reply);
        headersAreStrict(reply);
        assertFalse(reply.body().contains("\tat "), "no stack trace");
        assertEquals(reply.status() == 401, reply.header("WWW-Authenticate") != null);
        assertEquals(reply.status() == 503 || reply.status() == 429, reply.header("Retry-After") != null);
        assertEquals(reply.status() == 405, reply.header("Allow") != null);
        if ("application/problem+json".equals(reply.header("Content-Type"))
                && !reply.body().isEmpty()) {
            problemIsDocumented(reply);
        }
        return reply;
    }

    static JsonNode json(Reply reply) {
        return JSON.readTree(reply.body());
    }

    /** Entry 39: each {@code Set-Cookie} ever emitted. */
    static void cookiesAreStrict(Reply reply) {
        Set<String> names = new HashSet<>();
        for (String line : reply.all("Set-Cookie")) {
            Matcher cookie = COOKIE.matcher(line);
            assertTrue(cookie.matches(), line);
            String name = cookie.group(1);
            assertTrue(names.add(name), "set twice: " + line);
            assertEquals(name.equals("__Host-csrf") ? "Strict" : "Lax", cookie.group(3), line);
            boolean expires = "; Max-Age=0".equals(cookie.group(4));
            assertEquals(expires, cookie.group(2).isEmpty(), line);
            assertTrue(cookie.group(4) == null || expires || LASTING.contains(name), line);
        }
        if (!names.isEmpty()) {
            assertEquals("no-store", reply.header("Cache-Control"));
        }
    }

    private static void headersAreStrict(Reply reply) {
        ALWAYS.forEach((name, value) -> assertEquals(value, reply.header(name), name));
        String policy = reply.header("Content-Security-Policy");
        String type = reply.header("Content-Type");
        if (type != null && type.startsWith("text/html")) {
            assertTrue(PAGE_POLICY.matcher(policy).matches(), policy);
        } else {
            assertEquals(DATA_POLICY, policy);
        }
        assertEquals(
                reply.all("Set-Cookie").isEmpty() ? cacheControl(type) : "no-store",
                reply.header("Cache-Control"),
                type);
        for (String absent : List.of("X-Powered-By", "X-XSS-Protection", "Expect-CT", "Public-Key-Pins")) {
            assertEquals(List.of(), reply.all(absent));
        }
    }

    private static String cacheControl(String type) {
        if (type == null) {
            return "no-store";
        }
        if (type.startsWith("application/jwk-set+json")) {
            return "public, max-age=300";
        }
        boolean asset =
                List.of("text/css", "text/javascript", "image/svg+xml").stream().anyMatch(type::startsWith);
        return asset ? "public, max-age=31536000, immutable" : "no-store";
    }

    private static void problemIsDocumented(Reply reply) {
        JsonNode problem = json(reply);
        String code = problem.get("code").asString();
        assertEquals(reply.status(), problem.get("status").asInt());
        assertEquals("about:blank", problem.get("type").asString());
        assertFalse(problem.get("title").asString().isEmpty());
        assertFalse(problem.get("detail").asString().isEmpty());
        assertEquals(reply.header("X-Request-Id"), problem.get("request_id").asString());
        assertEquals(ErrorCodes.documented().get(code), reply.status(), code);
        problem.path("errors")
                .properties()
                .forEach(field -> field.getValue().forEach(error -> {
                    assertFalse(error.get("code").asString().isEmpty());
                    assertFalse(error.get("message").asString().isEmpty());
                }));
    }
}
