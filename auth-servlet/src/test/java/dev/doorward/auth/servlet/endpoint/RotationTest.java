package dev.doorward.auth.servlet.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.secret.KeyRotation;
import dev.doorward.auth.servlet.server.Reply;
import dev.doorward.auth.testing.TestClock;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys change under a site in use. */
final class RotationTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    Path directory;

    @Test
    void no_request_of_a_logged_in_client_fails_while_keys_rotate() throws Exception {
        Path file = directory.resolve("keys.json");
        TestClock clock = new TestClock(Instant.parse("2026-11-20T12:00:00Z"));
        KeyRing ring = KeyRing.readOrCreate(file, RANDOM, clock);
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService client = Executors.newSingleThreadExecutor();
        try (Site site = new Site("", builder -> builder.keys(ring).clock(clock))) {
            Person ada = site.loggedIn("ada");
            String cookies = ada.cookieHeader();
            // A form that was opened before the rotation, to be sent after it.
            String token = ada.token("/auth/logout");
            Future<Integer> polls = client.submit(() -> {
                int requests = 0;
                while (!stop.get()) {
                    Reply reply = site.server.get("/auth/account", "Accept: application/json", cookies);
                    assertEquals(200, reply.status(), reply.body());
                    requests++;
                }
                return requests;
            });
            KeyRotation rotation = new KeyRotation(file, RANDOM, clock);
            for (int i = 0; i < 2; i++) {
                rotation.rotate();
                ring.refresh();
                for (int minutes = 0; minutes < 11; minutes++) {
                    clock.turn(Duration.ofMinutes(1));
                    assertEquals(200, site.server.get("/dashboard", cookies).status());
                }
            }
            stop.set(true);
            assertTrue(polls.get() > 0);
            assertEquals(3, ring.current());
            Reply reply = site.server.post("/auth/logout", "_csrf=" + token, Person.PAGES, Person.FORM, cookies);
            assertEquals(303, reply.status(), reply.body());
        } finally {
            stop.set(true);
            client.shutdown();
        }
    }
}
