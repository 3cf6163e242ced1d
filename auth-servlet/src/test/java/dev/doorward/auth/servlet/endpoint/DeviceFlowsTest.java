package dev.doorward.auth.servlet.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.mail.MailMessage;
import dev.doorward.auth.servlet.server.Reply;
import dev.doorward.auth.session.SessionProtection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The device cookie, the mail about a new device, and cookies that are used from elsewhere, as browsers see them. */
final class DeviceFlowsTest {
    private static final String DEVICE = "__Host-device";
    private static final String SESSION = "__Host-session";
    private static final String REMEMBER = "__Host-remember";
    private static final String ADDRESS = "ada@example.com";

    private Site site = new Site();

    @AfterEach
    void stop() {
        site.close();
    }

    /** Somebody whose address is proved: others are told nothing. */
    private Person loggedIn(String username) {
        site.test.verified(username);
        Person person = site.person();
        person.logIn(username);
        return person;
    }

    private long told() {
        return site.test.mails().stream()
                .map(MailMessage::subject)
                .filter(subject -> subject.startsWith("New login"))
                .count();
    }

    private String endLink() {
        told();
        return "/auth/end-session?token=" + site.test.mailedToken(ADDRESS);
    }

    @Test
    void a_browser_stays_known_after_the_logout_and_is_not_announced_again() {
        Person ada = loggedIn("ada");
        assertEquals(1, told());
        String first = ada.cookies().get(DEVICE);

        assertEquals(303, ada.submit("/auth/logout", Map.of()).status());

        assertEquals(first, ada.cookies().get(DEVICE));
        assertFalse(ada.cookies().containsKey(SESSION));
        ada.logIn("ada");
        assertEquals(1, told());
        assertNotEquals(first, ada.cookies().get(DEVICE));
    }

    @Test
    void the_device_cookie_opens_nothing() {
        Person ada = loggedIn("ada");
        Person thief = site.person();
        thief.cookies().put(DEVICE, ada.cookies().get(DEVICE));
        thief.cookies().put(SESSION, ada.cookies().get(DEVICE));
        thief.cookies().put(REMEMBER, ada.cookies().get(DEVICE));
        assertEquals(303, thief.get("/dashboard").status());
        assertEquals(303, thief.get("/auth/account").status());
    }

    @Test
    void whatever_is_sent_as_device_cookie_keeps_nobody_from_logging_in() {
        site.test.verified("ada");
        for (String odd : List.of("x", "~~~~", "x".repeat(279), "x".repeat(4000), "\"'<b>", "a=b")) {
            Person ada = site.person();
            ada.cookies().put(DEVICE, odd);
            ada.logIn("ada");
            assertEquals(55, ada.cookies().get(DEVICE).length(), odd);
        }
    }

    @Test
    void two_people_share_a_browser_and_both_stay_known() {
        site.test.verified("bob");
        Person both = loggedIn("ada");
        both.submit("/auth/logout", Map.of());
        both.logIn("bob");
        both.submit("/auth/logout", Map.of());
        long before = told();
        both.logIn("ada");
        both.submit("/auth/logout", Map.of());
        both.logIn("bob");
        assertEquals(before, told());
    }

    @Test
    void a_scanner_that_follows_the_link_ends_nothing_and_the_button_does() {
        Person ada = loggedIn("ada");
        String link = endLink();
        Person owner = site.person();
        Reply page = owner.get(link);
        assertEquals(200, page.status());
        assertTrue(page.body().contains("End this login"));
        assertEquals(200, site.server.send("HEAD", link, "", Person.PAGES).status());
        assertEquals(200, ada.get("/dashboard").status());

        Reply pressed = owner.submit(link, Map.of("token", link.substring(link.indexOf('=') + 1)));

        assertEquals(303, pressed.status(), pressed.body());
        assertEquals("/auth/forgot-password", pressed.header("Location"));
        assertTrue(owner.get("/auth/forgot-password").body().contains("That login has ended."));
        assertEquals(303, ada.get("/dashboard").status());
        assertEquals(410, owner.get(link).status());
    }

    @Test
    void the_button_needs_its_token_and_no_login() {
        Person ada = loggedIn("ada");
        String link = endLink();
        String token = link.substring(link.indexOf('=') + 1);
        assertEquals(
                403,
                site.server
                        .post("/auth/end-session", "token=" + token, Person.PAGES, Person.FORM)
                        .status());
        assertEquals(200, ada.get("/dashboard").status());
        Program owner = site.program();
        owner.get("/auth/csrf");
        assertEquals(422, owner.post("/auth/end-session", Map.of("token", "")).status());
        assertEquals(
                204, owner.post("/auth/end-session", Map.of("token", token)).status());
        assertEquals(303, ada.get("/dashboard").status());
    }

