package dev.doorward.auth.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class SealerTest {

    private static final String PLACE = "auth_password/sealed/1";
    private static final byte[] PLAIN = "$argon2id$...".getBytes(UTF_8);

    private final SortedMap<Integer, byte[]> keys = Rings.keys(1);
    private final Sealer sealer = sealer(keys);

    @Test
    void what_was_sealed_opens_in_its_place() {
        for (byte[] plain : new byte[][] {PLAIN, {}, new byte[100_000]}) {
            Sealed sealed = sealer.seal(plain, PLACE);
            assertEquals(1, sealed.keyNumber());
            assertEquals(plain.length + 28, sealed.bytes().length);
            assertArrayEquals(plain, sealer.open(sealed, PLACE).orElseThrow());
        }
    }

    @Test
    void a_copied_row_opens_nothing() {
        assertEquals(Optional.empty(), sealer.open(sealer.seal(PLAIN, PLACE), "auth_password/sealed/2"));
        assertEquals(Optional.empty(), sealer.open(sealer.seal(PLAIN, PLACE), ""));
    }

    @Test
    void a_changed_bit_anywhere_opens_nothing() {
        Sealed sealed = sealer.seal(PLAIN, PLACE);
        for (int bit = 0; bit < sealed.bytes().length * 8; bit++) {
            byte[] changed = sealed.bytes();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertEquals(Optional.empty(), sealer.open(new Sealed(1, changed), PLACE));
        }
    }

    @Test
    void a_value_cut_short_opens_nothing() {
        byte[] bytes = sealer.seal(PLAIN, PLACE).bytes();
        for (int length = 0; length < bytes.length; length++) {
            assertEquals(Optional.empty(), sealer.open(new Sealed(1, Arrays.copyOf(bytes, length)), PLACE));
        }
    }

    @Test
    void another_purpose_opens_nothing() {
        Sealer other = new Sealer(Rings.of(keys), "mail", Rings.RANDOM);
        assertEquals(Optional.empty(), other.open(sealer.seal(PLAIN, PLACE), PLACE));
    }

    @Test
    void another_key_opens_nothing() {
        Sealed sealed = sealer.seal(PLAIN, PLACE);
        keys.put(2, Rings.key());
        assertEquals(Optional.empty(), sealer(keys).open(new Sealed(2, sealed.bytes()), PLACE));
    }

    @Test
    void an_old_key_still_opens_and_the_new_one_seals() {
        Sealed old = sealer.seal(PLAIN, PLACE);
        keys.put(2, Rings.key());
        Sealer rotated = sealer(keys);
        assertArrayEquals(PLAIN, rotated.open(old, PLACE).orElseThrow());
        assertEquals(2, rotated.seal(PLAIN, PLACE).keyNumber());
    }

    @Test
    void a_key_the_ring_lost_is_an_outage_and_no_forgery() {
        Sealed sealed = new Sealed(2, sealer.seal(PLAIN, PLACE).bytes());
        assertThrows(UnknownKeyException.class, () -> sealer.open(sealed, PLACE));
        assertThrows(UnknownKeyException.class, () -> sealer.open(new Sealed(2, new byte[0]), PLACE));
    }

    @Test
    void a_nonce_is_never_used_twice() {
        Set<Sealed> nonces = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            byte[] nonce = Arrays.copyOf(sealer.seal(PLAIN, PLACE).bytes(), 12);
            assertTrue(nonces.add(new Sealed(1, nonce)));
        }
    }

    @Test
    void what_is_bound_to_a_secret_opens_only_with_it() {
        byte[] secret = Rings.key();
        Sealed sealed = sealer.boundTo(secret).seal(PLAIN, PLACE);
        assertArrayEquals(PLAIN, sealer.boundTo(secret).open(sealed, PLACE).orElseThrow());
        assertEquals(Optional.empty(), sealer.boundTo(Rings.key()).open(sealed, PLACE));
        assertEquals(Optional.empty(), sealer.open(sealed, PLACE));
        assertEquals(Optional.empty(), sealer(Rings.keys(1)).boundTo(secret).open(sealed, PLACE));
        assertEquals(Optional.empty(), sealer.boundTo(secret).open(sealer.seal(PLAIN, PLACE), PLACE));
    }

    @Test
    void a_secret_that_can_be_guessed_is_refused_as_a_binding() {
        assertThrows(IllegalArgumentException.class, () -> sealer.boundTo(new byte[15]));
    }

    @Test
    void a_sealed_value_cannot_be_changed_from_outside() {
        byte[] bytes = {1, 2, 3};
        Sealed sealed = new Sealed(1, bytes);
        bytes[0] = 9;
        sealed.bytes()[1] = 9;
        assertEquals(new Sealed(1, new byte[] {1, 2, 3}), sealed);
        assertEquals(new Sealed(1, new byte[] {1, 2, 3}).hashCode(), sealed.hashCode());
        assertNotEquals(new Sealed(2, new byte[] {1, 2, 3}), sealed);
        assertFalse(sealed.toString().contains("1, 2, 3"));
    }

    private static Sealer sealer(SortedMap<Integer, byte[]> keys) {
        return new Sealer(Rings.of(keys), "password", Rings.RANDOM);
    }
}
