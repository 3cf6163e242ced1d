package dev.doorward.auth.secret;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class KeyRingTest {

    @Test
    void the_highest_number_is_current() {
        KeyRing ring = Rings.ring(2, 10, 9);
        assertEquals(10, ring.current());
        assertEquals(Set.of(2, 9, 10), ring.numbers());
        assertFalse(ring.isInMemory());
    }

    @Test
    void a_derived_key_depends_on_ring_number_and_purpose_and_on_nothing_else() {
        SortedMap<Integer, byte[]> keys = Rings.keys(1, 2);
        KeyRing ring = Rings.of(keys);
        byte[] key = ring.derived(1, "session");
        assertEquals(32, key.length);
        assertArrayEquals(key, Rings.of(keys).derived(1, "session"));
        assertFalse(Arrays.equals(key, ring.derived(2, "session")));
        assertFalse(Arrays.equals(key, ring.derived(1, "remembered")));
        assertFalse(Arrays.equals(key, Rings.ring(1).derived(1, "session")));
        assertFalse(Arrays.equals(key, keys.get(1)));
    }

    @Test
    void the_derivation_never_changes_or_every_account_would_be_lost() {
        SortedMap<Integer, byte[]> keys = new TreeMap<>();
        keys.put(1, HexFormat.of().parseHex("8f1d3c0a5b7e9264f0ab13cd57e98642bd0937f5e1c2a4880653d9be7f214c6a"));
        assertEquals(
                "8f12b5bf5ca714c863cbf28c3c5347fdd6ddaea0fdc488a7fe18937c26004c79",
                HexFormat.of().formatHex(Rings.of(keys).derived(1, "password")));
    }

    @Test
    void no_public_method_hands_out_a_key() {
        for (Method method : KeyRing.class.getMethods()) {
            assertNotEquals(byte[].class, method.getReturnType(), method.getName());
        }
    }

    @Test
    void an_unknown_number_is_an_outage_and_says_what_to_do() {
        UnknownKeyException e =
                assertThrows(UnknownKeyException.class, () -> Rings.ring(1, 2).derived(3, "session"));
        assertEquals(
                "Key 3 is not in the key ring, which holds [1, 2]. Remedy: put the key file that belongs to this database"
                        + " back in place.",
                e.getMessage());
    }

    @Test
    void a_ring_without_keys_is_refused() {
        assertRefused(new TreeMap<>(), "holds no key");
    }

    @Test
    void short_and_long_keys_are_refused() {
        for (int length : new int[] {0, 1, 16, 31, 33, 64}) {
            byte[] key = new byte[length];
            Rings.RANDOM.nextBytes(key);
            assertRefused(keys(key), "has " + length + " bytes instead of 32");
        }
    }

    @Test
    void keys_that_follow_a_pattern_are_refused() {
        byte[] zeros = new byte[32];
        byte[] ones = new byte[32];
        Arrays.fill(ones, (byte) 0xff);
        byte[] counting = new byte[32];
        byte[] steps = new byte[32];
        byte[] repeated = new byte[32];
        for (int i = 0; i < 32; i++) {
            counting[i] = (byte) i;
            steps[i] = (byte) (200 - 7 * i);
            repeated[i] = (byte) (31 * (i % 16));
        }
        byte[] hexadecimalText = "9f86d081884c7d659a2feaa0c55ad015".getBytes(US_ASCII);
        for (byte[] key : new byte[][] {zeros, ones, counting, steps, repeated, hexadecimalText}) {
            assertRefused(keys(key), "is weak");
        }
    }

    @Test
    void random_keys_are_not_taken_for_weak_ones() {
        for (int i = 0; i < 10_000; i++) {
            WeakKeys.refuse(keys(Rings.key()), "A random ring");
        }
    }

    @Test
    void the_same_key_under_two_numbers_is_refused() {
        SortedMap<Integer, byte[]> keys = Rings.keys(1, 2);
        keys.put(3, keys.get(1).clone());
        assertRefused(keys, "keys 1 and 3 are the same key");
    }

    @Test
    void numbers_below_one_are_refused() {
        assertRefused(Rings.keys(0), "numbers a key 0");
        assertRefused(Rings.keys(-1, 1), "numbers a key -1");
    }

    @Test
    void a_ring_in_memory_says_so_and_is_another_each_time() {
        KeyRing ring = KeyRing.inMemory(Rings.RANDOM);
        assertTrue(ring.isInMemory());
        assertEquals(1, ring.current());
        assertFalse(Arrays.equals(
                ring.derived(1, "session"), KeyRing.inMemory(Rings.RANDOM).derived(1, "session")));
    }

    @Test
    void nothing_prints_a_key() {
        KeyRing ring = Rings.ring(1);
        String printed = ring + " " + new Sealer(ring, "a", Rings.RANDOM) + new TokenMac(ring, "b")
                + new CookieSigner(ring, "c") + new TextMac(ring, "d");
        assertEquals("KeyRing[1] Sealer[a]TokenMac[b]CookieSigner[c]TextMac[d]", printed);
    }

    private static SortedMap<Integer, byte[]> keys(byte[] key) {
        SortedMap<Integer, byte[]> keys = new TreeMap<>();
        keys.put(1, key);
        return keys;
    }

    private static void assertRefused(SortedMap<Integer, byte[]> keys, String reason) {
        KeyRingException e = assertThrows(KeyRingException.class, () -> Rings.of(keys));
        assertTrue(e.getMessage().contains(reason), e.getMessage());
        assertTrue(e.getMessage().contains("Remedy: "), e.getMessage());
    }
}
