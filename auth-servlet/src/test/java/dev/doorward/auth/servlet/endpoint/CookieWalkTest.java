package dev.doorward.auth.servlet.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.account.EmailVerification;
import dev.doorward.auth.servlet.server.Reply;
import dev.doorward.auth.testing.TestDoorward;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** CVE-2026-43828: a cookie that was forgotten. Somebody's whole way through the pages, and what each left behind. */
final class CookieWalkTest {

    /** Everything of a cookie but its value, as {@code docs/cookie.md} has it. */
    private static final Map<String, String> ATTRIBUTES = Map.of(
            "__Host-session", "; Secure; HttpOnly; SameSite=Lax; Path=/",
            "__Host-csrf", "; Secure; HttpOnly; SameSite=Strict; Path=/",
            "__Host-remember", "; Secure; HttpOnly; SameSite=Lax; Path=/; Max-Age=2592000",
            "__Host-device", "; Secure; HttpOnly; SameSite=Lax; Path=/; Max-Age=34560000",
            "__Host-flash", "; Secure; HttpOnly; SameSite=Lax; Path=/; Max-Age=60",
            "__Host-registration", "; Secure; HttpOnly; SameSite=Lax; Path=/; Max-Age=86400",
            "__Host-next", "; Secure; HttpOnly; SameSite=Lax; Path=/; Max-Age=86400",
            "__Host-pending", "; Secure; HttpOnly; SameSite=Lax; Path=/; Max-Age=600");

    @Test
    void no_cookie_of_a_whole_walk_lacks_what_protects_it() {
        try (Site site = new Site(
                "",
                settings ->
                        settings.emailVerification(EmailVerification.REQUIRED).allowLoginLink())) {
            Person ada = site.person();
            ada.submit(
                    "/auth/register?next=/dashboard",
                    Map.of(
                            "username", "ada",
                            "email", "ada@example.com",
                            "password", TestDoorward.PASSWORD,
                            "next", "/dashboard"));
            String link = "/auth/verify-email?token=" + site.test.mailedToken("ada@example.com");
            ada.submit(link, Map.of("token", link.substring(link.indexOf('=') + 1)));
            ada.logInAndBeRemembered("ada");
            ada.get("/auth/account");
            ada.submit("/auth/logout", Map.of());
            ada.get("/auth/login");
            Reply asked = ada.submit("/auth/login-link", Map.of("email", "ada@example.com"));
            assertEquals(303, asked.status(), asked.body());

            Set<String> names = new TreeSet<>();
            for (String line : ada.everSet()) {
                String name = line.substring(0, line.indexOf('='));
                if (!line.endsWith("; Max-Age=0")) {
                    names.add(name);
                    assertEquals(ATTRIBUTES.get(name), line.substring(line.indexOf(';')), line);
                }
                assertTrue(line.length() <= 4096, "a browser keeps no longer one (ASVS 5.0, 3.3.5)");
            }
            assertEquals(ATTRIBUTES.keySet(), names);
        }
    }

    @Test
    void a_logout_forgets_by_name_what_let_the_browser_in_and_clears_what_was_kept() {
        try (Site site = new Site()) {
            Person ada = site.loggedIn("ada");
            Reply out = ada.submit("/auth/logout", Map.of());

            assertEquals("\"cache\", \"storage\"", out.header("Clear-Site-Data"));
            for (String name : List.of("__Host-session", "__Host-remember", "__Host-csrf")) {
                assertTrue(
                        out.all("Set-Cookie").stream()
                                .anyMatch(line -> line.startsWith(name + "=;") && line.endsWith("; Max-Age=0")),
                        name);
            }
            assertTrue(
                    out.all("Set-Cookie").stream().noneMatch(line -> line.startsWith("__Host-device")),
                    "the browser stays known");
        }
    }
}
