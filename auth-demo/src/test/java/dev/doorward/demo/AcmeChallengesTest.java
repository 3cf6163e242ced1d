package dev.doorward.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the HTTP port answers to whoever asks for a challenge. */
class AcmeChallengesTest {
    private static final String TOKEN = "evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA";
    private static final String AUTHORIZATION = TOKEN + ".9jg46WB3rR_AHD-EBXdN7cBkH1WOu0tA3M9fm21mqTI";
    private static final String PATH = "/.well-known/acme-challenge/";

    @TempDir
    static Path directory;

    private static RunningServer running;

    @BeforeAll
    static void start() throws Exception {
        running = RunningServer.with(directory, Map.of());
    }

    @AfterAll
    static void stop() throws Exception {
        running.close();
    }

    private static AcmeChallenges challenges() {
        return running.server.challenges();
    }

    private static String asked(String method, String target) throws Exception {
        return running.sendRawInTheClear(
                method + " " + target + " HTTP/1.1\r\nHost: app.example\r\nConnection: close\r\n\r\n");
    }

    @Test
    void a_challenge_is_answered_while_it_is_open_and_never_afterwards() throws Exception {
        try (AcmeChallenges.Open open = challenges().open(TOKEN, AUTHORIZATION)) {
            String answer = asked("GET", PATH + TOKEN);
            assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
            assertTrue(answer.endsWith("\r\n\r\n" + AUTHORIZATION), answer);
            String head = asked("HEAD", PATH + TOKEN);
            assertTrue(head.startsWith("HTTP/1.1 200 ") && head.endsWith("\r\n\r\n"), head);
        }
        String answer = asked("GET", PATH + TOKEN);
        assertTrue(answer.startsWith("HTTP/1.1 308 "), answer);
        assertFalse(answer.contains(AUTHORIZATION));
    }

    @Test
    void what_is_not_the_very_path_of_an_open_challenge_is_answered_as_any_other() throws Exception {
        try (AcmeChallenges.Open open = challenges().open(TOKEN, AUTHORIZATION)) {
            for (String target : List.of(
                    PATH,
                    PATH + TOKEN.toLowerCase(java.util.Locale.ROOT),
                    PATH + TOKEN + "/",
                    PATH + TOKEN + ".",
                    PATH + TOKEN + "?a",
                    PATH + TOKEN.substring(1),
                    PATH + "x",
                    "/" + PATH + TOKEN,
                    "/.well-known/acme-challenge" + TOKEN,
                    PATH + "../../../etc/passwd",
                    PATH + "..%2f..%2fdata%2fkeys.json",
                    PATH + "%2e%2e/" + TOKEN,
                    PATH + "..;/" + TOKEN,
                    PATH + TOKEN + "%00",
                    PATH + TOKEN + "\\..\\x")) {
                String answer = asked("GET", target);
                assertTrue(answer.startsWith("HTTP/1.1 308 ") || answer.startsWith("HTTP/1.1 400 "), answer);
                assertFalse(answer.contains(AUTHORIZATION), target);
            }
            for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS", "TRACE")) {
                String answer = asked(method, PATH + TOKEN);
                assertTrue(answer.startsWith("HTTP/1.1 403 "), answer);
            }
        }
    }

    @Test
    void nothing_is_answered_over_tls() throws Exception {
        try (AcmeChallenges.Open open = challenges().open(TOKEN, AUTHORIZATION)) {
            assertEquals(
                    404, running.get(running.server.baseUrl() + PATH + TOKEN).statusCode());
        }
    }

    @Test
    void a_token_that_is_none_is_not_opened() {
        for (String token : List.of("", "short", TOKEN + "/..", "../../../etc/passwd-aaaaaaaaaaaa", "a".repeat(300))) {
            assertThrows(IllegalArgumentException.class, () -> challenges().open(token, AUTHORIZATION), token);
        }
    }
}