    @Test
    void a_reset_makes_the_browser_at_hand_the_only_known_one() {
        Person thief = loggedIn("ada");
        Person owner = site.person();
        owner.submit("/auth/forgot-password", Map.of("email", ADDRESS));
        String link = "/auth/reset-password?token=" + resetToken();
        String chosen = "an entirely different phrase";
        Reply reset = owner.submit(link, Map.of("token", link.substring(link.indexOf('=') + 1), "password", chosen));
        assertEquals(303, reset.status(), reset.body());
        assertFalse(owner.cookies().containsKey(SESSION));
        long before = told();
        assertEquals(
                303,
                owner.submit("/auth/login", Map.of("login", "ada", "password", chosen))
                        .status());
        assertEquals(before, told());
        assertEquals(
                303,
                thief.submit("/auth/login", Map.of("login", "ada", "password", chosen))
                        .status());
        assertEquals(before + 1, told());
    }

    private String resetToken() {
        told();
        return site.test.mailedToken(ADDRESS);
    }

    private static <T> List<T> atOnce(int threads, Callable<T> work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> result : executor.invokeAll(Collections.nCopies(threads, work))) {
                results.add(result.get());
            }
            return results;
        } finally {
            executor.shutdownNow();
        }
    }

    /** Entry 33, for remembered logins. */
    @Test
    void of_64_tabs_that_wake_up_at_once_all_are_let_in_and_a_replay_a_minute_later_ends_the_family() throws Exception {
        site.test.verified("ada");
        Person ada = site.person();
        ada.logInAndBeRemembered("ada");
        String asleep = REMEMBER + "=" + ada.cookies().get(REMEMBER);

        List<Reply> replies = atOnce(64, () -> site.server.get("/dashboard", "Cookie: " + asleep));

        Set<String> sessions = new HashSet<>();
        for (Reply reply : replies) {
            assertEquals("secret page", reply.body());
            ada.cookies().clear();
            reply.all("Set-Cookie").forEach(line -> {
                String[] pair = line.split(";", 2)[0].split("=", 2);
                ada.cookies().put(pair[0], pair[1]);
            });
            sessions.add(ada.cookies().get(SESSION));
        }
        assertEquals(1, sessions.size());
        assertEquals(200, ada.get("/dashboard").status());

        site.test.clock().turn(Duration.ofMinutes(1));
        assertEquals(401, site.server.get("/dashboard", "Cookie: " + asleep).status());

        assertEquals(303, ada.get("/dashboard").status());
        assertTrue(site.test.mails().stream()
                .anyMatch(mail -> mail.subject().equals("A login to your account at Doorward may have been copied")));
    }

    @Test
    void a_stolen_session_cookie_in_another_browser_changes_nothing_without_the_password() {
        site.close();
        site = new Site("", builder -> builder.sessionProtection(SessionProtection.BASIC));
        Person ada = loggedIn("ada");
        String cookie = ada.cookieHeader();
        assertEquals(200, ada.get("/fresh").status());
        String thief = "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
        assertEquals(
                200, site.server.get("/dashboard", cookie, thief, Person.PAGES).status());
        Reply asked = site.server.get("/fresh", cookie, thief, Person.PAGES, "Sec-Fetch-Dest: document");
        assertEquals(303, asked.status());
        assertTrue(asked.header("Location").startsWith("/auth/confirm"), asked.header("Location"));
        assertEquals(200, ada.get("/fresh").status());
    }

    @Test
    void where_protection_is_strong_a_stolen_session_cookie_ends_the_session() {
        site.close();
        site = new Site("", builder -> builder.sessionProtection(SessionProtection.STRONG));
        Person ada = loggedIn("ada");
        assertEquals(200, ada.get("/dashboard").status());
        Reply stolen = site.server.get("/dashboard", ada.cookieHeader(), "User-Agent: curl/8.5.0");
        assertEquals(401, stolen.status());
        assertEquals(303, ada.get("/dashboard").status());
    }

    @Test
    void a_program_gets_the_cookie_with_its_login() {
        site.test.verified("ada");
        Program program = site.program();
        program.logIn("ada");
        assertEquals(55, program.cookies().get(DEVICE).length());
    }
}
