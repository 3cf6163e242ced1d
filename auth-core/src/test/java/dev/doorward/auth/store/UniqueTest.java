package dev.doorward.auth.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.BeforeEach;

class UniqueTest {
    private static final String USERNAME = "auth_account_username_key";
    private static final String EMAIL = "auth_account_email_key";

    private Database database;

    @BeforeEach
    void open(Database database) {
        this.database = database;
    }

    @BothDatabases
    void a_free_value_is_written() {
        assertEquals(Optional.empty(), register("ada", "ada@example.com"));
        assertEquals(1, count());
    }

    @BothDatabases
    void the_violated_constraint_is_named() {
        register("ada", "ada@example.com");

        assertEquals(Optional.of(USERNAME), register("ada", "other@example.com"));
        assertEquals(Optional.of(EMAIL), register("other", "ada@example.com"));
        assertEquals(1, count());
    }

    @BothDatabases
    void somebody_called_like_a_constraint_does_not_choose_which_one_is_reported() {
        register(EMAIL, USERNAME + "@example.com");

        assertEquals(Optional.of(USERNAME), register(EMAIL, "other@example.com"));
        assertEquals(Optional.of(EMAIL), register("other", USERNAME + "@example.com"));
    }

    @BothDatabases
    void the_transaction_goes_on_without_the_refused_row() {
        register("ada", "ada@example.com");

        database.useTransaction(handle -> {
            insert(handle, "bob", "bob@example.com").run();
            Unique.violated(handle, insert(handle, "ada", "eve@example.com"), USERNAME, EMAIL);
            insert(handle, "cleo", "cleo@example.com").run();
        });

        assertEquals(
                List.of("ada", "bob", "cleo"),
                database.read(handle -> handle.createQuery("select username from {s}auth_account order by username")
                        .mapTo(String.class)
                        .list()));
    }

    @BothDatabases
    void a_violation_of_another_constraint_propagates() {
        register("ada", "ada@example.com");

        assertThrows(
                DatabaseException.class,
                () -> database.useTransaction(
                        handle -> Unique.violated(handle, insert(handle, "ada", "other@example.com"), EMAIL)));
    }

    @BothDatabases
    void a_failure_that_is_no_violation_propagates() {
        assertThrows(
                DatabaseException.class,
                () -> database.useTransaction(handle ->
                        Unique.violated(handle, insert(handle, "a".repeat(33), "a@example.com"), USERNAME, EMAIL)));
    }

    @BothDatabases
    void outside_a_transaction_it_is_misuse() {
        assertThrows(
                IllegalStateException.class,
                () -> database.read(
                        handle -> Unique.violated(handle, insert(handle, "ada", "ada@example.com"), USERNAME, EMAIL)));
    }

    @BothDatabases
    void of_64_threads_that_insert_the_same_value_one_wins_and_63_are_told() throws Exception {
        CyclicBarrier together = new CyclicBarrier(64);
        List<Callable<Optional<String>>> attempts = Stream.<Callable<Optional<String>>>generate(() -> () -> {
                    together.await();
                    return register("ada", UUID.randomUUID() + "@example.com");
                })
                .limit(64)
                .toList();

        List<Optional<String>> outcomes = inParallel(attempts);

        assertEquals(1, Collections.frequency(outcomes, Optional.empty()));
        assertEquals(63, Collections.frequency(outcomes, Optional.of(USERNAME)));
        assertEquals(1, count());
    }

    private static <T> List<T> inParallel(List<Callable<T>> attempts) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(attempts.size());
        try {
            List<Future<T>> futures = attempts.stream().map(threads::submit).toList();
            List<T> outcomes = new ArrayList<>();
            for (Future<T> future : futures) {
                outcomes.add(future.get());
            }
            return outcomes;
        } finally {
            threads.shutdownNow();
        }
    }

    private Optional<String> register(String username, String email) {
        return database.inTransaction(
                handle -> Unique.violated(handle, insert(handle, username, email), USERNAME, EMAIL));
    }

    private static Runnable insert(Handle handle, String username, String email) {
        return () -> handle.createUpdate("""
                        insert into {s}auth_account
                            (id, username, username_key, email, email_key, email_verified, status, epoch, created_at)
                        values (:id, :username, :username, :email, :email, false, 'active', 1, :now)
                        """)
                .bind("id", UUID.randomUUID())
                .bind("username", username)
                .bind("email", email)
                .bind("now", Instant.EPOCH)
                .execute();
    }

    private int count() {
        return database.read(handle -> handle.createQuery("select count(*) from {s}auth_account")
                .mapTo(int.class)
                .one());
    }
}
