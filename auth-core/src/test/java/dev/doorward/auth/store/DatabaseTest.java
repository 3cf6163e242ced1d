package dev.doorward.auth.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TimeZone;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.junit.jupiter.api.BeforeEach;

class DatabaseTest {
    private static final Instant NOW = Instant.parse("2026-03-29T01:30:00.123Z");

    private Database database;

    @BeforeEach
    void open(Database database) {
        this.database = database;
    }

    @BothDatabases
    void a_transaction_that_returns_is_committed() {
        UUID id = UUID.randomUUID();
        database.useTransaction(handle -> insert(handle, id, "ada"));

        assertEquals(List.of(id), ids());
    }

    @BothDatabases
    void an_exception_rolls_the_whole_transaction_back() {
        RuntimeException thrown = assertThrows(
                RuntimeException.class,
                () -> database.useTransaction(handle -> {
                    insert(handle, UUID.randomUUID(), "ada");
                    throw new IllegalArgumentException("no");
                }));

        assertEquals("no", thrown.getMessage());
        assertEquals(List.of(), ids());
    }

    @BothDatabases
    void an_error_rolls_the_whole_transaction_back() {
        assertThrows(
                StackOverflowError.class,
                () -> database.useTransaction(handle -> {
                    insert(handle, UUID.randomUUID(), "ada");
                    throw new StackOverflowError();
                }));

        assertEquals(List.of(), ids());
    }

    @BothDatabases
    void a_refused_statement_is_a_database_exception_with_its_cause_and_rolls_back() {
        DatabaseException thrown = assertThrows(
                DatabaseException.class,
                () -> database.useTransaction(handle -> {
                    insert(handle, UUID.randomUUID(), "ada");
                    handle.execute("update {s}auth_account set status = 'king'");
                }));

        assertTrue(rootCause(thrown) instanceof SQLException, () -> String.valueOf(rootCause(thrown)));
        assertEquals(List.of(), ids());
    }

    @BothDatabases
    void what_follows_a_commit_runs_in_order_with_the_connection_given_back() {
        List<String> order = new ArrayList<>();
        database.useTransaction(handle -> {
            database.afterCommit(handle, () -> order.add("first"));
            database.afterCommit(handle, () -> {
                throw new IllegalArgumentException("harmless");
            });
            database.afterCommit(handle, () -> database.useTransaction(next -> order.add("second")));
            order.add("work");
        });

        assertEquals(List.of("work", "first", "second"), order);
    }

    @BothDatabases
    void nothing_follows_a_rollback() {
        List<String> order = new ArrayList<>();
        database.useTransaction(handle -> {
            database.afterCommit(handle, () -> order.add("after"));
            handle.rollback();
        });
        assertThrows(
                IllegalArgumentException.class,
                () -> database.useTransaction(handle -> {
                    database.afterCommit(handle, () -> order.add("after"));
                    throw new IllegalArgumentException();
                }));
        assertThrows(
                IllegalStateException.class,
                () -> database.read(handle -> {
                    database.afterCommit(handle, () -> order.add("after"));
                    return 1;
                }));

        assertEquals(List.of(), order);
    }

