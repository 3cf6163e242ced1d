package dev.doorward.auth.secret;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpaqueTokenTest {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    @Test
    void a_token_reads_back_as_itself() {
        for (int i = 0; i < 1000; i++) {
            UUID id = UUID.randomUUID();
            OpaqueToken token = OpaqueToken.random(id, Rings.RANDOM);
            OpaqueToken read = OpaqueToken.parse(token.text()).orElseThrow();
            assertEquals(55, token.text().length());
            assertEquals(id, read.id());
            assertArrayEquals(token.secret(), read.secret());
            assertEquals(token, read);
            assertEquals(token.hashCode(), read.hashCode());
            assertEquals(token.text(), read.text());
        }
    }

    @Test
    void every_text_that_parses_is_the_only_text_of_its_token() {
        String text = OpaqueToken.random(UUID.randomUUID(), Rings.RANDOM).text();
        for (int i = 0; i < text.length(); i++) {
            for (char c = 0; c < 260; c++) {
                String other = text.substring(0, i) + c + text.substring(i + 1);
                OpaqueToken.parse(other).ifPresent(token -> assertEquals(other, token.text()));
            }
        }
    }

    @Test
    void trailing_bits_that_say_nothing_are_refused() {
        String text = OpaqueToken.random(UUID.randomUUID(), Rings.RANDOM).text();
        int accepted = 0;
        for (int i = 0; i < ALPHABET.length(); i++) {
            accepted += OpaqueToken.parse(text.substring(0, 21) + ALPHABET.charAt(i) + text.substring(22))
                            .isPresent()
                    ? 1
                    : 0;
        }
        assertEquals(4, accepted, "22 characters hold 132 bits, of which an id uses 128");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", ".", "null", "undefined"})
    void a_blank_token_is_no_token(String text) {
        assertEquals(Optional.empty(), OpaqueToken.parse(text));
    }

    @Test
    void other_lengths_alphabets_and_separators_are_refused() {
        String text = OpaqueToken.random(UUID.randomUUID(), Rings.RANDOM).text();
        String id = text.substring(0, 22);
        String secret = text.substring(23);
        for (String other : new String[] {
            text + "=",
            text + "A",
            " " + text,
            text + "\n",
            text.substring(1),
            text.substring(0, 54),
            id,
            id + ".",
            id + ":" + secret,
            id + secret + ".",
            "." + id + secret,
            secret + "." + id,
            id + "." + secret.substring(1) + "+",
            id + "." + secret.substring(1) + "/",
            id + "." + secret.substring(1) + "=",
            id + "." + secret.substring(1) + "\u0100",
            id + "." + secret.substring(1) + "\uff21",
            "a".repeat(1_000_000)
        }) {
            assertEquals(Optional.empty(), OpaqueToken.parse(other), other);
        }
    }

    @Test
    void a_printed_token_opens_nothing() {
        OpaqueToken token = OpaqueToken.random(UUID.randomUUID(), Rings.RANDOM);
        assertEquals("OpaqueToken[" + token.id() + "]", token.toString());
        assertFalse(token.toString().contains(token.text().substring(23)));
    }

    @Test
    void tokens_with_one_id_and_two_secrets_are_two_tokens() {
        UUID id = UUID.randomUUID();
        OpaqueToken token = OpaqueToken.random(id, Rings.RANDOM);
        assertNotEquals(token, OpaqueToken.random(id, Rings.RANDOM));
        token.secret()[0] ^= 1;
        assertEquals(token, OpaqueToken.parse(token.text()).orElseThrow());
    }
}
