package dev.doorward.auth.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class CookieSignerTest {

    private final SortedMap<Integer, byte[]> keys = Rings.keys(1);
    private final CookieSigner signer = new CookieSigner(Rings.of(keys), "flash");

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "saved", "line\r\nSet-Cookie: x=y", "a.b;c=\"d\"", "gru\u00df \ud83d\ude00"})
    void what_was_signed_opens_and_needs_no_escaping_in_a_cookie(String value) {
        String signed = signer.sign(value);
        assertTrue(signed.matches("1\\.[A-Za-z0-9_-]*\\.[A-Za-z0-9_-]{43}"), signed);
        assertEquals(Optional.of(value), signer.open(signed));
    }

    @Test
    void a_change_to_any_character_opens_nothing() {
        String signed = signer.sign("saved");
        for (int i = 0; i < signed.length(); i++) {
            for (char c : new char[] {'A', 'B', '.', '=', ' ', '0', '2', '\u00e9'}) {
                if (signed.charAt(i) != c) {
                    assertEquals(Optional.empty(), signer.open(signed.substring(0, i) + c + signed.substring(i + 1)));
                }
            }
            assertEquals(Optional.empty(), signer.open(signed.substring(0, i)));
        }
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {"", ".", "..", "1..", "1.YQ.", ".YQ.YQ", "1.YQ", "-1.YQ.YQ", "99999999999.YQ.YQ", "1.YQ.YQ.YQ"})
    void what_nobody_signed_opens_nothing(String text) {
        assertEquals(Optional.empty(), signer.open(text));
    }

    @Test
    void one_value_has_one_spelling() {
        String signed = signer.sign("saved");
        assertEquals(Optional.empty(), signer.open("0" + signed));
        assertEquals(Optional.empty(), signer.open("+" + signed));
        assertEquals(Optional.empty(), signer.open(signed + "="));
        assertEquals(Optional.empty(), signer.open(signed + " "));
    }

    @Test
    void another_purpose_opens_nothing() {
        assertEquals(Optional.empty(), new CookieSigner(Rings.of(keys), "csrf").open(signer.sign("saved")));
    }

    @Test
    void an_old_key_still_opens_and_the_new_one_signs() {
        String old = signer.sign("saved");
        keys.put(2, Rings.key());
        CookieSigner rotated = new CookieSigner(Rings.of(keys), "flash");
        assertEquals(Optional.of("saved"), rotated.open(old));
        assertTrue(rotated.sign("saved").startsWith("2."));
        assertEquals(Optional.empty(), rotated.open("2" + old.substring(1)));
    }

    @Test
    void a_key_number_that_a_browser_made_up_causes_no_outage() {
        assertEquals(Optional.empty(), signer.open("7" + signer.sign("saved").substring(1)));
    }

    @Test
    void a_value_that_no_browser_would_keep_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> signer.sign("a".repeat(4000)));
        assertEquals(Optional.empty(), signer.open("1." + "A".repeat(1_000_000) + ".YQ"));
    }
}
