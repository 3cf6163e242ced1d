package dev.doorward.auth.servlet.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.servlet.server.Reply;
import dev.doorward.auth.testing.TestDoorward;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** An application that is not at the root, and flows that are not under {@code /auth}. */
final class ContextPathTest {
    private static final Pattern LINK = Pattern.compile("(?:href|src|action)=\"([^\"]*)\"");
    private static final String PASSWORD = TestDoorward.PASSWORD;

    @Test
    void every_link_redirect_cookie_and_file_stays_below_the_context_path() {
        try (Site site = new Site("/shop", UnaryOperator.identity())) {
            Person ada = site.person();
            assertEquals(
                    "/shop/auth/login?next=%2Fshop%2Fdashboard",
                    ada.get("/shop/dashboard").header("Location"));
            assertEquals(
                    "/shop/auth/login",
                    ada.submit(
                                    "/shop/auth/register",
                                    Map.of("username", "ada", "email", "ada@example.com", "password", PASSWORD))
                            .header("Location"));
            assertEquals(
                    "/shop/dashboard",
                    ada.submit(
                                    "/shop/auth/login",
                                    Map.of(
                                            "login", "ada",
                                            "password", PASSWORD,
                                            "remember", "on",
                                            "next", "/shop/dashboard"))
                            .header("Location"));
            assertEquals("secret page", ada.get("/shop/dashboard").body());
            assertTrue(
                    Set.of(
                                    "__Host-session_shop",
                                    "__Host-remember_shop",
                                    "__Host-device_shop",
                                    "__Host-csrf_shop",
                                    "__Host-flash_shop")
                            .containsAll(ada.cookies().keySet()),
                    ada.cookies().keySet().toString());
            for (String path : new String[] {
                "login",
                "register",
                "logout",
                "confirm",
                "account",
                "account/username",
                "account/password",
                "account/sessions",
                "nothing"
            }) {
                everyLinkIsBelow("/shop/", ada.get("/shop/auth/" + path));
                everyLinkIsBelow("/shop/", site.person().get("/shop/auth/" + path));
            }
            assertEquals("/shop/", ada.get("/shop/auth/login").header("Location"));
            assertEquals(
                    "/shop/auth/account/password",
                    ada.get("/shop/.well-known/change-password").header("Location"));
            site.waitUntilStale();
            assertEquals(
                    "/shop/auth/confirm?next=%2Fshop%2Ffresh",
                    ada.get("/shop/fresh").header("Location"));
            assertEquals(
                    "/shop/auth/confirm?next=%2Fshop%2Fauth%2Faccount%2Fusername",
                    ada.get("/shop/auth/account/username").header("Location"));
            assertEquals(
                    "/shop/",
                    ada.submit("/shop/auth/confirm", Map.of("password", PASSWORD))
                            .header("Location"));
            assertEquals(
                    "/shop/auth/login",
                    ada.submit("/shop/auth/logout", Map.of()).header("Location"));
            assertFalse(ada.cookies().containsKey("__Host-session_shop"));
        }
    }

    @Test
    void the_session_of_the_neighbour_is_not_ours() {
        try (Site site = new Site("/shop", UnaryOperator.identity())) {
            site.test.registered("ada");
            Person ada = site.person();
            ada.logIn("ada");
            String token = ada.cookies().remove("__Host-session_shop");

            ada.cookies().put("__Host-session", token);

            assertEquals(303, ada.get("/shop/dashboard").status());
        }
    }

    @Test
    void the_flows_stand_where_the_setting_says() {
        try (Site site = new Site("", builder -> builder.prefix("/my/door").defaultPage("/dashboard"))) {
            site.test.registered("ada");
            Person ada = site.person();
            assertEquals(
                    "/my/door/login?next=%2Fdashboard", ada.get("/dashboard").header("Location"));
            Reply form = Contract.holds(ada.get("/my/door/login"));
            assertEquals(200, form.status());
            everyLinkIsBelow("/", form);
            assertEquals(
                    "/dashboard",
                    Contract.holds(ada.submit("/my/door/login", Map.of("login", "ada", "password", PASSWORD)))
                            .header("Location"));
            assertEquals(200, ada.get("/my/door/account").status());
            assertEquals(404, ada.get("/my/door").status());
            assertEquals(404, ada.get("/my/doorway").status(), "the application's");
            assertEquals(404, site.server.get("/auth/login", ada.cookieHeader()).status());
            assertEquals(
                    "/my/door/account/password",
                    ada.get("/.well-known/change-password").header("Location"));
            assertEquals(
                    404,
                    Contract.holds(ada.get("/my/door/.well-known/change-password"))
                            .status());
        }
    }

    @Test
    void a_login_page_of_the_applications_own_is_where_people_are_sent() {
        try (Site site = new Site("/shop", builder -> builder.loginPage("/enter"))) {
            assertEquals(
                    "/shop/enter?next=%2Fshop%2Fdashboard",
                    site.person().get("/shop/dashboard").header("Location"));
        }
    }

    private static void everyLinkIsBelow(String path, Reply page) {
        Matcher link = LINK.matcher(page.body());
        int found = 0;
        while (link.find()) {
            String target = link.group(1);
            assertTrue(target.startsWith(path) || target.startsWith("#"), target);
            found++;
        }
        assertTrue(found > 0 || page.body().isEmpty());
    }
}
