package dev.doorward.auth.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import dev.doorward.auth.testing.TestClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRotationTest {

    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final byte[] TEXT = "said".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path directory;

    private final TestClock clock = new TestClock(NOW);
    private Path file;
    private KeyRing node;
    private KeyRotation rotation;

    @BeforeEach
    void start() {
        file = directory.resolve("keys.json");
        node = KeyRing.readOrCreate(file, Rings.RANDOM, clock);
        rotation = new KeyRotation(file, Rings.RANDOM, clock);
    }

    @Test
    void the_first_key_is_in_use_at_once() {
        assertEquals(List.of(new RingKey(1, "1-es256", NOW, NOW, true)), rotation.keys());
        assertEquals(1, node.current());
        assertEquals("1-es256", node.signing().id());
    }

    @Test
    void a_new_key_reads_at_once_and_seals_and_signs_after_ten_minutes() {
        RingKey added = rotation.rotate();
        assertEquals(new RingKey(2, "2-es256", NOW, NOW.plusSeconds(600), false), added);
        node.refresh();
        assertEquals(Set.of(1, 2), node.numbers());
        assertTrue(node.verifying("2-es256").isPresent());
        clock.turn(Duration.ofMinutes(10).minusMillis(1));
        assertEquals(1, node.current());
        assertEquals("1-es256", node.signing().id());
        clock.turn(Duration.ofMillis(1));
        assertEquals(2, node.current());
        assertEquals("2-es256", node.signing().id());
    }

    @Test
    void what_another_node_makes_under_a_new_key_is_read_without_waiting_for_the_next_look() {
        rotation.rotate();
        clock.turn(Duration.ofMinutes(10));
        KeyRing other = KeyRing.read(file);
        Sealed sealed = new Sealer(other, "test", Rings.RANDOM).seal(TEXT, "here");
        assertEquals(2, sealed.keyNumber());
        assertEquals(Set.of(1), node.numbers());
        assertTrue(new Sealer(node, "test", Rings.RANDOM).open(sealed, "here").isPresent());
        assertEquals(Set.of(1, 2), node.numbers());
    }

    @Test
    void a_signature_of_a_key_not_seen_yet_is_checked_without_waiting_for_the_next_look() {
        rotation.rotate();
        assertTrue(node.verifying("2-es256").isPresent());
    }

    @Test
    void numbers_made_up_by_a_stranger_look_at_the_file_once_a_second_at_most() {
        assertFalse(node.holds(77));
        rotation.rotate();
        assertFalse(node.holds(2));
        clock.turn(Duration.ofMillis(999));
        assertFalse(node.holds(2));
        clock.turn(Duration.ofMillis(1));
        assertTrue(node.holds(2));
    }

    @Test
    void a_file_that_becomes_unreadable_leaves_a_running_node_its_keys() throws IOException {
        Mac mac = new TextMac(node, "test").sign(TEXT);
        overwrite("{\"keys\":[");
        node.refresh();
        node.refresh();
        assertTrue(new TextMac(node, "test").verify(mac, TEXT));
        Files.delete(file);
        node.refresh();
        assertTrue(new TextMac(node, "test").verify(mac, TEXT));
    }

    @Test
    void a_file_that_others_may_read_is_not_taken_up() throws IOException {
        assumePosix();
        rotation.rotate();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        node.refresh();
        assertEquals(Set.of(1), node.numbers());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        node.refresh();
        assertEquals(Set.of(1, 2), node.numbers());
    }

    @Test
    void a_file_of_another_installation_is_not_taken_up() throws IOException {
        Path other = directory.resolve("other.json");
        KeyRing.readOrCreate(other);
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        Mac mac = new TextMac(node, "test").sign(TEXT);
        node.refresh();
        assertTrue(new TextMac(node, "test").verify(mac, TEXT));
        assertTrue(node.verifying("1-es256").isPresent());
    }

    @Test
    void a_second_rotation_has_to_wait_for_the_first() {
        rotation.rotate();
        assertRefused(rotation::rotate, "Key 2 is new already and will be in use from 2026-11-20T10:10:00Z");
        clock.turn(Duration.ofMinutes(10));
        assertEquals(3, rotation.rotate().number());
    }

    @Test
    void a_key_that_replaces_a_leaked_one_is_in_use_at_once_and_still_read_by_all_before_that_one_goes() {
        assertTrue(rotation.rotateAtOnce().current());
        KeyRing other = KeyRing.readOrCreate(file, Rings.RANDOM, clock);
        Sealed sealed = new Sealer(other, "test", Rings.RANDOM).seal(TEXT, "here");
        assertEquals(2, sealed.keyNumber());
        assertTrue(new Sealer(node, "test", Rings.RANDOM).open(sealed, "here").isPresent());
        assertRefused(() -> rotation.remove(1, List.of()), "Key 1 was in use a moment ago");
        clock.turn(Duration.ofMinutes(10));
        rotation.remove(1, List.of());
    }

    @Test
    void of_rotations_at_the_same_time_one_is_made() throws Exception {
        int count = 8;
        ExecutorService administrators = Executors.newFixedThreadPool(count);
        try {
            CyclicBarrier together = new CyclicBarrier(count);
            List<Future<Boolean>> results = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                results.add(administrators.submit(() -> {
                    together.await();
                    try {
                        new KeyRotation(file, Rings.RANDOM, clock).rotate();
                        return true;
                    } catch (KeyRingException e) {
                        return false;
                    }
                }));
            }
            int made = 0;
            for (Future<Boolean> result : results) {
                made += result.get() ? 1 : 0;
            }
            assertEquals(1, made);
            assertEquals(2, rotation.keys().size());
        } finally {
            administrators.shutdownNow();
        }
    }

    @Test
    void a_changed_file_is_still_for_its_owner_only() throws IOException {
        assumePosix();
        rotation.rotate();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void a_link_to_the_file_stays_a_link() throws IOException {
        assumePosix();
        Path link = directory.resolve("link.json");
        Files.createSymbolicLink(link, file);
        new KeyRotation(link, Rings.RANDOM, clock).rotate();
        assertTrue(Files.isSymbolicLink(link));
        node.refresh();
        assertEquals(Set.of(1, 2), node.numbers());
    }

    @Test
    void the_only_key_and_the_one_in_use_are_not_removed() {
        assertRefused(() -> rotation.remove(1, List.of()), "Key 1 is the one in use");
        rotated();
        assertRefused(() -> rotation.remove(2, List.of()), "Key 2 is the one in use");
        assertRefused(() -> rotation.remove(9, List.of()), "There is no key 9. Remedy: name one of [1, 2].");
    }

    @Test
    void a_key_that_some_node_may_still_use_or_use_already_is_not_removed() {
        rotation.rotate();
        assertRefused(() -> rotation.remove(2, List.of()), "Key 2 will be in use from 2026-11-20T10:10:00Z");
        clock.turn(Duration.ofMinutes(20).minusMillis(1));
        assertRefused(() -> rotation.remove(1, List.of()), "Key 1 was in use a moment ago");
        clock.turn(Duration.ofMillis(1));
        rotation.remove(1, List.of());
        assertEquals(2, rotation.keys().get(0).number());
    }

    @Test
    void a_key_that_rows_need_is_not_removed() {
        rotated();
        List<SealedRows> rows = List.of(rows("passwords", 12), rows("letters", 0), rows("sessions", 3));
        assertRefused(() -> rotation.remove(1, rows), "Key 1 is still needed by 12 passwords, 3 sessions.");
        rotation.remove(1, List.of(rows("passwords", 0)));
        node.refresh();
        assertEquals(Set.of(2), node.numbers());
        assertFalse(node.verifying("1-es256").isPresent());
    }

    @Test
    void a_file_made_before_there_were_signing_keys_is_given_one_by_all_nodes_together() throws Exception {
        Path old = directory.resolve("old.json");
        byte[] root = Rings.key();
        new KeyRingFile(old, Rings.RANDOM)
                .create(
                        List.of(
                                new OctetSequenceKey.Builder(root).keyID("4").build(),
                                new OctetSequenceKey.Builder(Rings.key())
                                        .keyID("3")
                                        .build()),
                        false);
        int nodes = 8;
        ExecutorService starts = Executors.newFixedThreadPool(nodes);
        try {
            CyclicBarrier together = new CyclicBarrier(nodes);
            List<Future<String>> published = new ArrayList<>();
            for (int i = 0; i < nodes; i++) {
                published.add(starts.submit(() -> {
                    together.await();
                    return KeyRing.readOrCreate(old, Rings.RANDOM, clock).published();
                }));
            }
            String first = published.get(0).get();
            assertTrue(first.contains("\"4-es256\""), first);
            for (Future<String> other : published) {
                assertEquals(first, other.get());
            }
        } finally {
            starts.shutdownNow();
        }
        assertEquals(3, JWKSet.load(old.toFile()).size());
        assertEquals(
                "4-es256",
                KeyRing.readOrCreate(old, Rings.RANDOM, clock).signing().id());
    }

    @Test
    void keys_that_development_made_say_so_also_after_a_rotation() {
        Path made = directory.resolve("development.json");
        assertTrue(KeyRing.readOrCreateForDevelopment(made, Rings.RANDOM, clock).isForDevelopment());
        new KeyRotation(made, Rings.RANDOM, clock).rotate();
        assertTrue(KeyRing.readOrCreate(made).isForDevelopment());
        assertFalse(
                KeyRing.readOrCreateForDevelopment(file, Rings.RANDOM, clock).isForDevelopment());
    }

    @Test
    void a_file_that_is_full_is_not_made_longer_than_it_can_be_read() throws IOException {
        List<String> keys = new ArrayList<>();
        for (int number = 1; number <= 800; number++) {
            keys.add(new OctetSequenceKey.Builder(Rings.key())
                    .keyID("" + number)
                    .build()
                    .toJSONString());
        }
        Path full = directory.resolve("full.json");
        Files.move(file, full);
        file = full;
        overwrite("{\"keys\":[" + String.join(",", keys) + "]}");
        KeyRotation rotations = new KeyRotation(full, Rings.RANDOM, clock);
        assertRefused(
                () -> {
                    for (int i = 0; i < 100; i++) {
                        rotations.rotate();
                        clock.turn(Duration.ofMinutes(10));
                    }
                },
                "is full");
        assertTrue(rotations.keys().size() > 800);
    }

    private void rotated() {
        rotation.rotate();
        node.refresh();
        clock.turn(Duration.ofMinutes(20));
    }

    private static SealedRows rows(String name, long count) {
        return SealedRows.counted(name, number -> number == 1 ? count : 0);
    }

    private static void assertRefused(Runnable change, String reason) {
        KeyRingException e = assertThrows(KeyRingException.class, change::run);
        assertTrue(e.getMessage().contains(reason), e.getMessage());
        assertTrue(e.getMessage().contains("Remedy: "), e.getMessage());
    }

    /** In place, as an editor does it. */
    private void overwrite(String text) throws IOException {
        Files.writeString(file, text);
    }

    private void assumePosix() throws IOException {
        assumeTrue(
                Files.getFileStore(directory).supportsFileAttributeView("posix"),
                "this file system has no POSIX permissions");
    }
}
