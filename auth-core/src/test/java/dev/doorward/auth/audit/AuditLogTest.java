package dev.doorward.auth.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.store.BothDatabases;
import dev.doorward.auth.store.Database;
import dev.doorward.auth.store.DatabaseException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.BeforeEach;

class AuditLogTest {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final Client CLIENT = new Client("192.0.2.1", "Test/1.0");

    private final AccountId ada = AccountId.random(Clock.fixed(NOW, ZoneOffset.UTC), new SecureRandom());
    private final Listener listener = new Listener();

    private Database database;
    private AuditLog audit;

    @BeforeEach
    void open(Database database) {
        this.database = database;
        this.audit = at(NOW);
    }

    @BothDatabases
    void an_event_is_committed_with_what_it_records_and_told_afterwards() {
        AuditEvent event = audit.event(AuditType.REGISTERED, ada, CLIENT).withExtra(Map.of("shop", "north"));
        database.useTransaction(handle -> {
            insertAccount(handle);
            assertEquals(List.of(), audit.record(handle, event));
            assertEquals(List.of("inside REGISTERED"), listener.calls);
        });

        assertEquals(List.of("inside REGISTERED", "after REGISTERED"), listener.calls);
        assertEquals(List.of(event.withExtra(Map.of())), audit.of(ada, 10));
        assertEquals(Map.of("shop", "north"), listener.last.extra());
    }

    @BothDatabases
    void an_event_of_a_transaction_that_fails_is_neither_kept_nor_told() {
        assertThrows(
                IllegalArgumentException.class,
                () -> database.useTransaction(handle -> {
                    insertAccount(handle);
                    audit.record(handle, audit.event(AuditType.REGISTERED, ada, CLIENT));
                    throw new IllegalArgumentException();
                }));

        assertEquals(List.of("inside REGISTERED"), listener.calls);
        assertEquals(List.of(), audit.of(ada, 10));
    }

    @BothDatabases
    void the_newest_events_come_first_and_no_more_than_asked_for() {
        register();
        for (int minute = 1; minute <= 3; minute++) {
            AuditLog later = at(NOW.plus(Duration.ofMinutes(minute)));
            database.useTransaction(handle -> later.record(handle, later.event(AuditType.LOGGED_IN, ada, CLIENT)));
        }

        assertEquals(
                List.of(NOW.plusSeconds(180), NOW.plusSeconds(120)),
                audit.of(ada, 2).stream().map(AuditEvent::at).toList());
        assertThrows(IllegalArgumentException.class, () -> audit.of(ada, 0));
    }

    @BothDatabases
    void a_listeners_row_is_committed_with_the_account() {
        listener.sql = "insert into shop_owner values ('%s')".formatted(ada);
        database.useTransaction(handle -> handle.execute("create table shop_owner (account varchar(36) primary key)"));

        register();

        assertEquals(1, count("shop_owner"));
    }

    @BothDatabases
    void a_listeners_row_vanishes_with_the_account() {
        listener.sql = "insert into shop_owner values ('%s')".formatted(ada);
        database.useTransaction(handle -> handle.execute("create table shop_owner (account varchar(36) primary key)"));

        assertThrows(
                IllegalArgumentException.class,
                () -> database.useTransaction(handle -> {
                    insertAccount(handle);
                    audit.record(handle, audit.event(AuditType.REGISTERED, ada, CLIENT));
                    throw new IllegalArgumentException();
                }));

        assertEquals(0, count("shop_owner"));
        assertEquals(0, count("{s}auth_account"));
    }

    @BothDatabases
    void a_listeners_failing_statement_rolls_the_operation_back() {
        listener.sql = "insert into a_table_that_is_not_there values (1)";

        assertThrows(DatabaseException.class, this::register);

        assertEquals(0, count("{s}auth_account"));
        assertEquals(0, count("{s}auth_event"));
    }

