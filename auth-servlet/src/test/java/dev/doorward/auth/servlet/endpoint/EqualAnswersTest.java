package dev.doorward.auth.servlet.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.account.EmailVerification;
import dev.doorward.auth.servlet.server.Reply;
import dev.doorward.auth.testing.TestDoorward;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nobody learns from an answer, nor from its time, whether an address has an account. */
final class EqualAnswersTest {
    private static final int REQUESTS = 200;

    /** On a busy machine a measurement may fail by chance; what differs in truth differs each time. */
    private static final int ATTEMPTS = 5;

    private final Site site = new Site("", builder -> builder.emailVerification(EmailVerification.REQUIRED));
    private int registrations;

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    void a_known_and_an_unknown_address_get_the_same_answer() {
        site.test.registered("ada");
        UnaryOperator<String> mail = email -> "{\"email\":\"" + email + "\"}";

        assertSame(email -> site.program().post("/auth/forgot-password", mail.apply(email)));
        assertSame(email -> site.program().post("/auth/verify-email/resend", mail.apply(email)));
        assertSame(email -> site.program().post("/auth/register", registration(email)));
        assertSame(email -> site.person().submit("/auth/forgot-password", Map.of("email", email)));
        assertSame(email -> site.person().submit("/auth/verify-email/resend", Map.of("email", email)));
        assertSame(email -> site.person().submit("/auth/register", registration(email)));
    }

    @Test
    void a_known_and_an_unknown_new_address_get_the_same_answer() {
        site.test.registered("ada");
        site.test.registered("grace");
        Person grace = site.person();
        grace.logIn("grace");

        assertSame(email ->
                grace.submit("/auth/account/email", Map.of("email", email, "password", TestDoorward.PASSWORD)));
    }

    @Test
    void a_forgotten_password_takes_as_long_for_an_address_that_nobody_has() {
        site.test.registered("ada");
        assertTakesAsLong("/auth/forgot-password", this::mail);
    }

    @Test
    void another_mail_takes_as_long_for_an_address_that_nobody_has() {
        site.test.registered("ada");
        assertTakesAsLong("/auth/verify-email/resend", this::mail);
    }

    @Test
    void a_registration_takes_as_long_for_an_address_that_somebody_has() {
        site.test.registered("ada");
        assertTakesAsLong("/auth/register", (known, number) -> registration(address(known, number)));
    }

    /** The body of one request. */
    @FunctionalInterface
    private interface Body {
        Map<String, String> of(boolean known, int number);
    }

    private Map<String, String> mail(boolean known, int number) {
        return Map.of("email", address(known, number));
    }

    private static String address(boolean known, int number) {
        // Of one length, so that nothing but the account is different.
        return known ? "ada@example.com" : String.format(Locale.ROOT, "n%02d@example.com", number % 100);
    }

    private Map<String, String> registration(String email) {
        registrations++;
        return Map.of("username", "newcomer" + registrations, "email", email, "password", TestDoorward.PASSWORD);
    }

    private static void assertSame(Function<String, Reply> request) {
        Reply known = request.apply("ada@example.com");
        Reply unknown = request.apply("bob@example.com");

        assertEquals(known.status(), unknown.status(), known.body() + unknown.body());
        assertTrue(known.status() < 400, known.body());
        assertEquals(known.body(), unknown.body());
        assertEquals(headers(known), headers(unknown));
    }

    /** Without what differs from answer to answer anyway. */
    private static Map<String, List<String>> headers(Reply reply) {
        Map<String, List<String>> headers = new TreeMap<>();
        for (String line : reply.headers()) {
            String name = line.substring(0, line.indexOf(':'));
            if (name.equalsIgnoreCase("Date") || name.equalsIgnoreCase("X-Request-Id")) {
                continue;
            }
            headers.put(
                    name,
                    reply.all(name).stream()
                            .map(value -> name.equalsIgnoreCase("Set-Cookie") ? cookieWithLength(value) : value)
                            .toList());
        }
        return headers;
    }

    /** The value is random, but its length must not tell. */
    private static String cookieWithLength(String cookie) {
        int equals = cookie.indexOf('=');
        int end = cookie.indexOf(';');
        return cookie.substring(0, equals) + "=" + (end - equals) + cookie.substring(end);
    }

    private void assertTakesAsLong(String path, Body body) {
        Map<Integer, String> tried = new LinkedHashMap<>();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            long[] known = new long[REQUESTS];
            long[] unknown = new long[REQUESTS];
            for (int i = 0; i < REQUESTS; i++) {
                boolean first = i % 2 == 0;
                int number = i;
                IntFunction<long[]> times = turn -> turn == 0 == first ? known : unknown;
                for (int turn = 0; turn < 2; turn++) {
                    times.apply(turn)[i] = nanos(path, body.of(turn == 0 == first, number));
                }
            }
            double ratio = (double) median(known) / median(unknown);
            tried.put(attempt, median(known) / 1000 + " and " + median(unknown) / 1000 + " microseconds");
            if (ratio > 0.95 && ratio < 1 / 0.95) {
                return;
            }
        }
        throw new AssertionError("known and unknown differ: " + tried);
    }

    private long nanos(String path, Map<String, String> body) {
        Program program = site.program();
        long start = System.nanoTime();
        Reply reply = program.post(path, body);
        long end = System.nanoTime();
        assertEquals(202, reply.status(), reply.body());
        return end - start;
    }

    private static long median(long[] times) {
        long[] sorted = times.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
