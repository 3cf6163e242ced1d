package dev.doorward.auth.password;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.password.PasswordTable.Stored;
import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.secret.UnknownKeyException;
import dev.doorward.auth.store.BothDatabases;
import dev.doorward.auth.store.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class PasswordTableTest {

    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final Clock LATER = Clock.fixed(NOW.plusSeconds(3600), ZoneOffset.UTC);
    private static final String PHC =
            "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$" + "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    private static final String OTHER = PHC.replace("m=64", "m=128");

    private final KeyRing ring = KeyRing.inMemory(Passwords.RANDOM);
    private final PasswordTable table = new PasswordTable(ring, Passwords.RANDOM, CLOCK);

    @TempDir
    private Path directory;

    private Database database;
    private AccountId alice;
    private AccountId mallory;

    @BeforeEach
    void open(Database database) {
        this.database = database;
        this.alice = account();
        this.mallory = account();
    }

    @BothDatabases
    void what_was_put_is_found() {
        assertEquals(Optional.empty(), find(table, alice));
        put(table, alice, PHC);
        assertEquals(PHC, find(table, alice).orElseThrow().phc());
        assertFalse(find(table, alice).orElseThrow().isUnderOldKey());
        assertEquals(Optional.empty(), find(table, mallory));
        put(new PasswordTable(ring, Passwords.RANDOM, LATER), alice, OTHER);
        assertEquals(OTHER, find(table, alice).orElseThrow().phc());
        assertEquals(LATER.instant(), changedAt());
    }

    @BothDatabases
    void a_deleted_password_is_gone() {
        put(table, alice, PHC);
        assertTrue(delete());
        assertFalse(delete());
        assertEquals(Optional.empty(), find(table, alice));
    }

    @BothDatabases
    void the_database_holds_no_hash_to_guess_against() {
        put(table, alice, PHC);
        String bytes = new String(sealed(alice), ISO_8859_1);
        assertFalse(bytes.contains("argon2"), bytes);
        assertFalse(bytes.contains("CTFhFdXP"), bytes);
    }

    @BothDatabases
    void a_copied_hash_row_opens_nothing_and_is_reported() {
        put(table, alice, PHC);
        try (PasswordHasher hasher = Passwords.hasher(Passwords.CHEAP)) {
            put(table, mallory, Passwords.hash(hasher, "a password mallory knows"));
            overwrite(alice, sealed(mallory));
            Stored stored = find(table, alice).orElseThrow();
            assertEquals("", stored.phc());
            assertEquals(
                    new CheckResult.NoMatch(true),
                    hasher.check("a password mallory knows", stored.phc(), Passwords.ASKER));
        }
    }

    @BothDatabases
    void a_row_changed_by_hand_opens_nothing() {
        put(table, alice, PHC);
        byte[] bytes = sealed(alice);
        bytes[bytes.length - 1] ^= 1;
        overwrite(alice, bytes);
        assertEquals("", find(table, alice).orElseThrow().phc());
        overwrite(alice, PHC.getBytes(ISO_8859_1));
        assertEquals("", find(table, alice).orElseThrow().phc());
        overwrite(alice, new byte[0]);
        assertEquals("", find(table, alice).orElseThrow().phc());
    }

    @BothDatabases
    void another_installations_ring_opens_nothing() {
        put(table, alice, PHC);
        PasswordTable stranger = new PasswordTable(KeyRing.inMemory(Passwords.RANDOM), Passwords.RANDOM, CLOCK);
        assertEquals("", find(stranger, alice).orElseThrow().phc());
    }

    @BothDatabases
    void a_ring_that_opens_no_password_is_told_from_a_row_that_was_tampered_with() {
        PasswordTable stranger = new PasswordTable(KeyRing.inMemory(Passwords.RANDOM), Passwords.RANDOM, CLOCK);
        assertTrue(stranger.isSealedWithRing(database));
        put(table, alice, PHC);
        put(table, mallory, OTHER);
        assertTrue(table.isSealedWithRing(database));
        assertFalse(stranger.isSealedWithRing(database));
        overwrite(alice, new byte[0]);
        assertTrue(table.isSealedWithRing(database));
        database.useTransaction(handle -> handle.execute("update {s}auth_password set key_number = 7"));
        assertFalse(table.isSealedWithRing(database));
    }

    @BothDatabases
    void a_key_that_the_ring_lost_is_an_outage_and_no_wrong_password() {
        put(table, alice, PHC);
        database.useTransaction(handle -> handle.execute("update {s}auth_password set key_number = 7"));
        assertThrows(UnknownKeyException.class, () -> find(table, alice));
    }

    @BothDatabases
    void a_verified_hash_is_replaced_and_keeps_its_date() {
        put(table, alice, PHC);
        Stored verified = find(table, alice).orElseThrow();
        assertTrue(replace(new PasswordTable(ring, Passwords.RANDOM, LATER), verified, OTHER));
        assertEquals(OTHER, find(table, alice).orElseThrow().phc());
        assertEquals(NOW, changedAt());
    }

    @BothDatabases
    void a_password_changed_while_the_old_one_was_verified_stays_changed() {
        put(table, alice, PHC);
        Stored verified = find(table, alice).orElseThrow();
        put(table, alice, OTHER);
        assertFalse(replace(table, verified, PHC));
        assertEquals(OTHER, find(table, alice).orElseThrow().phc());
    }

    @BothDatabases
    void the_same_hash_put_anew_counts_as_a_change() {
        put(table, alice, PHC);
        Stored verified = find(table, alice).orElseThrow();
        put(table, alice, PHC);
        assertFalse(replace(table, verified, OTHER));
    }

    @BothDatabases
    void a_password_taken_away_while_it_was_verified_stays_away() {
        put(table, alice, PHC);
        Stored verified = find(table, alice).orElseThrow();
        assertTrue(delete());
        assertFalse(replace(table, verified, PHC));
        assertEquals(Optional.empty(), find(table, alice));
    }

    @BothDatabases
    void a_row_under_an_old_key_is_told_and_resealed() throws Exception {
        KeyRing before = ringOf(1);
        put(new PasswordTable(before, Passwords.RANDOM, CLOCK), alice, PHC);
        PasswordTable after = new PasswordTable(ringOf(2), Passwords.RANDOM, CLOCK);
        Stored old = find(after, alice).orElseThrow();
        assertEquals(PHC, old.phc());
        assertTrue(old.isUnderOldKey());
        assertTrue(replace(after, old, old.phc()));
        assertFalse(find(after, alice).orElseThrow().isUnderOldKey());
        assertEquals(PHC, find(after, alice).orElseThrow().phc());
    }

    @BothDatabases
    void what_is_printed_is_no_hash() {
        put(table, alice, PHC);
        assertFalse(find(table, alice).orElseThrow().toString().contains("argon2"));
    }

    /** The keys of all lower numbers are the same in each of these rings. */
    private KeyRing ringOf(int keys) throws Exception {
        StringBuilder json = new StringBuilder("{\"keys\":[");
        for (int number = 1; number <= keys; number++) {
            byte[] key = new byte[32];
            new Random(number).nextBytes(key);
            json.append(number == 1 ? "" : ",")
                    .append("{\"kty\":\"oct\",\"kid\":\"")
                    .append(number)
                    .append("\",\"k\":\"")
                    .append(Base64.getUrlEncoder().withoutPadding().encodeToString(key))
                    .append("\"}");
        }
        Path file = directory.resolve("keys" + keys + ".json");
        Files.writeString(file, json.append("]}"));
        if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        return KeyRing.read(file);
    }

    private AccountId account() {
        AccountId id = AccountId.random(CLOCK, Passwords.RANDOM);
        database.useTransaction(handle ->
                handle.createUpdate("""
                        insert into {s}auth_account (id, email_verified, status, epoch, created_at)
                        values (:id, false, 'active', 0, :now)""").bind("id", id.value()).bind("now", NOW).execute());
        return id;
    }

    private Optional<Stored> find(PasswordTable table, AccountId account) {
        return database.read(handle -> table.find(handle, account));
    }

    private void put(PasswordTable table, AccountId account, String phc) {
        database.useTransaction(handle -> table.put(handle, account, phc));
    }

    private boolean delete() {
        return database.inTransaction(handle -> table.delete(handle, alice));
    }

    private boolean replace(PasswordTable table, Stored verified, String phc) {
        return database.inTransaction(handle -> table.replaceIfUnchanged(handle, alice, verified, phc));
    }

    private byte[] sealed(AccountId account) {
        return database.read(handle -> handle.createQuery("select sealed from {s}auth_password where account_id = :id")
                .bind("id", account.value())
                .mapTo(byte[].class)
                .one());
    }

    private void overwrite(AccountId account, byte[] sealed) {
        database.useTransaction(
                handle -> handle.createUpdate("update {s}auth_password set sealed = :sealed where account_id = :id")
                        .bind("sealed", sealed)
                        .bind("id", account.value())
                        .execute());
    }

    private Instant changedAt() {
        return database.read(
                handle -> handle.createQuery("select changed_at from {s}auth_password where account_id = :id")
                        .bind("id", alice.value())
                        .mapTo(Instant.class)
                        .one());
    }
}
