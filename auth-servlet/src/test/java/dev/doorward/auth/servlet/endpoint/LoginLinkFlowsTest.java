package dev.doorward.auth.servlet.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.account.EmailVerification;
import dev.doorward.auth.servlet.server.Reply;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logging in by mail: where it was asked for, and nowhere else. */
final class LoginLinkFlowsTest {
    private static final Map<String, String> ADDRESS = Map.of("email", "ada@example.com");
    private static final Pattern CODE = Pattern.compile("class=\"code\">([0-9]{6})<");

    private final Site site =
            new Site("", builder -> builder.allowLoginLink().emailVerification(EmailVerification.REQUIRED));

    @BeforeEach
    void register() {
        site.test.verified("ada");
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private Person asking() {
        Person person = site.person();
        Reply asked = person.submit("/auth/login-link", ADDRESS);
        assertEquals(303, asked.status(), asked.body());
        assertEquals("/auth/login-link/code", asked.header("Location"));
        return person;
    }

    private String token() {
        return site.test.mailedToken("ada@example.com");
    }

    private Reply press(Person person, String token) {
        return person.submit("/auth/login-link?token=" + token, Map.of("token", token));
    }

    @Test
    void the_browser_that_asked_is_logged_in_by_the_link_once() {
        assertTrue(site.person().get("/auth/login").body().contains("Log in by mail"));
        Person ada = asking();
        String token = token();
        assertEquals(200, ada.get("/auth/login-link?token=" + token).status());
        assertEquals(303, ada.get("/dashboard").status(), "to look at it logs nobody in");

        Reply pressed = press(ada, token);

        assertEquals(303, pressed.status(), pressed.body());
        assertEquals("secret page", ada.get("/dashboard").body());
        assertFalse(ada.cookies().containsKey("__Host-pending"));
        assertEquals(410, site.person().get("/auth/login-link?token=" + token).status(), "and it is used up");
    }

    @Test
    void in_another_browser_the_link_lets_nobody_in_and_shows_a_code_for_the_one_that_asked() {
        Person ada = asking();
        Person other = site.person();

        Reply shown = press(other, token());

        assertEquals(200, shown.status(), shown.body());
        assertNull(shown.cookie("__Host-session"));
        assertEquals(303, other.get("/dashboard").status());
        Matcher code = CODE.matcher(shown.body());
        assertTrue(code.find(), shown.body());
        Reply wrong =
                ada.submit("/auth/login-link/code", Map.of("code", code.group(1).equals("000000") ? "1" : "000000"));
        assertEquals(422, wrong.status());
        assertTrue(wrong.body().contains("That code does not fit"));
        Reply elsewhere = other.submit("/auth/login-link/code", Map.of("code", code.group(1)));
        assertEquals(422, elsewhere.status(), "the code is for the browser that asked");

        Reply typed = ada.submit("/auth/login-link/code", Map.of("code", code.group(1)));

        assertEquals(303, typed.status(), typed.body());
        assertEquals("secret page", ada.get("/dashboard").body());
    }

    @Test
    void whoever_was_on_the_way_somewhere_is_led_there_by_the_link() {
        Person ada = site.person();
        String login = ada.get("/auth/login?next=%2Fdashboard%3Fa%3Db").body();
        String ask = "/auth/login-link?next=%2Fdashboard%3Fa%3Db";
        assertTrue(login.contains("href=\"" + ask + "\""), login);
        assertTrue(ada.get(ask).body().contains("name=\"next\" value=\"/dashboard?a=b\""));
        ada.submit(ask, Map.of("email", "ada@example.com", "next", "/dashboard?a=b"));
        assertTrue(ada.get("/auth/login-link/code").body().contains("href=\"" + ask + "\""), "to ask again");

        Reply pressed = press(ada, token());

        assertEquals("/dashboard?a=b", pressed.header("Location"));
        assertFalse(ada.cookies().containsKey("__Host-next"));
    }

    @Test
    void whoever_was_on_the_way_somewhere_is_led_there_by_the_code() {
        Person ada = site.person();
        ada.submit("/auth/login-link", Map.of("email", "ada@example.com", "next", "/dashboard"));
        Matcher code = CODE.matcher(press(site.person(), token()).body());
        assertTrue(code.find());

        Reply typed = ada.submit("/auth/login-link/code", Map.of("code", code.group(1)));

        assertEquals("/dashboard", typed.header("Location"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"})
    void a_login_by_mail_leads_nowhere_else(String next) {
        Person ada = site.person();
        ada.submit("/auth/login-link", Map.of("email", "ada@example.com", "next", next));

        assertFalse(ada.cookies().containsKey("__Host-next"));
        assertEquals("/", press(ada, token()).header("Location"));
    }

    @Test
    void where_an_earlier_registration_was_going_is_not_where_a_login_by_mail_goes() {
        Person bob = site.person();
        bob.submit(
                "/auth/register",
                Map.of(
                        "username",
                        "bob",
                        "email",
                        "bob@example.com",
                        "password",
                        "four unrelated quiet words",
                        "next",
                        "/dashboard"));
        assertTrue(bob.cookies().containsKey("__Host-next"));
        bob.submit("/auth/login-link", ADDRESS);

        assertEquals("/", press(bob, token()).header("Location"));
    }

    @Test
    void a_program_does_the_same() {
        Program ada = site.program();
        Reply asked = ada.post("/auth/login-link", ADDRESS);
        assertEquals(202, asked.status(), asked.body());
        assertNotNull(asked.cookie("__Host-pending"));
        String code = Contract.json(site.program().post("/auth/login-link", Map.of("token", token())))
                .get("code")
                .asString();
        assertEquals("code_invalid", Program.code(ada.post("/auth/login-link/code", Map.of("code", "not a code"))));

        Reply typed = ada.post("/auth/login-link/code", Map.of("code", code));

        assertEquals(200, typed.status(), typed.body());
        assertEquals(200, ada.get("/auth/account").status());
        assertEquals("ticket_invalid", Program.code(site.program().post("/auth/login-link", Map.of("token", "x"))));
    }

    @Test
    void who_asks_for_an_address_that_nobody_has_gets_the_same_answer() {
        Reply known = site.program().post("/auth/login-link", ADDRESS);
        Reply unknown = site.program().post("/auth/login-link", Map.of("email", "bob@example.com"));

        assertEquals(known.status(), unknown.status());
        assertEquals(known.body(), unknown.body());
        assertEquals(
                known.cookie("__Host-pending").length(),
                unknown.cookie("__Host-pending").length());
    }

    @Test
    void there_is_no_such_page_unless_the_application_allows_it() {
        try (Site off = new Site()) {
            assertFalse(off.person().get("/auth/login").body().contains("Log in by mail"));
            for (String path : new String[] {"/auth/login-link", "/auth/login-link/code"}) {
                assertEquals(404, off.person().get(path).status());
                assertEquals(404, off.program().post(path, Map.of()).status());
            }
        }
    }
}
