package dev.doorward.auth.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardsTest {

    private static final Guard ADMIN = Guard.role("admin");

    private final Guards guards = new Guards()
            .open("/", "/public/*", "/about", "/admin/help", "/docs/")
            .loggedIn("/public/me")
            .require("/admin/*", ADMIN)
            .require("/admin/audit/*", Guard.role("auditor"))
            .require("/Reports/*", Guard.role("reporter"));

    private String guardOf(String path) {
        return String.valueOf(guards.guardOf(path));
    }

    @ParameterizedTest
    @CsvSource({
        "/, open",
        "/about, open",
        "/about/us, login",
        "/aboutus, login",
        "/public, open",
        "/public/a, open",
        "/public/a/b/c.css, open",
        "/publications, login",
        "/public/me, login",
        "/public/me/too, open",
        "/admin, 'login, role admin'",
        "/admin/x, 'login, role admin'",
        "/admin/x/y, 'login, role admin'",
        "/admin/help, open",
        "/admin/help/me, 'login, role admin'",
        "/admin/audit, 'login, role auditor'",
        "/admin/audit/1, 'login, role auditor'",
        "/administrator, login",
        "/docs/, open",
        "/nowhere, login"
    })
    void the_most_specific_pattern_wins_and_the_rest_needs_a_login(String path, String guard) {
        assertEquals(guard, guardOf(path));
    }

    @ParameterizedTest
    @CsvSource({
        "/ADMIN, 'login, role admin'",
        "/Admin/x, 'login, role admin'",
        "/admin/, 'login, role admin'",
        "/admin./x, 'login, role admin'",
        "'/admin /x', 'login, role admin'",
        "'/admin . /x', 'login, role admin'",
        "/adm\u0131n, 'login, role admin'",
        "/adm\u200bin/x, 'login, role admin'",
        "/reports/1, 'login, role reporter'",
        "/REPORT\u017f/1, 'login, role reporter'",
        "/Reports/1, 'login, role reporter'",
        "/PUBLIC/a, login",
        "/About, login",
        "/about/, login",
        "/docs, login"
    })
    void a_path_that_could_be_taken_for_another_gets_the_stricter_of_both_guards(String path, String guard) {
        assertEquals(guard, guardOf(path));
    }

    @Test
    void turning_the_default_round_opens_no_relative_of_a_guarded_path() {
        Guards loose = new Guards().allowUnlisted().require("/admin", ADMIN);

        assertEquals("open", String.valueOf(loose.guardOf("/nowhere")));
        assertEquals("login, role admin", String.valueOf(loose.guardOf("/admin")));
        assertEquals("login, role admin", String.valueOf(loose.guardOf("/admin/")));
        assertEquals("login, role admin", String.valueOf(loose.guardOf("/ADMIN")));
        assertEquals("login, role admin", String.valueOf(loose.guardOf("/Admin.")));
        assertEquals("open", String.valueOf(loose.guardOf("/admin/deeper")));
    }

    @Test
    void everything_can_be_opened_but_for_what_is_named() {
        Guards loose = new Guards().open("/*").loggedIn("/me/*");

        assertEquals("open", String.valueOf(loose.guardOf("/")));
        assertEquals("open", String.valueOf(loose.guardOf("/a/b")));
        assertEquals("login", String.valueOf(loose.guardOf("/me/b")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "admin",
                "//",
                "//admin",
                "/admin//x",
                "/.",
                "/..",
                "/./admin",
                "/x/../admin",
                "/x/..",
                "/admin;a=b",
                "/x;/../admin",
                "/..;/admin",
                "\\admin",
                "/\\admin",
                "/x\\..\\admin",
                "/admin\u0000",
                "/admin\n",
                "/admin\r/x",
                "/\tadmin",
                "/admin\u007f",
                "/admin\u0085",
                "/admin\u2028",
                "/admin%2fx",
                "/%2e%2e/admin",
                "/admin%00",
                "/%41dmin"
            })
    void a_path_that_readers_disagree_on_is_not_guessed_at(String path) {
        assertNull(guards.guardOf(path));
        assertNull(new Guards().open("/*").guardOf(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/100%", "/100% sure", "/a?b", "/...", "/.well-known/x", "/a..b", "/a+b", "/caf\u00e9"})
    void an_unusual_path_is_still_a_path(String path) {
        assertNotNull(guards.guardOf(path));
    }

    @Test
    void a_deep_path_costs_no_stack() {
        assertEquals("login, role admin", guardOf("/admin" + "/a".repeat(20_000)));
        assertEquals("open", guardOf("/public" + "/A".repeat(20_000)));
    }

    @Test
    void many_prefixes_are_told_apart() {
        Guards many = new Guards();
        for (int i = 0; i < 1000; i++) {
            many.require("/area" + i + "/*", Guard.role("role" + i));
        }

        for (int i = 0; i < 1000; i++) {
            assertEquals("login, role role" + i, String.valueOf(many.guardOf("/area" + i + "/x")));
        }
        assertEquals("login", String.valueOf(many.guardOf("/area1000/x")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "admin", "*.jsp", "/**", "/a/**", "/a*", "/*/a", "/a/*/b", "//*", "/a//*", "/a//b", "/a/../b",
                "/a;b", "/a?b=c", "/a#b", "/a%20b", "/a\\b", "/a\n"
            })
    void a_pattern_that_would_not_do_what_it_seems_to_is_refused_with_a_remedy(String pattern) {
        Guards wrong = new Guards().open(pattern);

        String message =
                assertThrows(IllegalArgumentException.class, wrong::freeze).getMessage();
        assertTrue(message.matches("(?s).*(write|put|guard the folder).*"), message);
    }

    @Test
    void all_wrong_patterns_are_reported_at_once() {
        Guards wrong = new Guards().open("*.css", "/a", "/b/*").loggedIn("/a").require("/b/*", ADMIN);

        assertEquals(
                """
                The guards cannot be used:
                - The pattern *.css does not begin with /; guard the folder instead, as in /pages/*
                - The pattern /a is there twice; keep one of the two
                - The pattern /b/* is there twice; keep one of the two""", assertThrows(IllegalArgumentException.class, wrong::freeze).getMessage());
    }

    @Test
    void guards_in_use_cannot_be_changed() {
        guards.freeze();

        assertSame(guards, guards.freeze());
        assertThrows(IllegalStateException.class, () -> guards.open("/x"));
        assertThrows(IllegalStateException.class, guards::allowUnlisted);
    }

    @Test
    void the_account_systems_own_paths_are_guarded_without_being_named() {
        Guards own = new Guards().withOwnPaths("/auth", "/auth/login");

        assertEquals("open", String.valueOf(own.guardOf("/auth/login")));
        assertEquals("open", String.valueOf(own.guardOf("/auth")));
        assertEquals("login", String.valueOf(own.guardOf("/auth/account")));
        assertEquals("login", String.valueOf(own.guardOf("/auth/account/password")));
        assertEquals("login", String.valueOf(own.guardOf("/auth/confirm")));
        assertEquals("login", String.valueOf(own.guardOf("/auth/Account")));
        assertEquals("login", String.valueOf(own.guardOf("/authors")));
    }

    @Test
    void an_own_login_page_is_open_and_may_not_be_closed() {
        assertEquals(
                "open",
                String.valueOf(new Guards().withOwnPaths("/auth", "/signin").guardOf("/signin")));
        Guards closed = new Guards().loggedIn("/signin");

        String message = assertThrows(IllegalArgumentException.class, () -> closed.withOwnPaths("/auth", "/signin"))
                .getMessage();
        assertTrue(message.contains("The login page /signin is behind a guard (login)"), message);
    }

    @Test
    void an_application_cannot_loosen_the_account_systems_own_paths() {
        for (String pattern : new String[] {"/auth/*", "/auth", "/auth/account", "/auth/account/*", "/auth/x"}) {
            Guards guards = new Guards().open(pattern);
            assertThrows(IllegalArgumentException.class, () -> guards.withOwnPaths("/auth", "/auth/login"), pattern);
        }
    }

    @Test
    void stricter_asks_for_what_both_ask_for() {
        Guard fresh = Guard.loggedIn().freshWithin(Duration.ofMinutes(5));
        Guard both =
                Guard.stricter(ADMIN.freshWithin(Duration.ofMinutes(10)), Guard.stricter(fresh, Guard.role("a", "b")));

        assertEquals("login, role admin, role a or b, fresh within PT5M", both.toString());
        assertSame(ADMIN, Guard.stricter(Guard.open(), ADMIN));
        assertSame(ADMIN, Guard.stricter(ADMIN, Guard.open()));
        assertSame(ADMIN, Guard.stricter(ADMIN, ADMIN));
    }

    @Test
    void a_guard_that_could_let_nobody_in_is_refused() {
        assertThrows(IllegalArgumentException.class, Guard::role);
        assertThrows(IllegalArgumentException.class, () -> Guard.role(" "));
        assertThrows(IllegalArgumentException.class, () -> ADMIN.freshWithin(Duration.ZERO));
        assertThrows(IllegalStateException.class, () -> Guard.open().freshWithin(Duration.ofMinutes(1)));
    }

    @Test
    void freshness_only_ever_gets_shorter() {
        assertEquals(
                "login, fresh within PT5M",
                Guard.loggedIn()
                        .freshWithin(Duration.ofMinutes(5))
                        .freshWithin(Duration.ofMinutes(10))
                        .toString());
    }
}
