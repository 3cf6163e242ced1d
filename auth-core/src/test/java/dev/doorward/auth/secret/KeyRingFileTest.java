package dev.doorward.auth.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.util.Base64URL;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRingFileTest {

    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("keys.json");
    }

    @Test
    void a_new_file_is_a_jwk_set_of_a_numbered_256_bit_key_and_one_that_signs() throws Exception {
        KeyRing.readOrCreate(file, Rings.RANDOM, Clock.fixed(NOW, ZoneOffset.UTC));
        JWKSet set = JWKSet.load(file.toFile());
        assertEquals(2, set.size());
        OctetSequenceKey key = set.getKeyByKeyId("1").toOctetSequenceKey();
        assertEquals(256, key.size());
        assertEquals(Date.from(NOW), key.getIssueTime());
        ECKey signing = set.getKeyByKeyId("1-es256").toECKey();
        assertEquals(Curve.P_256, signing.getCurve());
        assertEquals(JWSAlgorithm.ES256, signing.getAlgorithm());
        assertEquals(Date.from(NOW), signing.getIssueTime());
    }

    @Test
    void the_second_start_reads_what_the_first_one_made() {
        KeyRing first = KeyRing.readOrCreate(file);
        assertArrayEquals(
                first.derived(1, "session"), KeyRing.readOrCreate(file).derived(1, "session"));
        assertArrayEquals(first.derived(1, "session"), KeyRing.read(file).derived(1, "session"));
        assertFalse(first.isInMemory());
    }

    @Test
    void a_new_file_and_its_new_directories_are_for_the_owner_only() throws IOException {
        assumePosix();
        Path deep = directory.resolve("data/secret/keys.json");
        KeyRing.readOrCreate(deep);
        assertEquals("rw-------", permissions(deep));
        assertEquals("rwx------", permissions(directory.resolve("data/secret")));
        assertEquals("rwx------", permissions(directory.resolve("data")));
    }

    @Test
    void nothing_but_the_ring_is_left_behind() throws IOException {
        KeyRing.readOrCreate(file);
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void processes_that_start_at_once_agree_on_one_ring() throws Exception {
        int starts = 16;
        ExecutorService processes = Executors.newFixedThreadPool(starts);
        try {
            for (int round = 0; round < 20; round++) {
                Path fresh = directory.resolve("round" + round).resolve("keys.json");
                CyclicBarrier together = new CyclicBarrier(starts);
                List<Future<KeyRing>> rings = new ArrayList<>();
                for (int i = 0; i < starts; i++) {
                    rings.add(processes.submit(() -> {
                        together.await();
                        return KeyRing.readOrCreate(fresh);
                    }));
                }
                Set<String> keys = new HashSet<>();
                for (Future<KeyRing> ring : rings) {
                    keys.add(Base64URL.encode(ring.get().derived(1, "session")).toString());
                }
                assertEquals(1, keys.size());
            }
        } finally {
            processes.shutdownNow();
        }
    }

    @Test
    void a_ring_that_came_first_is_never_replaced() throws IOException {
        KeyRing first = KeyRing.readOrCreate(file);
        new KeyRingFile(file, Rings.RANDOM).create(Generation.make(1, Rings.RANDOM, NOW), false);
        assertArrayEquals(first.derived(1, "session"), KeyRing.read(file).derived(1, "session"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-", "rw-rw-rw-"})
    void a_file_open_to_others_is_refused(String permissions) throws IOException {
        assumePosix();
        KeyRing.readOrCreate(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        assertRefused("is open to other users (" + permissions + ")");
    }

    @Test
    void a_link_to_a_file_open_to_others_is_refused() throws IOException {
        assumePosix();
        Path elsewhere = directory.resolve("elsewhere.json");
        KeyRing.readOrCreate(elsewhere);
        Files.setPosixFilePermissions(elsewhere, PosixFilePermissions.fromString("rw-r--r--"));
        Files.createSymbolicLink(file, elsewhere);
        assertRefused("is open to other users");
    }

    @Test
    void a_link_that_leads_nowhere_is_not_taken_for_a_first_start() throws IOException {
        assumePosix();
        Files.createSymbolicLink(file, directory.resolve("unmounted/keys.json"));
        assertRefused("cannot be read (NoSuchFileException)");
    }

    @Test
    void reading_does_not_create() {
        KeyRingException e = assertThrows(KeyRingException.class, () -> KeyRing.read(file));
        assertTrue(e.getMessage().contains("cannot be read (NoSuchFileException)"), e.getMessage());
        assertFalse(Files.exists(file));
    }

    @Test
    void a_place_where_no_file_can_be_is_refused_with_a_remedy() throws IOException {
        Files.writeString(file, "a file, not a directory");
        KeyRingException e =
                assertThrows(KeyRingException.class, () -> KeyRing.readOrCreate(file.resolve("keys.json")));
        assertTrue(e.getMessage().contains("Remedy: "), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "{}",
                "\"keys\"",
                "{\"keys\":null}",
                "{\"keys\":{}}",
                "{\"keys\":[",
                "{\"keys\":[1]}",
                "{\"keys\":[null]}",
                "{\"keys\":[{}]}",
                "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"1\"}]}",
                "{\"keys\":[{\"kty\":\"oct\",\"kid\":1,\"k\":\"AAAA\"}]}",
            })
    void a_file_that_is_no_key_set_is_refused(String text) throws IOException {
        write(text);
        assertRefused("is not a JWK set of keys that can be used");
    }

    @Test
    void an_empty_key_set_is_refused() throws IOException {
        write("{\"keys\":[]}");
        assertRefused("holds no key");
    }

    @Test
    void a_weak_or_short_key_is_refused() throws IOException {
        write(set(key("1", new byte[32])));
        assertRefused("key 1 is weak");
        write(set(key("1", new byte[16])));
        assertRefused("key 1 has 16 bytes instead of 32");
    }

    @Test
    void a_number_that_occurs_twice_is_refused() throws IOException {
        write(set(key("1", Rings.key()), key("1", Rings.key())));
        assertRefused("holds two keys with number 1");
    }

    @Test
    void a_key_that_occurs_twice_is_refused() throws IOException {
        byte[] key = Rings.key();
        write(set(key("1", key), key("2", key)));
        assertRefused("keys 1 and 2 are the same key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "01", "-1", "+1", "1.0", "1 ", "one", "1000000000", "\\u0661"})
    void a_kid_that_is_not_a_number_in_its_one_spelling_is_refused(String kid) throws IOException {
        write(set(key(kid, Rings.key())));
        assertRefused("kid is not a number");
    }

    @Test
    void a_key_without_a_kid_is_refused() throws IOException {
        write(set("{\"kty\":\"oct\",\"k\":\"" + Base64URL.encode(Rings.key()) + "\"}"));
        assertRefused("kid is not a number");
    }

    @Test
    void a_key_of_a_type_nobody_knows_does_not_go_unnoticed() throws IOException {
        write(set(key("1", Rings.key()), "{\"kty\":\"quantum\",\"kid\":\"2\"}"));
        assertRefused("holds keys of an unknown type");
    }

    @Test
    void a_public_key_is_refused() throws IOException {
        // RFC 7515 appendix A.3.1
        write(set(
                key("1", Rings.key()),
                "{\"kty\":\"EC\",\"kid\":\"1-es256\",\"alg\":\"ES256\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
                        + "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}"));
        assertRefused("key 1-es256 has no private part");
    }

    @Test
    void a_file_of_any_size_is_refused_before_it_is_read_whole() throws IOException {
        write(" ".repeat(64 * 1024 + 1));
        assertRefused("is larger than 65536 bytes");
    }

    @Test
    void a_broken_file_is_not_quoted_because_it_holds_keys() throws IOException {
        String secret = Base64URL.encode(Rings.key()).toString();
        write("{\"keys\":[{\"kty\":\"oct\",\"kid\":\"1\",\"k\":\"" + secret + "\" oops }]}");
        KeyRingException e = assertThrows(KeyRingException.class, () -> KeyRing.read(file));
        assertNull(e.getCause());
        assertFalse(e.getMessage().contains(secret.substring(0, 6)), e.getMessage());
    }

    private void assertRefused(String reason) {
        KeyRingException e = assertThrows(KeyRingException.class, () -> KeyRing.readOrCreate(file));
        assertTrue(e.getMessage().contains(reason), e.getMessage());
        assertTrue(e.getMessage().contains("Remedy: "), e.getMessage());
        assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text, UTF_8);
        if (isPosix()) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }

    private static String set(String... keys) {
        return "{\"keys\":[" + String.join(",", keys) + "]}";
    }

    private static String key(String kid, byte[] bytes) {
        return "{\"kty\":\"oct\",\"kid\":\"" + kid + "\",\"k\":\"" + Base64URL.encode(bytes) + "\"}";
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private boolean isPosix() throws IOException {
        return Files.getFileStore(directory).supportsFileAttributeView("posix");
    }

    private void assumePosix() throws IOException {
        assumeTrue(isPosix(), "this file system has no POSIX permissions");
    }
}