    @BothDatabases
    void a_listeners_exception_rolls_the_operation_back() {
        listener.inside = new UnsupportedOperationException("no");

        assertThrows(UnsupportedOperationException.class, this::register);

        assertEquals(0, count("{s}auth_account"));
    }

    @BothDatabases
    void a_listener_that_fails_after_the_commit_harms_nothing() {
        listener.after = new UnsupportedOperationException("mail server away");

        register();
        audit.refused(audit.event(AuditType.LOGIN_REFUSED, ada, CLIENT).withCode("invalid_credentials"));

        assertEquals(1, count("{s}auth_account"));
        assertEquals(2, audit.of(ada, 10).size());
    }

    @BothDatabases
    void a_listener_refuses_a_registration_by_its_reasons() {
        FieldRefusal reason = new FieldRefusal("shop", "shop_unknown", "There is no such shop.");
        listener.refusals = List.of(reason);

        List<FieldRefusal> refusals = database.inTransaction(handle -> {
            insertAccount(handle);
            List<FieldRefusal> reasons = audit.record(handle, audit.event(AuditType.REGISTERED, ada, CLIENT));
            handle.rollback();
            return reasons;
        });

        assertEquals(List.of(reason), refusals);
        assertEquals(0, count("{s}auth_account"));
        assertEquals(List.of("inside REGISTERED"), listener.calls);
    }

    @BothDatabases
    void a_listener_cannot_refuse_anything_but_a_registration() {
        register();
        listener.refusals = List.of(new FieldRefusal("shop", "closed", "Closed."));

        assertThrows(
                IllegalStateException.class,
                () -> database.useTransaction(
                        handle -> audit.record(handle, audit.event(AuditType.LOGGED_IN, ada, CLIENT))));

        assertEquals(1, audit.of(ada, 10).size());
    }

    @BothDatabases
    void what_cannot_be_recorded_does_not_happen() {
        database.useTransaction(handle -> handle.execute("alter table {s}auth_event rename to auth_event_away"));

        assertThrows(DatabaseException.class, this::register);
        assertThrows(
                DatabaseException.class,
                () -> audit.refused(
                        audit.event(AuditType.LOGIN_REFUSED, null, CLIENT).withCode("invalid_credentials")));

        assertEquals(0, count("{s}auth_account"));
        assertEquals(List.of(), listener.calls);
    }

    @BothDatabases
    void a_repeated_refusal_is_one_row_that_counts() {
        register();
        refuse(at(NOW), CLIENT);
        refuse(at(NOW.plusSeconds(1)), new Client("192.0.2.1", "Other/2.0"));
        refuse(at(NOW.plusSeconds(599)), CLIENT);

        AuditEvent row = refusal();
        assertEquals(3, row.count());
        assertEquals(NOW.plusSeconds(599), row.at());
        assertEquals(2, count("{s}auth_event"));
        assertEquals(
                4,
                listener.calls.stream().filter(call -> call.startsWith("after")).count());
    }

    @BothDatabases
    void refusals_of_another_account_network_code_or_time_are_not_summed_up() {
        register();
        refuse(at(NOW), CLIENT);
        refuse(at(NOW.plusSeconds(600)), CLIENT);
        refuse(at(NOW), new Client("192.0.2.2", ""));
        audit.refused(audit.event(AuditType.LOGIN_REFUSED, null, CLIENT).withCode("invalid_credentials"));
        audit.refused(audit.event(AuditType.LOGIN_REFUSED, ada, CLIENT).withCode("busy"));
        audit.refused(audit.event(AuditType.CONFIRM_REFUSED, ada, CLIENT).withCode("invalid_credentials"));

        assertEquals(7, count("{s}auth_event"));
    }

    @BothDatabases
    void refusals_of_no_account_to_any_number_of_networks_are_64_rows() {
        for (int i = 0; i < 200; i++) {
            Client client = new Client("2001:db8:0:" + Integer.toHexString(i) + "::1", "");
            audit.refused(audit.event(AuditType.LOGIN_REFUSED, null, client).withCode("invalid_credentials"));
        }

        assertTrue(count("{s}auth_event") <= 64);
    }

