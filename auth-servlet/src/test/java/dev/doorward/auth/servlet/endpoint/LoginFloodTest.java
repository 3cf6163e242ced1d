package dev.doorward.auth.servlet.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.password.Argon2Parameters;
import dev.doorward.auth.servlet.server.Reply;
import dev.doorward.auth.testing.TestDoorward;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Memory and time for Argon2 are bounded, whoever asks and however many. */
final class LoginFloodTest {
    private static final int FLOOD = 200;
    private static final int CORES = Runtime.getRuntime().availableProcessors();
    /** Of the queue, as PasswordHasher's defaults have it. */
    private static final int PLACES = Math.min(32 * CORES, 96);

    /** Holds up the hashes of registrations, on the hashing threads, where they draw their salt. */
    private static final class Brake extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private final transient CountDownLatch held = new CountDownLatch(CORES);
        private final transient CountDownLatch released = new CountDownLatch(1);
        private volatile boolean on;

        @Override
        public void nextBytes(byte[] bytes) {
            if (on && Thread.currentThread().getName().startsWith("doorward-hashing")) {
                held.countDown();
                try {
                    released.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            super.nextBytes(bytes);
        }
    }

    @Test
    void two_hundred_wrong_logins_take_no_more_threads_and_nobody_elses_answers() throws Exception {
        Brake brake = new Brake();
        ExecutorService clients = Executors.newCachedThreadPool();
        try (Site site = new Site(
                "", builder -> builder.hashing(Argon2Parameters.STANDARD).random(brake))) {
            Person ada = site.loggedIn("ada");
            brake.on = true;
            List<Future<Reply>> registrations = new ArrayList<>();
            for (int i = 0; i < CORES; i++) {
                String name = "newcomer" + i;
                String address = "127.1.0." + (i + 1);
                registrations.add(clients.submit(() -> site.server.from(
                        address,
                        post(
                                "/auth/register",
                                "{\"username\":\"" + name + "\",\"email\":\"" + name + "@example.com\",\"password\":\""
                                        + TestDoorward.PASSWORD + "\"}"))));
            }
            brake.held.await();

            ExecutorCompletionService<Reply> flood = new ExecutorCompletionService<>(clients);
            for (int i = 0; i < FLOOD; i++) {
                String address = "127.2.0." + (i + 1);
                Callable<Reply> wrong = () -> site.server.from(
                        address, post("/auth/login", "{\"login\":\"ada\",\"password\":\"a wrong password\"}"));
                flood.submit(wrong);
            }
            // What finds no room is told so while everything else is still held.
            int excess = FLOOD - PLACES;
            for (int i = 0; i < excess; i++) {
                Reply refused = Contract.holds(flood.take().get());
                assertEquals(503, refused.status());
                assertEquals("busy", Program.code(refused));
                assertTrue(Integer.parseInt(refused.header("Retry-After")) >= 1);
            }
            // And so are those who are logged in already.
            assertEquals("secret page", ada.get("/dashboard").body());
            assertEquals(200, ada.get("/auth/account").status());
            assertEquals(200, site.person().get("/auth/login").status());

            // The owner, who is known, has a place that strangers cannot fill.
            String token = ada.token("/auth/account/password");
            Future<Reply> change = clients.submit(() -> ada.send(
                    "/auth/account/password",
                    Map.of("current_password", TestDoorward.PASSWORD, "password", "quite another passphrase"),
                    token));

            brake.released.countDown();
            AtomicBoolean over = new AtomicBoolean();
            Future<Set<String>> watch = clients.submit(() -> hashingThreads(over));
            for (int i = excess; i < FLOOD; i++) {
                int status = Contract.holds(flood.take().get()).status();
                // What has waited for its five seconds is given up.
                assertTrue(Set.of(401, 503).contains(status), () -> "status " + status);
            }
            over.set(true);
            for (Future<Reply> registration : registrations) {
                assertEquals(201, registration.get().status());
            }
            assertEquals(303, change.get().status());
            Set<String> hashing = watch.get();
            assertTrue(hashing.size() <= CORES, hashing.toString());
            assertTrue(hashing.stream().allMatch(name -> name.startsWith("doorward-hashing-")), hashing.toString());
            assertEquals("secret page", ada.get("/dashboard").body());
        } finally {
            clients.shutdownNow();
        }
    }

    /** Every thread that was ever seen inside Argon2. */
    private static Set<String> hashingThreads(AtomicBoolean over) {
        Set<String> names = new TreeSet<>();
        while (!over.get()) {
            for (Map.Entry<Thread, StackTraceElement[]> thread :
                    Thread.getAllStackTraces().entrySet()) {
                for (StackTraceElement frame : thread.getValue()) {
                    if (frame.getClassName().endsWith(".NativeArgon2")) {
                        names.add(thread.getKey().getName());
                    }
                }
            }
        }
        return names;
    }

    private static String post(String path, String json) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + Program.JSON + "\r\nContent-Length: "
                + json.length() + "\r\nConnection: close\r\n\r\n" + json;
    }
}
