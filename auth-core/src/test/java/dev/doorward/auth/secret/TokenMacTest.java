package dev.doorward.auth.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TokenMacTest {

    private static final UUID ID = UUID.randomUUID();
    private static final UUID ACCOUNT = UUID.randomUUID();
    private static final byte[] SECRET = OpaqueToken.random(ID, Rings.RANDOM).secret();

    private final SortedMap<Integer, byte[]> keys = Rings.keys(1);
    private final TokenMac macs = new TokenMac(Rings.of(keys), "session");
    private final Mac mac = macs.sign(ID, ACCOUNT, SECRET);

    @Test
    void what_was_signed_verifies() {
        assertEquals(1, mac.keyNumber());
        assertEquals(32, mac.bytes().length);
        assertTrue(macs.verify(mac, ID, ACCOUNT, SECRET));
    }

    @Test
    void a_row_given_to_another_account_opens_nothing() {
        assertFalse(macs.verify(mac, ID, UUID.randomUUID(), SECRET));
    }

    @Test
    void a_mac_copied_to_another_row_opens_nothing() {
        assertFalse(macs.verify(mac, UUID.randomUUID(), ACCOUNT, SECRET));
        assertFalse(macs.verify(mac, ACCOUNT, ID, SECRET));
    }

    @Test
    void a_mac_of_another_purpose_opens_nothing() {
        assertFalse(new TokenMac(Rings.of(keys), "remembered").verify(mac, ID, ACCOUNT, SECRET));
    }

    @Test
    void another_secret_opens_nothing() {
        for (int i = 0; i < SECRET.length; i++) {
            byte[] changed = SECRET.clone();
            changed[i] ^= 1;
            assertFalse(macs.verify(mac, ID, ACCOUNT, changed));
        }
        assertFalse(macs.verify(mac, ID, ACCOUNT, new byte[0]));
        assertFalse(macs.verify(mac, ID, ACCOUNT, Arrays.copyOf(SECRET, SECRET.length + 1)));
    }

    @Test
    void a_blank_or_cut_mac_verifies_nothing() {
        assertFalse(macs.verify(new Mac(1, new byte[0]), ID, ACCOUNT, SECRET));
        assertFalse(macs.verify(new Mac(1, new byte[32]), ID, ACCOUNT, SECRET));
        assertFalse(macs.verify(new Mac(1, Arrays.copyOf(mac.bytes(), 16)), ID, ACCOUNT, SECRET));
    }

    @Test
    void a_stolen_database_without_the_ring_makes_no_token() {
        Mac forged = new TokenMac(Rings.ring(1), "session").sign(ID, ACCOUNT, SECRET);
        assertFalse(macs.verify(forged, ID, ACCOUNT, SECRET));
    }

    @Test
    void an_old_key_still_verifies_and_the_new_one_signs() {
        keys.put(2, Rings.key());
        TokenMac rotated = new TokenMac(Rings.of(keys), "session");
        assertTrue(rotated.verify(mac, ID, ACCOUNT, SECRET));
        assertEquals(2, rotated.sign(ID, ACCOUNT, SECRET).keyNumber());
        assertFalse(rotated.verify(new Mac(2, mac.bytes()), ID, ACCOUNT, SECRET));
    }

    @Test
    void a_key_the_ring_lost_is_an_outage_and_no_forgery() {
        assertThrows(UnknownKeyException.class, () -> macs.verify(new Mac(7, mac.bytes()), ID, ACCOUNT, SECRET));
    }

    @Test
    void a_mac_is_compared_by_its_bytes_and_printed_without_them() {
        assertEquals(mac, macs.sign(ID, ACCOUNT, SECRET));
        assertEquals(mac.hashCode(), macs.sign(ID, ACCOUNT, SECRET).hashCode());
        assertNotEquals(mac, new Mac(2, mac.bytes()));
        assertEquals("Mac[keyNumber=1]", mac.toString());
        mac.bytes()[0] ^= 1;
        assertTrue(macs.verify(mac, ID, ACCOUNT, SECRET));
    }
}
