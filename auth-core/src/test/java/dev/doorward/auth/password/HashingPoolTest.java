package dev.doorward.auth.password;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Entry 7 of the threats: a flood of logins takes neither all memory nor everybody's turn. */
@Timeout(30)
class HashingPoolTest {

    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();

    @AfterEach
    void letEverybodyGo() {
        release.countDown();
        callers.shutdownNow();
    }

    @Test
    void two_hundred_parallel_logins_hash_no_more_at_once_than_there_are_threads() throws Exception {
        int logins = 200;
        try (HashingPool pool = new HashingPool(2, 8)) {
            CyclicBarrier together = new CyclicBarrier(logins);
            List<Future<Optional<String>>> answers = new ArrayList<>();
            for (int i = 0; i < logins; i++) {
                String network = "192.0.2." + i;
                answers.add(callers.submit(() -> {
                    together.await();
                    return pool.run(stranger(network), Passwords.LONG, this::hash);
                }));
            }
            // Nothing is done before the latch opens, so all that find no room have to be told so meanwhile.
            awaitAnswers(answers, logins - 2 - 4);
            assertEquals(0, done.get());
            release.countDown();
            int hashed = 0;
            for (Future<Optional<String>> answer : answers) {
                hashed += answer.get().isPresent() ? 1 : 0;
            }
            assertEquals(2 + 4, hashed); // half of the queue is kept for known browsers
            assertEquals(hashed, done.get());
            assertEquals(2, mostAtOnce.get());
        }
    }

    @Test
    void one_network_has_one_hash_at_once_and_a_quarter_of_the_queue() throws Exception {
        int logins = 50;
        try (HashingPool pool = new HashingPool(4, 16)) {
            List<Future<Optional<String>>> answers = submit(pool, "2001:db8::/64", logins);
            awaitAnswers(answers, logins - 1 - 4);
            release.countDown();
            int hashed = 0;
            for (Future<Optional<String>> answer : answers) {
                hashed += answer.get().isPresent() ? 1 : 0;
            }
            assertEquals(1 + 4, hashed);
            assertEquals(1, mostAtOnce.get());
        }
    }

    @Test
    void a_flood_from_one_network_delays_another_by_one_hash() throws Exception {
        try (HashingPool pool = new HashingPool(1, 40)) {
            List<String> order = new ArrayList<>();
            CountDownLatch begun = new CountDownLatch(1);
            List<Future<?>> flood = new ArrayList<>();
            flood.add(callers.submit(() -> pool.run(stranger("flood"), Passwords.LONG, () -> {
                begun.countDown();
                return held(order, "flood");
            })));
            begun.await();
            for (int i = 0; i < 10; i++) {
                flood.add(
                        callers.submit(() -> pool.run(stranger("flood"), Passwords.LONG, () -> held(order, "flood"))));
            }
            awaitSize(pool, 11);
            Future<?> other =
                    callers.submit(() -> pool.run(stranger("other"), Passwords.LONG, () -> held(order, "other")));
            awaitSize(pool, 12);
            release.countDown();
            other.get();
            for (Future<?> one : flood) {
                one.get();
            }
            assertEquals(List.of("flood", "other"), order.subList(0, 2));
            assertEquals(12, order.size());
        }
    }

