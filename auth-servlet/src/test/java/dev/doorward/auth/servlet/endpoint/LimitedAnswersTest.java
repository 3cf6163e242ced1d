package dev.doorward.auth.servlet.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.account.EmailVerification;
import dev.doorward.auth.servlet.server.Reply;
import dev.doorward.auth.testing.TestDoorward;
import dev.doorward.auth.throttle.Limit;
import dev.doorward.auth.throttle.LimitName;
import dev.doorward.auth.throttle.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What somebody is told who comes too often: when to come back, and nothing about anybody. */
final class LimitedAnswersTest {
    private static final Limit FEW = new Limit(2, Duration.ofMinutes(8));

    private static Site site;

    @BeforeAll
    static void start() {
        Limits limits = Limits.standard();
        for (LimitName name : LimitName.values()) {
            limits = limits.with(name, FEW);
        }
        Limits few = limits;
        site = new Site(
                "",
                builder -> builder.limits(few)
                        .emailVerification(EmailVerification.REQUIRED)
                        .allowLoginLink());
        site.test.verified("ada");
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    /** Each test has all budgets. */
    @BeforeEach
    void waitLong() {
        site.test.clock().turn(Duration.ofHours(1));
    }

    @ParameterizedTest
    @CsvSource({"/auth/forgot-password", "/auth/verify-email/resend", "/auth/login-link"})
    void a_person_keeps_what_they_typed_and_reads_when_to_come_back(String path) {
        Map<String, String> typed = Map.of("email", "Grace@example.com");
        Person person = site.person();
        assertEquals(303, person.submit(path, typed).status());
        assertEquals(303, person.submit(path, typed).status());

        Reply reply = person.submit(path, typed);

        assertEquals(429, reply.status());
        assertEquals("240", reply.header("Retry-After"));
        assertTrue(reply.body().contains("Too many attempts in a short time. Try again in 4 minutes."), reply.body());
        assertTrue(reply.body().contains("value=\"Grace@example.com\""), reply.body());
    }

    @ParameterizedTest
    @CsvSource({"/auth/forgot-password", "/auth/verify-email/resend", "/auth/login-link"})
    void a_known_and_an_unknown_address_are_limited_alike(String path) {
        for (String first : List.of("ada@example.com", "bob@example.com")) {
            waitLong();
            site.program().post(path, Map.of("email", first));
            site.program().post(path, Map.of("email", first));
            Reply known = site.program().post(path, Map.of("email", "ada@example.com"));
            Reply unknown = site.program().post(path, Map.of("email", "bob@example.com"));
            assertLimited(known);
            assertLimited(unknown);
            assertEquals(withoutId(known), withoutId(unknown));
        }
    }

    @Test
    void a_registration_that_comes_too_often_is_told_when_to_come_back() {
        for (int i = 0; i < 2; i++) {
            Reply reply = site.program().post("/auth/register", registration("newcomer" + i, i + "@example.com"));
            assertEquals(202, reply.status(), reply.body());
        }

        Reply page = site.person().submit("/auth/register", registration("further", "further@example.com"));

        assertEquals(429, page.status());
        assertTrue(page.body().contains("Try again in 4 minutes."), page.body());
        assertTrue(page.body().contains("value=\"further\""), page.body());
        assertFalse(page.body().contains(TestDoorward.PASSWORD));
        Reply known = site.program().post("/auth/register", registration("ada", "ada@example.com"));
        Reply unknown = site.program().post("/auth/register", registration("carl", "carl@example.com"));
        assertLimited(known);
        assertEquals(withoutId(known), withoutId(unknown));
    }

    private static Map<String, String> registration(String username, String email) {
        return Map.of("username", username, "email", email, "password", TestDoorward.PASSWORD);
    }

    @Test
    void codes_that_are_tried_too_often_are_not_looked_at_whosever_the_address_is() {
        for (String email : List.of("ada@example.com", "bob@example.com")) {
            waitLong();
            Person person = site.person();
            person.submit("/auth/login-link", Map.of("email", email));
            assertEquals(422, typeCode(person).status());
            assertEquals(422, typeCode(person).status());

            Reply reply = typeCode(person);

            assertEquals(429, reply.status());
            assertEquals("240", reply.header("Retry-After"));
            assertTrue(reply.body().contains("Try again in 4 minutes."), reply.body());
        }
    }

    private static Reply typeCode(Person person) {
        return person.submit("/auth/login-link/code", Map.of("code", "123456"));
    }

    /** Any page can have its visitors' browsers bring them, as images. */
    @Test
    void made_up_links_keep_nobody_from_a_good_one() {
        site.person().submit("/auth/forgot-password", Map.of("email", "ada@example.com"));
        String good = site.test.mailedToken("ada@example.com");
        for (String path : List.of("reset-password", "verify-email", "undo-email", "login-link", "end-session")) {
            for (int i = 0; i < 4; i++) {
                assertEquals(
                        410,
                        site.person()
                                .get("/auth/" + path + "?token=made.up.token")
                                .status());
                Reply posted = site.program()
                        .post("/auth/" + path, "{\"token\":\"made.up.token\"%s}".formatted(passwordFor(path)));
                assertEquals("ticket_invalid", Program.code(posted), posted.body());
            }
        }
        Person ada = site.person();
        String page = "/auth/reset-password?token=" + good;
        assertEquals(200, ada.get(page).status());
        Reply reset = ada.submit(page, Map.of("token", good, "password", TestDoorward.PASSWORD));
        assertEquals(303, reset.status(), reset.body());
    }

    private static String passwordFor(String path) {
        return path.equals("reset-password") ? ",\"password\":\"an entirely different phrase\"" : "";
    }

    @Test
    void an_account_that_changes_its_address_too_often_is_told_when_to_come_back() {
        Person ada = site.person();
        ada.logIn("ada");
        for (int i = 0; i < 2; i++) {
            assertEquals(303, changeEmail(ada, "ada" + i + "@example.com").status());
        }

        Reply reply = changeEmail(ada, "ada9@example.com");

        assertEquals(429, reply.status());
        assertTrue(reply.body().contains("Try again in 4 minutes."), reply.body());
        assertTrue(reply.body().contains("value=\"ada9@example.com\""), reply.body());
    }

    @Test
    void an_account_that_changes_its_name_too_often_is_told_when_to_come_back() {
        Person ada = site.person();
        ada.logIn("ada");
        site.test.registered("grace");
        for (int i = 0; i < 2; i++) {
            Reply taken = ada.submit("/auth/account/username", Map.of("username", "grace"));
            assertEquals(422, taken.status(), taken.body());
        }

        Reply reply = ada.submit("/auth/account/username", Map.of("username", "nobodys"));

        assertEquals(429, reply.status());
        assertEquals("240", reply.header("Retry-After"));
        assertTrue(reply.body().contains("Try again in 4 minutes."), reply.body());
        assertTrue(reply.body().contains("value=\"nobodys\""), reply.body());
    }

    private static Reply changeEmail(Person person, String email) {
        return person.submit("/auth/account/email", Map.of("email", email, "password", TestDoorward.PASSWORD));
    }

    private static void assertLimited(Reply reply) {
        assertEquals(429, reply.status(), reply.body());
        assertEquals("rate_limited", Program.code(reply));
        assertEquals("240", reply.header("Retry-After"));
        assertEquals(List.of(), reply.all("Set-Cookie"));
        assertTrue(reply.body().contains("Try again in 4 minutes."), reply.body());
    }

    private static String withoutId(Reply reply) {
        return reply.body().replaceAll("\"request_id\":\"[^\"]*\"", "");
    }
}
