package dev.doorward.auth.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

final class TextMacTest {
    private static final String TEXT = "session 8f1d3c0a";

    private final SortedMap<Integer, byte[]> keys = Rings.keys(1);
    private final TextMac macs = new TextMac(Rings.of(keys), "csrf");
    private final Mac mac = macs.sign(TEXT);

    @Test
    void what_was_signed_verifies_also_after_a_newer_key_was_added() {
        assertTrue(macs.verify(mac, TEXT));
        keys.putAll(Rings.keys(2));
        TextMac rotated = new TextMac(Rings.of(keys), "csrf");
        assertTrue(rotated.verify(mac, TEXT));
        assertEquals(2, rotated.sign(TEXT).keyNumber());
    }

    @Test
    void another_text_purpose_or_ring_does_not_verify() {
        assertFalse(macs.verify(mac, TEXT + "1"));
        assertFalse(new TextMac(Rings.of(keys), "flash").verify(mac, TEXT));
        assertFalse(macs.verify(new TextMac(Rings.ring(1), "csrf").sign(TEXT), TEXT));
    }

    @Test
    void a_shortened_mac_does_not_verify() {
        assertFalse(macs.verify(new Mac(1, new byte[0]), TEXT));
        assertFalse(macs.verify(new Mac(1, Arrays.copyOf(mac.bytes(), 16)), TEXT));
    }

    @Test
    void a_key_number_from_outside_is_no_outage() {
        assertFalse(macs.verify(new Mac(7, mac.bytes()), TEXT));
        assertFalse(macs.verify(new Mac(0, mac.bytes()), TEXT));
    }
}