    /** A flood from everywhere, and the owner's browser. */
    @Test
    void strangers_fill_half_of_the_queue_and_the_rest_is_kept_for_known_browsers() throws Exception {
        try (HashingPool pool = new HashingPool(1, 8)) {
            List<Future<Optional<String>>> strangers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                strangers.addAll(submit(pool, "192.0.2." + i, 1));
            }
            awaitAnswers(strangers, 20 - 1 - 4);
            List<Future<Optional<String>>> known = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Asker owner = Asker.known(account());
                known.add(callers.submit(() -> pool.run(owner, Passwords.LONG, this::hash)));
            }
            awaitSize(pool, 1 + 8);
            release.countDown();
            for (Future<Optional<String>> one : known) {
                assertEquals(Optional.of("hash"), one.get());
            }
            for (Future<Optional<String>> one : strangers) {
                one.get();
            }
            assertEquals(0, pool.size());
        }
    }

    /** Whoever has one account has fifty browsers that are known, and as many networks as they like. */
    @Test
    void browsers_of_one_account_have_one_hash_at_once_and_three_places() throws Exception {
        try (HashingPool pool = new HashingPool(1, 16)) {
            AccountId mallory = account();
            List<Future<Optional<String>>> many = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                Asker browser = Asker.known(mallory);
                many.add(callers.submit(() -> pool.run(browser, Passwords.LONG, this::hash)));
            }
            awaitAnswers(many, 32 - 3);
            Asker owner = Asker.known(account());
            Future<Optional<String>> known = callers.submit(() -> pool.run(owner, Passwords.LONG, this::hash));
            Future<Optional<String>> stranger =
                    callers.submit(() -> pool.run(stranger("198.51.100.1"), Passwords.LONG, this::hash));
            awaitSize(pool, 3 + 2);
            release.countDown();
            assertEquals(Optional.of("hash"), known.get());
            assertEquals(Optional.of("hash"), stranger.get());
            assertEquals(1, mostAtOnce.get());
        }
    }

    /** Sixteen accounts with three places each would keep the other accounts of a whole company out. */
    @Test
    void who_stands_behind_another_of_an_account_gives_way_to_an_account_that_has_no_place() throws Exception {
        try (HashingPool pool = new HashingPool(1, 8)) {
            AccountId mallory = account();
            AccountId trudy = account();
            List<Future<Optional<String>>> firsts = new ArrayList<>();
            List<Future<Optional<String>>> behind = new ArrayList<>();
            firsts.add(submitKnown(pool, mallory, 1));
            behind.add(submitKnown(pool, mallory, 2));
            behind.add(submitKnown(pool, mallory, 3));
            firsts.add(submitKnown(pool, trudy, 4));
            behind.add(submitKnown(pool, trudy, 5));
            for (int i = 0; i < 3; i++) {
                firsts.add(submitKnown(pool, account(), 5));
                Future<Optional<String>> last = behind.get(2 - i);
                await(last::isDone);
            }
            assertEquals(Optional.empty(), pool.run(Asker.known(account()), Passwords.LONG, this::hash));
            release.countDown();
            for (Future<Optional<String>> first : firsts) {
                assertEquals(Optional.of("hash"), first.get());
            }
            for (Future<Optional<String>> one : behind) {
                assertEquals(Optional.empty(), one.get());
            }
        }
    }

    /** Whoever has a hundred accounts has a hundred browsers that are known. */
    @Test
    void known_browsers_fill_half_of_the_queue_and_the_rest_is_kept_for_strangers() throws Exception {
        try (HashingPool pool = new HashingPool(1, 8)) {
            List<Future<Optional<String>>> known = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Asker browser = Asker.known(account());
                known.add(callers.submit(() -> pool.run(browser, Passwords.LONG, this::hash)));
            }
            awaitAnswers(known, 20 - 1 - 4);
            List<Future<Optional<String>>> strangers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                strangers.addAll(submit(pool, "198.51.100." + i, 1));
            }
            awaitSize(pool, 1 + 8);
            release.countDown();
            for (Future<Optional<String>> one : strangers) {
                assertEquals(Optional.of("hash"), one.get());
            }
        }
    }

    /** Kept places are worth nothing to whoever reaches the deadline in them. */
    @Test
    void known_browsers_and_strangers_are_taken_in_turn_and_neither_waits_for_the_others_queue() throws Exception {
        try (HashingPool pool = new HashingPool(1, 16)) {
            List<String> order = new ArrayList<>();
            CountDownLatch begun = new CountDownLatch(1);
            List<Future<?>> all = new ArrayList<>();
            all.add(callers.submit(() -> pool.run(stranger("192.0.2.100"), Passwords.LONG, () -> {
                begun.countDown();
                return held(order, "stranger");
            })));
            begun.await();
            for (int i = 0; i < 4; i++) {
                Asker stranger = stranger("192.0.2." + i);
                all.add(callers.submit(() -> pool.run(stranger, Passwords.LONG, () -> held(order, "stranger"))));
            }
            awaitSize(pool, 1 + 4);
            for (int i = 0; i < 4; i++) {
                Asker known = Asker.known(account());
                all.add(callers.submit(() -> pool.run(known, Passwords.LONG, () -> held(order, "known"))));
            }
            awaitSize(pool, 1 + 4 + 4);
            release.countDown();
            for (Future<?> one : all) {
                one.get();
            }
            for (int i = 0; i < 9; i++) {
                assertEquals(i % 2 == 0 ? "stranger" : "known", order.get(i), order::toString);
            }
        }
    }

    /** Waits until it is admitted. */
    private Future<Optional<String>> submitKnown(HashingPool pool, AccountId account, int size) {
        Asker browser = Asker.known(account);
        Future<Optional<String>> answer = callers.submit(() -> pool.run(browser, Passwords.LONG, this::hash));
        awaitSize(pool, size);
        return answer;
    }

    private static Asker stranger(String address) {
        return Asker.stranger(new Client(address, "browser"));
    }

    private static AccountId account() {
        return AccountId.of(UUID.randomUUID());
    }

    @Test
    void what_is_not_begun_by_the_deadline_is_never_hashed() throws Exception {
        try (HashingPool pool = new HashingPool(1, 8)) {
            CountDownLatch begun = new CountDownLatch(1);
            Future<Optional<String>> first = callers.submit(() -> pool.run(stranger("a"), Passwords.LONG, () -> {
                begun.countDown();
                return hash();
            }));
            begun.await();
            assertEquals(Optional.empty(), pool.run(stranger("a"), Duration.ZERO, this::hash));
            assertEquals(Optional.empty(), pool.run(stranger("b"), Duration.ZERO, this::hash));
            assertEquals(Optional.empty(), pool.run(stranger("b"), Duration.ZERO, this::hash));
            assertFalse(first.isDone());
            release.countDown();
            assertEquals(Optional.of("hash"), first.get());
            assertEquals(1, done.get());
        }
    }

    @Test
    void what_was_given_up_leaves_its_place_to_others() throws Exception {
        try (HashingPool pool = new HashingPool(1, 2)) {
            CountDownLatch begun = new CountDownLatch(1);
            Future<Optional<String>> first = callers.submit(() -> pool.run(stranger("a"), Passwords.LONG, () -> {
                begun.countDown();
                return hash();
            }));
            begun.await();
            for (int i = 0; i < 100; i++) {
                assertEquals(Optional.empty(), pool.run(stranger("network" + i), Duration.ZERO, this::hash));
            }
            release.countDown();
            first.get();
        }
        try (HashingPool pool = new HashingPool(1, 2)) {
            for (int i = 0; i < 100; i++) {
                assertEquals(Optional.of("hash"), pool.run(stranger("a"), Passwords.LONG, this::hash));
            }
        }
    }

    @Test
    void a_caller_that_is_interrupted_takes_its_work_back() throws Exception {
        try (HashingPool pool = new HashingPool(1, 8)) {
            CountDownLatch begun = new CountDownLatch(1);
            Future<?> first = callers.submit(() -> pool.run(stranger("a"), Passwords.LONG, () -> {
                begun.countDown();
                return hash();
            }));
            begun.await();
            Thread.currentThread().interrupt();
            assertEquals(Optional.empty(), pool.run(stranger("b"), Passwords.LONG, this::hash));
            assertTrue(Thread.interrupted());
            release.countDown();
            first.get();
            assertEquals(1, done.get());
        }
    }

    @Test
    void work_that_fails_is_an_outage_for_its_caller_and_for_nobody_else() {
        try (HashingPool pool = new HashingPool(1, 1)) {
            OutOfMemoryError cause = new OutOfMemoryError("native");
            Supplier<String> failing = () -> {
                throw cause;
            };
            for (int i = 0; i < 10; i++) {
                assertSame(
                        cause,
                        assertThrows(
                                        IllegalStateException.class,
                                        () -> pool.run(stranger("a"), Passwords.LONG, failing))
                                .getCause());
            }
            assertEquals(Optional.of("fine"), pool.run(stranger("a"), Passwords.LONG, () -> "fine"));
        }
    }

    @Test
    void closing_ends_the_threads_and_answers_who_waits() throws Exception {
        HashingPool pool = new HashingPool(1, 8);
        CountDownLatch begun = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        Future<Optional<String>> first = callers.submit(() -> pool.run(stranger("a"), Passwords.LONG, () -> {
            threads.add(Thread.currentThread());
            begun.countDown();
            return hash();
        }));
        begun.await();
        List<Future<Optional<String>>> waiting = submit(pool, "b", 2);
        Future<?> closing = callers.submit(pool::close);
        assertEquals(Optional.empty(), waiting.get(0).get());
        assertEquals(Optional.empty(), waiting.get(1).get());
        release.countDown();
        closing.get();
        assertEquals(Optional.of("hash"), first.get());
        assertFalse(threads.get(0).isAlive());
        assertTrue(threads.get(0).isDaemon());
        assertEquals(Optional.empty(), pool.run(stranger("c"), Passwords.LONG, this::hash));
        assertEquals(1, done.get());
    }

    @Test
    void a_pool_without_threads_or_queue_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> new HashingPool(0, 1));
        assertThrows(IllegalArgumentException.class, () -> new HashingPool(1, 0));
    }

    /** Stands for a hash: counts who is at it at once, and takes until the latch opens. */
    private String hash() {
        mostAtOnce.accumulateAndGet(running.incrementAndGet(), Math::max);
        awaitRelease();
        running.decrementAndGet();
        done.incrementAndGet();
        return "hash";
    }

    private String held(List<String> order, String name) {
        awaitRelease();
        order.add(name);
        return name;
    }

    private void awaitRelease() {
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Future<Optional<String>>> submit(HashingPool pool, String network, int times) {
        List<Future<Optional<String>>> answers = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            answers.add(callers.submit(() -> pool.run(stranger(network), Passwords.LONG, this::hash)));
        }
        return answers;
    }

    private void awaitAnswers(List<Future<Optional<String>>> answers, int expected) {
        await(() -> answers.stream().filter(Future::isDone).count() >= expected);
        assertEquals(expected, answers.stream().filter(Future::isDone).count());
    }

    private void awaitSize(HashingPool pool, int expected) {
        await(() -> pool.size() >= expected);
    }

    /**
     * Until it is so; the timeout of this class ends a wait for what never comes, and a pool is not closed before what
     * it has begun is done.
     */
    private void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            if (Thread.interrupted()) {
                release.countDown();
                fail("waited in vain");
            }
            Thread.onSpinWait();
        }
    }
}
