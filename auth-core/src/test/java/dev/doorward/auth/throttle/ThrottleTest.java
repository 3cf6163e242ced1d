package dev.doorward.auth.throttle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.fixture.Together;
import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.secret.Rings;
import dev.doorward.auth.store.BothDatabases;
import dev.doorward.auth.store.Database;
import dev.doorward.auth.store.SqlTap;
import dev.doorward.auth.store.TestDatabase;
import dev.doorward.auth.testing.TestClock;
import dev.doorward.auth.throttle.Reservation.Consequence;
import dev.doorward.auth.throttle.Reservation.Granted;
import dev.doorward.auth.throttle.Reservation.Refused;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

final class ThrottleTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Subject HERE = network("192.0.2.1");
    private static final Subject THERE = network("192.0.2.2");
    private static final Subject ADA = Subject.identifier("ada");
    private static final Subject ADAS_ADDRESS = Subject.identifier("ada@example.com");

    private final TestClock clock = new TestClock(Instant.parse("2026-11-20T12:00:00Z"));
    private final SecureRandom random = new SecureRandom();
    private final AccountId id = AccountId.random(clock, random);
    private final Subject account = Subject.account(id);
    private final SortedMap<Integer, byte[]> roots = Rings.keys(1);
    private SqlTap tap;
    private Database database;
    private Throttle throttle;

    @BeforeEach
    void open(TestDatabase given) {
        tap = new SqlTap(given.settings());
        database = Database.over(tap.dataSource(), "doorward");
        throttle = throttle(Limits.standard());
    }

    @AfterEach
    void close() {
        tap.close();
    }

    private Throttle throttle(Limits limits) {
        return throttle(limits, Rings.of(roots));
    }

    private Throttle throttle(Limits limits, KeyRing keys) {
        return new Throttle(database, keys, limits, clock);
    }

    private static Subject network(String address) {
        return Subject.network(new Client(address, "browser"));
    }

    private static Limits limits(LimitName name, String limit) {
        return Limits.standard().with(name, Limit.parse(limit));
    }

    private int taken(Throttle by, LimitName name, Subject... subjects) {
        int taken = 0;
        while (by.take(name, subjects).isEmpty()) {
            taken++;
        }
        return taken;
    }

    private static Granted granted(Reservation reservation) {
        return assertInstanceOf(Granted.class, reservation);
    }

    private static Refused refused(Reservation reservation) {
        return assertInstanceOf(Refused.class, reservation);
    }

    private Reservation login(Subject identifier) {
        return throttle.reserveLogin(HERE, identifier, account);
    }

    private List<String> failureRows() {
        return database.read(
                handle -> handle.createQuery("select id, recent, consecutive from {s}auth_failure order by id")
                        .map((row, context) -> row.getString(1) + " " + row.getInt(2) + " " + row.getInt(3))
                        .list());
    }

    private long rows(String table) {
        return database.read(handle -> handle.createQuery("select count(*) from {s}" + table)
                .mapTo(Long.class)
                .one());
    }

    @BothDatabases
    void as_many_as_the_limit_says_are_admitted_and_then_one_each_time_one_has_come_back() {
        assertEquals(20, taken(throttle, LimitName.REGISTRATION, HERE));
        Duration wait = throttle.take(LimitName.REGISTRATION, HERE).orElseThrow();
        assertEquals(180, wait.toSeconds());
        clock.turn(wait);
        assertEquals(1, taken(throttle, LimitName.REGISTRATION, HERE));
        clock.turn(Duration.ofHours(1));
        assertEquals(20, taken(throttle, LimitName.REGISTRATION, HERE));
        assertEquals(20, taken(throttle, LimitName.REGISTRATION, THERE));
    }

    @BothDatabases
    void what_is_taken_silently_costs_the_same_and_is_taken_from_all_or_none() {
        Subject address = Subject.identifier("ada@example.com");
        Budget[] budgets = {new Budget(LimitName.RESEND, address), new Budget(LimitName.MAILS, address)};
        List<String> first = tap.recorded(() -> assertTrue(takenSilently(true, budgets)));
        for (int i = 1; i < 5; i++) {
            assertEquals(first, tap.recorded(() -> assertFalse(takenSilently(false, budgets))));
            assertTrue(takenSilently(true, budgets));
        }
        List<String> spent = tap.recorded(() -> assertFalse(takenSilently(true, budgets)));
        assertEquals(first, spent);
        assertEquals(15, taken(throttle, LimitName.MAILS, address));
    }

    private boolean takenSilently(boolean wanted, Budget... budgets) {
        return database.inTransaction(handle -> throttle.takeSilently(handle, wanted, budgets));
    }

    @BothDatabases
    void what_is_taken_silently_is_not_taken_where_what_it_was_for_is_not_written() {
        Budget budget = new Budget(LimitName.RESET, Subject.identifier("ada@example.com"));
        for (int i = 0; i < 10; i++) {
            database.useTransaction(handle -> {
                assertTrue(throttle.takeSilently(handle, true, budget));
                handle.rollback();
            });
        }
        assertTrue(takenSilently(true, budget));
    }

    @BothDatabases
    void of_64_at_once_that_take_silently_as_many_get_it_as_the_limit_says() {
        Budget budget = new Budget(LimitName.RESET, Subject.identifier("ada@example.com"));
        List<Boolean> taken = Together.run(64, i -> takenSilently(true, budget));
        assertEquals(5, taken.stream().filter(Boolean::booleanValue).count());
    }

    /** A window that begins somewhere is two windows to whoever waits for its edge. */
    @BothDatabases
    void nobody_gets_two_windows_within_one() {
        int admitted = 0;
        for (int second = 0; second < 60; second++) {
            admitted += taken(throttle, LimitName.LOGIN, HERE);
            clock.turn(Duration.ofSeconds(1));
        }
        assertEquals(59, admitted); // 30 at once, and then one each two seconds
    }

    /** CVE-2024-4629, CVE-2019-5421. The first row is made by the race itself. */
    @BothDatabases
    void of_64_at_once_on_two_nodes_as_many_are_admitted_as_the_limit_says() {
        Throttle one = throttle(limits(LimitName.LOGIN, "5/1h"));
        Throttle other = throttle(limits(LimitName.LOGIN, "5/1h"));
        List<Optional<Duration>> waits =
                Together.run(64, i -> (i % 2 == 0 ? one : other).take(LimitName.LOGIN, HERE, ADA));
        assertEquals(5, waits.stream().filter(Optional::isEmpty).count());
    }

    @BothDatabases
    void who_is_refused_by_one_budget_takes_nothing_from_another() {
        taken(throttle, LimitName.RESET, ADA);
        assertTrue(throttle.take(LimitName.RESET, HERE, ADA).isPresent());
        assertTrue(throttle.take(LimitName.RESET, ADA, HERE).isPresent());
        assertEquals(5, taken(throttle, LimitName.RESET, HERE));
    }

    @BothDatabases
    void who_is_refused_holds_no_lock_and_writes_nothing() {
        taken(throttle, LimitName.RESET, HERE);
        List<String> asked = tap.recorded(() -> throttle.take(LimitName.RESET, HERE));
        assertTrue(
                asked.stream().noneMatch(sql -> sql.startsWith("update") || sql.startsWith("insert")), asked::toString);
        for (int i = 0; i < 5; i++) {
            login(ADA);
        }
        asked = tap.recorded(() -> login(ADA));
        assertTrue(
                asked.stream().noneMatch(sql -> sql.startsWith("update") || sql.startsWith("insert")), asked::toString);
    }

    @BothDatabases
    void opposite_orders_do_not_wait_for_each_other_in_a_circle() {
        Throttle many = throttle(limits(LimitName.RESET, "1000/1h"));
        List<Optional<Duration>> waits = Together.run(
                32,
                i -> i % 2 == 0
                        ? many.take(LimitName.RESET, HERE, ADA, account)
                        : many.take(LimitName.RESET, account, ADA, HERE));
        assertTrue(waits.stream().allMatch(Optional::isEmpty));
    }

    @BothDatabases
    void a_limit_counts_by_itself() {
        assertEquals(5, taken(throttle, LimitName.RESET, HERE));
        assertEquals(5, taken(throttle, LimitName.RESEND, HERE));
    }

    @BothDatabases
    void the_longest_limits_do_not_overflow() {
        Throttle longest = throttle(limits(LimitName.LOGIN, "1000000/30d"));
        assertTrue(longest.take(LimitName.LOGIN, HERE).isEmpty());
        Throttle dense = throttle(limits(LimitName.LOGIN, "1000000/1s"));
        assertTrue(dense.take(LimitName.LOGIN, THERE).isEmpty());
        Throttle one = throttle(limits(LimitName.LOGIN, "1/30d"));
        assertEquals(1, taken(one, LimitName.LOGIN, network("192.0.2.3")));
        assertEquals(
                Duration.ofDays(30).toSeconds(),
                one.take(LimitName.LOGIN, network("192.0.2.3")).orElseThrow().toSeconds());
    }

    /** The window is not a multiple of the count. */
    @BothDatabases
    void what_rounding_leaves_is_not_one_more() {
        assertEquals(7, taken(throttle(limits(LimitName.LOGIN, "7/1s")), LimitName.LOGIN, HERE));
        assertEquals(999, taken(throttle(limits(LimitName.LOGIN, "999/30d")), LimitName.LOGIN, THERE));
    }

    @BothDatabases
    void a_clock_that_is_set_back_by_hours_keeps_nobody_out_for_hours() {
        clock.turn(Duration.ofHours(5));
        taken(throttle, LimitName.LOGIN, HERE);
        for (int i = 0; i < 6; i++) {
            throttle.reserve(LimitName.CONFIRM, account);
        }
        clock.turn(Duration.ofHours(-5));
        assertEquals(1, taken(throttle, LimitName.LOGIN, HERE));
        clock.turn(Duration.ofSeconds(2));
        assertEquals(1, taken(throttle, LimitName.LOGIN, HERE));
        granted(throttle.reserve(LimitName.CONFIRM, account));
        refused(throttle.reserve(LimitName.CONFIRM, account));
    }

    /** Else two nodes whose clocks differ would refill each other's budgets. */
    @BothDatabases
    void a_clock_that_is_a_little_behind_gives_nothing_back() {
        taken(throttle, LimitName.LOGIN, HERE);
        for (int i = 0; i < 5; i++) {
            granted(throttle.reserve(LimitName.CONFIRM, account));
        }
        clock.turn(Duration.ofMinutes(-5));
        assertEquals(0, taken(throttle, LimitName.LOGIN, HERE));
        refused(throttle.reserve(LimitName.CONFIRM, account));
    }

    @BothDatabases
    void five_failures_are_free_and_each_further_one_waits_twice_as_long() {
        for (int i = 0; i < 5; i++) {
            granted(throttle.reserve(LimitName.CONFIRM, account));
        }
        for (long wait : new long[] {30, 60, 120, 240, 480}) {
            assertEquals(
                    wait,
                    refused(throttle.reserve(LimitName.CONFIRM, account))
                            .retryAfter()
                            .toSeconds());
            clock.turn(Duration.ofSeconds(wait));
            granted(throttle.reserve(LimitName.CONFIRM, account));
        }
        assertEquals(
                900,
                refused(throttle.reserve(LimitName.CONFIRM, account))
                        .retryAfter()
                        .toSeconds());
    }

    @BothDatabases
    void an_attempt_that_is_refused_neither_counts_nor_makes_the_wait_longer() {
        for (int i = 0; i < 5; i++) {
            login(ADA);
        }
        List<String> before = failureRows();
        for (int i = 0; i < 29; i++) {
            clock.turn(Duration.ofSeconds(1));
            assertEquals(29 - i, refused(login(ADA)).retryAfter().toSeconds());
        }
        assertEquals(before, failureRows());
        clock.turn(Duration.ofSeconds(1));
        granted(login(ADA));
    }

    /** CVE-2020-11052. */
    @BothDatabases
    void the_second_and_third_cycle_are_like_the_first() {
        for (int cycle = 0; cycle < 3; cycle++) {
            for (int i = 0; i < 5; i++) {
                granted(login(ADA));
            }
            assertEquals(30, refused(login(ADA)).retryAfter().toSeconds());
            clock.turn(Duration.ofSeconds(30));
            granted(login(ADA));
            assertEquals(60, refused(login(ADA)).retryAfter().toSeconds());
            clock.turn(Duration.ofMinutes(15));
        }
    }

    /** CVE-2024-4629, CVE-2019-5421. */
    @BothDatabases
    void of_64_attempts_at_once_on_two_nodes_five_may_be_made_and_five_are_counted() {
        Throttle other = throttle(Limits.standard());
        List<Reservation> all = Together.run(
                64, i -> (i % 2 == 0 ? throttle : other).reserveLogin(network("192.0.2." + i), ADA, account));
        assertEquals(5, all.stream().filter(Granted.class::isInstance).count());
        assertEquals(2, failureRows().size());
        assertTrue(
                failureRows().stream().allMatch(row -> row.endsWith(" 5 5")),
                () -> failureRows().toString());
    }

    /** Two names of one account, and one row that they share. */
    @BothDatabases
    void of_64_attempts_at_once_under_two_names_five_may_match() {
        List<Reservation> all = Together.run(
                64, i -> throttle.reserveLogin(network("192.0.2." + i), i % 2 == 0 ? ADA : ADAS_ADDRESS, account));
        List<Granted> granted = all.stream()
                .filter(Granted.class::isInstance)
                .map(Granted.class::cast)
                .toList();
        assertEquals(10, granted.size());
        assertEquals(5, granted.stream().filter(Granted::mayMatch).count());
    }

    @BothDatabases
    void a_hundred_failures_in_a_row_stop_for_good() {
        Reservation last = login(ADA);
        for (int i = 1; i < 100; i++) {
            clock.turn(Duration.ofHours(1));
            last = login(ADA);
            granted(last);
        }
        assertEquals(Consequence.STOPPED, granted(last).ifWrong());
        clock.turn(Duration.ofDays(1));
        assertTrue(refused(login(ADA)).stopped());
        assertFalse(granted(login(ADAS_ADDRESS)).mayMatch());
        clock.turn(Duration.ofDays(29));
        assertTrue(refused(login(ADA)).stopped());
    }

    /** What strangers spent there over years is one series, or they could wait it out. */
    @BothDatabases
    void an_account_remembers_its_failures_when_the_names_are_forgotten() {
        for (int i = 0; i < 100; i++) {
            clock.turn(Duration.ofDays(40));
            throttle.deleteExpired();
            granted(login(ADA));
        }
        clock.turn(Duration.ofDays(40));
        throttle.deleteExpired();
        assertEquals(1, failureRows().size());
        assertFalse(granted(login(ADA)).mayMatch());
    }

    /** Names are made up for nothing, so what is kept of them is up to strangers. */
    @BothDatabases
    void a_name_that_made_somebody_wait_is_forgotten_after_a_day_and_one_near_the_stop_after_thirty() {
        for (int i = 0; i < 5; i++) {
            throttle.reserveLogin(HERE, Subject.identifier("made up"), Subject.nobody("made up"));
        }
        for (int i = 0; i < 51; i++) {
            granted(throttle.reserveLogin(THERE, ADA, Subject.nobody("ada")));
            clock.turn(Duration.ofMinutes(15));
        }
        throttle.deleteExpired();
        assertEquals(4, failureRows().size());
        clock.turn(Duration.ofHours(12));
        throttle.deleteExpired();
        assertEquals(2, failureRows().size());
        clock.turn(Duration.ofDays(29));
        throttle.deleteExpired();
        assertEquals(2, failureRows().size());
        clock.turn(Duration.ofDays(1));
        throttle.deleteExpired();
        assertEquals(0, failureRows().size());
    }

    @BothDatabases
    void an_account_that_is_spent_under_one_name_is_not_told_of_under_another() {
        for (int i = 0; i < 5; i++) {
            assertTrue(granted(login(ADA)).mayMatch());
        }
        refused(login(ADA));
        for (int i = 0; i < 5; i++) {
            assertFalse(granted(login(ADAS_ADDRESS)).mayMatch());
        }
        assertEquals(30, refused(login(ADAS_ADDRESS)).retryAfter().toSeconds());
        assertTrue(failureRows().contains("login-failures account " + id + " 5 5"));
    }

    /** Rows that are there, rows that are made and a budget that is spent are not told apart by what is asked. */
    @BothDatabases
    void the_statements_are_the_same_for_an_account_and_for_nobody() {
        Subject bob = Subject.identifier("bob");
        throttle.take(LimitName.LOGIN, HERE);
        List<String> nobody = tap.recorded(() -> throttle.reserveLogin(HERE, bob, Subject.nobody("bob")));
        assertEquals(nobody, tap.recorded(() -> throttle.reserveLogin(HERE, bob, Subject.nobody("bob"))));
        assertEquals(nobody, tap.recorded(() -> login(ADA)));
        assertEquals(nobody, tap.recorded(() -> login(ADA)));
        assertEquals(nobody, tap.recorded(() -> login(ADAS_ADDRESS)));
        for (int i = 0; i < 2; i++) {
            login(ADA);
        }
        assertEquals(
                nobody,
                tap.recorded(() -> assertFalse(granted(login(ADAS_ADDRESS)).mayMatch())));
    }

    @BothDatabases
    void what_begins_to_delay_and_to_stop_is_said_once() {
        List<Consequence> consequences = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            consequences.add(granted(login(ADA)).ifWrong());
        }
        clock.turn(MINUTE);
        consequences.add(granted(login(ADA)).ifWrong());
        assertEquals(1, Collections.frequency(consequences, Consequence.DELAYED));
        assertEquals(Consequence.DELAYED, consequences.get(4));
    }

    @BothDatabases
    void what_is_given_back_was_never_counted() {
        for (int i = 0; i < 5; i++) {
            login(ADA);
        }
        clock.turn(Duration.ofSeconds(30));
        List<String> before = failureRows();
        throttle.giveBack(granted(login(ADA)));
        assertEquals(before, failureRows());
        granted(login(ADA));
    }

    @BothDatabases
    void of_64_attempts_given_back_at_once_none_is_left_and_none_too_many() {
        Throttle many = throttle(limits(LimitName.CONFIRM, "100/15m"));
        granted(many.reserve(LimitName.CONFIRM, account));
        Together.run(64, i -> {
            many.giveBack(granted(many.reserve(LimitName.CONFIRM, account)));
            return i;
        });
        assertEquals(List.of("confirm account " + id + " 1 1"), failureRows());
    }

    /** Else an answer that is busy would be worth a guess after the owner has logged in. */
    @BothDatabases
    void what_a_success_cleared_is_not_given_back_once_more() {
        Granted busy = granted(login(ADA));
        database.useTransaction(handle -> throttle.clear(handle, LimitName.LOGIN_FAILURES, ADA, account));
        clock.turn(Duration.ofSeconds(1));
        login(ADA);
        List<String> before = failureRows();
        throttle.giveBack(busy);
        assertEquals(before, failureRows());
    }

    /** GHSA of django-allauth 65.8.1: the attacker's own success gave back what was spent on others. */
    @BothDatabases
    void clearing_one_budget_leaves_the_others() {
        Subject bob = Subject.identifier("bob");
        for (int i = 0; i < 5; i++) {
            login(ADA);
        }
        throttle.reserveLogin(HERE, bob, Subject.account(AccountId.random(clock, random)));
        database.useTransaction(handle -> throttle.clear(handle, LimitName.LOGIN_FAILURES, bob));
        refused(login(ADA));
        assertFalse(granted(login(ADAS_ADDRESS)).mayMatch());
        assertEquals(23, taken(throttle, LimitName.LOGIN, HERE)); // of 30, after 7 that were admitted
    }

    /** People type their password there. */
    @BothDatabases
    void a_name_that_was_typed_is_stored_as_a_mac_alone() {
        Subject typed = Subject.identifier("my secret pass phrase");
        throttle.take(LimitName.RESET, HERE, typed);
        throttle.reserveLogin(HERE, typed, Subject.nobody("my secret pass phrase"));
        for (String table : List.of("auth_rate", "auth_failure")) {
            List<String> ids = database.read(handle -> handle.createQuery("select id from {s}" + table)
                    .mapTo(String.class)
                    .list());
            assertTrue(ids.stream().noneMatch(text -> text.contains("secret")), ids::toString);
        }
        assertFalse(typed.toString().contains("secret"));
    }

    @BothDatabases
    void a_new_key_in_the_ring_gives_no_new_budget() {
        for (int i = 0; i < 5; i++) {
            login(ADA);
        }
        roots.put(2, Rings.key());
        throttle = throttle(Limits.standard());
        refused(login(ADA));
        assertFalse(granted(login(ADAS_ADDRESS)).mayMatch());
    }

    /** The names' MACs are others then; the account's own count is not. */
    @BothDatabases
    void an_old_key_that_leaves_the_ring_gives_no_new_guess() {
        for (int i = 0; i < 5; i++) {
            login(ADA);
        }
        throttle = throttle(Limits.standard(), Rings.ring(2));
        assertFalse(granted(login(ADA)).mayMatch());
    }

    @BothDatabases
    void what_limits_nobody_any_more_is_removed() {
        throttle.take(LimitName.RESET, HERE, ADA);
        throttle.reserveLogin(HERE, ADA, Subject.nobody("ada"));
        throttle.deleteExpired();
        assertEquals(5, rows("auth_rate") + rows("auth_failure"));
        clock.turn(Duration.ofMinutes(15));
        throttle.deleteExpired();
        assertEquals(0, rows("auth_rate") + rows("auth_failure"));
    }

    @BothDatabases
    void a_budget_is_not_taken_inside_a_transaction_that_may_undo_it() {
        database.useTransaction(handle -> {
            assertThrows(IllegalStateException.class, () -> throttle.take(LimitName.RESET, HERE));
            assertThrows(IllegalStateException.class, () -> throttle.reserve(LimitName.CONFIRM, account));
        });
    }
}