    @BothDatabases
    void a_plain_read_sees_what_is_committed() {
        UUID id = UUID.randomUUID();
        database.useTransaction(handle -> insert(handle, id, "ada"));
        String sql = database.sql("select id from {s}auth_account");

        UUID found = database.readPlain(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql);
                    ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getObject(1, UUID.class);
            }
        });

        assertEquals(id, found);
    }

    @BothDatabases
    void a_transaction_inside_a_transaction_is_refused() {
        assertThrows(
                IllegalStateException.class,
                () -> database.useTransaction(
                        outer -> database.useTransaction(inner -> insert(inner, UUID.randomUUID(), "ada"))));
        assertThrows(IllegalStateException.class, () -> database.useTransaction(outer -> database.read(inner -> 1)));
        assertThrows(
                IllegalStateException.class,
                () -> database.useTransaction(outer -> database.readPlain(connection -> 1)));
        assertEquals(List.of(), ids());
    }

    @BothDatabases
    void an_instant_is_the_same_in_every_time_zone(TestDatabase test) {
        // Both are half past two in Berlin, where the clocks go back between them.
        Instant summer = Instant.parse("2026-10-25T00:30:00.123Z");
        Instant winter = Instant.parse("2026-10-25T01:30:00.123Z");
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
        try (Database inBerlin = Database.pooled(ofBerlin(test))) {
            for (Instant instant : List.of(summer, winter)) {
                UUID id = UUID.randomUUID();
                inBerlin.useTransaction(handle -> insert(handle, id, null, instant));
                Row row = inBerlin.read(handle -> handle.createQuery(
                                "select id, username, created_at from {s}auth_account where created_at = :at")
                        .bind("at", instant)
                        .map(ConstructorMapper.of(Row.class))
                        .one());
                assertEquals(new Row(id, Optional.empty(), instant), row);
            }
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @BothDatabases
    void columns_are_found_whatever_language_the_machine_speaks() {
        UUID id = UUID.randomUUID();
        database.useTransaction(handle -> insert(handle, id, "ada"));
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(new Locale("tr", "TR"));
            Row row = database.read(handle -> handle.createQuery("select * from {s}auth_account")
                    .map(ConstructorMapper.of(Row.class))
                    .one());
            assertEquals(id, row.id());
        } finally {
            Locale.setDefault(before);
        }
    }

    @BothDatabases
    void bytes_travel_plainly() {
        UUID id = UUID.randomUUID();
        byte[] bytes = {0, -1, 39};
        database.useTransaction(handle -> {
            insert(handle, id, "ada");
            handle.createUpdate("insert into {s}auth_password values (:id, 1, :sealed, :at)")
                    .bind("id", id)
                    .bind("sealed", bytes)
                    .bind("at", NOW)
                    .execute();
        });

        byte[] stored = database.read(handle -> handle.createQuery("select sealed from {s}auth_password")
                .mapTo(byte[].class)
                .one());
        assertArrayEquals(bytes, stored);
    }

    @BothDatabases
    void a_column_of_any_type_can_be_set_to_null() {
        UUID noId = null;
        Instant noInstant = null;
        byte[] noBytes = null;
        database.useTransaction(handle -> {
            handle.createUpdate("update {s}auth_session set remembered_id = :id")
                    .bind("id", noId)
                    .execute();
            handle.createUpdate("update {s}auth_session set remembered_id = :id")
                    .bindByType("id", noId, UUID.class)
                    .execute();
            handle.createUpdate("update {s}auth_remembered set replaced_at = :at, previous_mac = :mac")
                    .bind("at", noInstant)
                    .bind("mac", noBytes)
                    .execute();
            handle.createUpdate("update {s}auth_remembered set replaced_at = :at, previous_mac = :mac")
                    .bindByType("at", noInstant, Instant.class)
                    .bindByType("mac", noBytes, byte[].class)
                    .execute();
        });
    }

    private static DatabaseSettings ofBerlin(TestDatabase test) {
        // H2 asks for the default time zone once in the life of the process.
        String url = test.settings().url() + (test.kind() == TestDatabase.Kind.H2 ? ";TIME ZONE=Europe/Berlin" : "");
        return new DatabaseSettings(url, test.settings().user(), test.settings().password(), "doorward");
    }

    private List<UUID> ids() {
        return database.read(handle -> handle.createQuery("select id from {s}auth_account")
                .mapTo(UUID.class)
                .list());
    }

    static void insert(Handle handle, UUID id, String username) {
        insert(handle, id, username, NOW);
    }

    private static void insert(Handle handle, UUID id, String username, Instant createdAt) {
        handle.createUpdate("""
                        insert into {s}auth_account (id, username, username_key, email_verified, status, epoch, created_at)
                        values (:id, :username, :username, false, 'active', 1, :now)
                        """)
                .bind("id", id)
                .bind("username", username)
                .bind("now", createdAt)
                .execute();
    }

    private static Throwable rootCause(Throwable thrown) {
        return thrown.getCause() == null ? thrown : rootCause(thrown.getCause());
    }

    record Row(UUID id, Optional<String> username, Instant createdAt) {}
}