    @BothDatabases
    void an_ipv6_client_that_walks_through_its_network_is_summed_up() {
        register();
        refuse(audit, new Client("2001:db8:0:1::1", ""));
        refuse(audit, new Client("2001:db8:0:1:ffff::2", ""));

        assertEquals(2, refusal().count());
    }

    @BothDatabases
    void refusals_in_parallel_are_counted_exactly() throws Exception {
        register();
        int threads = 64;
        int rounds = 10;
        CyclicBarrier together = new CyclicBarrier(threads);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                all.add(executor.submit(() -> {
                    for (int round = 0; round < rounds; round++) {
                        together.await();
                        audit.refused(audit.event(AuditType.LOGIN_REFUSED, ada, CLIENT)
                                .withCode("round_" + round));
                    }
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            executor.shutdownNow();
        }

        List<Integer> counts = audit.of(ada, 100).stream()
                .filter(event -> event.type() == AuditType.LOGIN_REFUSED)
                .map(AuditEvent::count)
                .toList();
        assertEquals(Collections.nCopies(rounds, threads), counts);
    }

    @BothDatabases
    void a_refusal_recorded_inside_a_transaction_is_misuse_because_a_rollback_would_erase_it() {
        assertThrows(IllegalStateException.class, () -> database.useTransaction(handle -> refuse(audit, CLIENT)));
    }

    @BothDatabases
    void a_refusal_of_nobody_has_no_place_for_the_login_name() {
        AuditEvent event = audit.event(AuditType.LOGIN_REFUSED, null, CLIENT).withCode("invalid_credentials");

        assertThrows(IllegalArgumentException.class, () -> event.withDetail("my secret password"));
        assertThrows(IllegalArgumentException.class, () -> event.withCode("my secret password"));
    }

    private AuditLog at(Instant now) {
        return new AuditLog(database, listener, Clock.fixed(now, ZoneOffset.UTC), new SecureRandom());
    }

    private void refuse(AuditLog audit, Client client) {
        audit.refused(audit.event(AuditType.LOGIN_REFUSED, ada, client).withCode("invalid_credentials"));
    }

    private AuditEvent refusal() {
        return audit.of(ada, 10).stream()
                .filter(event -> event.type() == AuditType.LOGIN_REFUSED)
                .findFirst()
                .orElseThrow();
    }

    private void register() {
        database.useTransaction(handle -> {
            insertAccount(handle);
            audit.record(handle, audit.event(AuditType.REGISTERED, ada, CLIENT));
        });
    }

    private void insertAccount(Handle handle) {
        handle.createUpdate("""
                        insert into {s}auth_account (id, email_verified, status, epoch, created_at)
                        values (:id, false, 'active', 1, :now)
                        """).bind("id", ada.value()).bind("now", NOW).execute();
    }

    private int count(String table) {
        return database.read(handle -> handle.createQuery("select count(*) from " + table)
                .mapTo(int.class)
                .one());
    }

    private static final class Listener implements AuthListener {
        final List<String> calls = new ArrayList<>();
        List<FieldRefusal> refusals = List.of();
        String sql = "";
        RuntimeException inside;
        RuntimeException after;
        AuditEvent last;

        @Override
        public synchronized List<FieldRefusal> inTransaction(AuditEvent event, Connection connection)
                throws SQLException {
            calls.add("inside " + event.type());
            if (inside != null) {
                throw inside;
            }
            if (!sql.isEmpty()) {
                try (var statement = connection.createStatement()) {
                    assertTrue(statement.executeUpdate(sql) > 0);
                }
            }
            return refusals;
        }

        @Override
        public synchronized void afterCommit(AuditEvent event) {
            calls.add("after " + event.type());
            last = event;
            if (after != null) {
                throw after;
            }
        }
    }
}
