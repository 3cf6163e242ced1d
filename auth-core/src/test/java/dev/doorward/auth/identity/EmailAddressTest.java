package dev.doorward.auth.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {

    @ParameterizedTest
    @CsvSource({
        "ann@example.com, ann@example.com, ann@example.com",
        "Ann.Lee+Tag@Example.COM, Ann.Lee+Tag@example.com, ann.lee+tag@example.com",
        "IRIS@I.IO, IRIS@i.io, iris@i.io",
        "test@io, test@io, test@io",
        "o'brien@3com.com, o'brien@3com.com, o'brien@3com.com",
        "' \tann@example.com\t ', ann@example.com, ann@example.com",
        "a@bücher.example, a@xn--bcher-kva.example, a@xn--bcher-kva.example",
        "a@BÜCHER.example, a@xn--bcher-kva.example, a@xn--bcher-kva.example",
        "a@XN--BCHER-KVA.example, a@xn--bcher-kva.example, a@xn--bcher-kva.example",
        "a@παράδειγμα.δοκιμή, a@xn--hxajbheg2az3al.xn--jxalpdlp, a@xn--hxajbheg2az3al.xn--jxalpdlp",
    })
    void one_address_is_taken(String raw, String value, String key) {
        EmailAddress address = EmailAddress.parse(raw).orElseThrow();
        assertEquals(value, address.value());
        assertEquals(key, address.key());
    }

    @ParameterizedTest
    @CsvSource({
        "ａｎｎ＠ｅｘａｍｐｌｅ．ｃｏｍ, ann@example.com",
        "\u212aelvin@example.com, Kelvin@example.com",
        "ann@ⓔⓧample.com, ann@example.com",
        "a@bu\u0308cher.example, a@xn--bcher-kva.example",
    })
    void compatible_characters_are_replaced_before_anything_is_checked(String raw, String value) {
        assertEquals(Optional.of(value), EmailAddress.parse(raw).map(EmailAddress::value));
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                " ",
                "ann",
                "@",
                "@example.com",
                "ann@",
                "a@b@example.com",
                "ann＠evil.example@example.com",
                ".ann@example.com",
                "ann.@example.com",
                "a..b@example.com",
                "a b@example.com",
                "ann @example.com",
                "ann@ example.com",
                "ann@example.com.",
                "ann@.example.com",
                "ann@example..com",
                "ann@-example.com",
                "ann@example-.com",
                "ann@exa_mple.com",
                "ann@example.123",
                "ann@127.0.0.1",
                "ann@0x7f000001",
                "ann@2130706433",
                "ann@[127.0.0.1]",
                "ann@[IPv6:::1]",
                "\"ann\"@example.com",
                "\"a@b\"@example.com",
                "ann(comment)@example.com",
                "Ann <ann@example.com>",
                "<ann@example.com>",
                "ann@example.com,eve@evil.example",
                "ann@example.com;eve@evil.example",
                "ann@example.com eve@evil.example",
                "ann@example.com\neve@evil.example",
                "[\"ann@example.com\"]",
                "mailto:ann@example.com",
                "ann@example.com\n",
                "ann@example.com\r\nBcc: eve@evil.example",
                "\r\nann@example.com",
                "ann\u0000@example.com",
                "ann@example.com\u0000",
                "ann@exam\tple.com",
                "ann@example.com\u0085",
                "ann@example.com\u2028",
                "\u00a0ann@example.com",
                "ann\u200b@example.com",
                "ännchen@example.com",
                "аnn@example.com",
                "ann\ud800@example.com",
                "ann@ex\ud800ample.com",
                "ann@\udc00.com",
                "ann@example.com/../x",
                "ann@example.com?bcc=eve@evil.example",
                "ann@example.com:25",
                "ann@%65xample.com"
            })
    void what_is_not_exactly_one_plain_address_is_refused(String raw) {
        assertEquals(Optional.empty(), EmailAddress.parse(raw));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@straße.example", // IDNA 2003 makes it strasse
                "a@STRAẞE.example",
                "a@βόλος.example", // final sigma
                "a@exam\u200dple.com", // joiners vanish
                "a@exam\u200cple.com",
                "a@exam\u00adple.com",
                "a@exam\u2060ple.com",
                "a@exam\ufe0fple.com",
                "a@example。com",
                "a@xn--ü.example",
            })
    void a_domain_that_would_become_somebody_elses_is_refused(String raw) {
        assertEquals(Optional.empty(), EmailAddress.parse(raw));
    }

    @Test
    void the_owner_of_a_domain_with_a_sharp_s_gives_its_a_label() {
        assertEquals(
                "a@xn--strae-oqa.example",
                EmailAddress.parse("a@xn--strae-oqa.example").orElseThrow().value());
    }

    @ParameterizedTest
    @CsvSource({
        "ann@vıctim.example",
        "ann@viсtim.example",
        "ann@victim.exαmple",
        "ann@vi\u0307ctim.example",
        "ann@vİctim.example"
    })
    void a_look_alike_domain_stays_a_different_mailbox(String raw) {
        EmailAddress lookAlike = EmailAddress.parse(raw).orElseThrow();
        assertTrue(lookAlike.value().contains("xn--"), lookAlike::value);
        assertFalse(lookAlike.key().equals("ann@victim.example"));
    }

    @Test
    void lengths_are_those_of_smtp() {
        String label = "d".repeat(63);
        assertTrue(EmailAddress.parse("a".repeat(64) + "@example.com").isPresent());
        assertFalse(EmailAddress.parse("a".repeat(65) + "@example.com").isPresent());
        assertTrue(EmailAddress.parse("a@" + label + ".com").isPresent());
        assertFalse(EmailAddress.parse("a@" + label + "d.com").isPresent());
        String whole = "a".repeat(60) + "@" + label + "." + label + "." + label;
        assertEquals(252, whole.length());
        assertTrue(EmailAddress.parse(whole + ".d").isPresent());
        assertFalse(EmailAddress.parse(whole + ".dd").isPresent());
    }

    @Test
    void lengths_count_what_is_sent_and_not_what_was_typed() {
        String label = "ü".repeat(30);
        String typed = "a@" + (label + ".").repeat(8) + "com";
        assertTrue(typed.length() < EmailAddress.MAXIMUM_LENGTH);
        assertEquals(Optional.empty(), EmailAddress.parse(typed));
        assertEquals(Optional.empty(), EmailAddress.parse("a@" + "ü".repeat(63) + ".example"));
    }

    @Test
    void a_megabyte_is_refused_before_it_is_normalised() {
        assertEquals(Optional.empty(), EmailAddress.parse("\ufdfa".repeat(1_000_000)));
    }

    @Test
    void addresses_that_differ_in_case_alone_are_one_but_keep_their_spelling() {
        EmailAddress upper = EmailAddress.parse("IRIS@example.com").orElseThrow();
        EmailAddress lower = EmailAddress.parse("iris@example.com").orElseThrow();
        assertEquals(upper, lower);
        assertEquals(upper.hashCode(), lower.hashCode());
        assertEquals("IRIS@example.com", upper.value());
    }

    @Test
    void what_was_stored_reads_back_as_it_was() {
        EmailAddress parsed = EmailAddress.parse("Ann@Bücher.example").orElseThrow();
        EmailAddress stored = EmailAddress.stored(parsed.value());
        assertEquals(parsed.value(), stored.value());
        assertEquals(parsed.key(), stored.key());
    }

    @Test
    void no_character_breaks_parsing_or_escapes_ascii() {
        // Beyond the first plane, where little is special, a sample does.
        for (int c = 0; c <= Character.MAX_CODE_POINT; c += c < 0x10000 ? 1 : 31) {
            for (String raw :
                    new String[] {"a" + Character.toString(c) + "@b.com", "a@b" + Character.toString(c) + ".com"}) {
                EmailAddress.parse(raw).ifPresent(address -> {
                    assertTrue(address.value().chars().allMatch(x -> x > ' ' && x < 0x7f), raw);
                    assertEquals(
                            Optional.of(address.value()),
                            EmailAddress.parse(address.value()).map(EmailAddress::value),
                            raw);
                    assertEquals(
                            Optional.of(address.key()),
                            EmailAddress.parse(address.key()).map(EmailAddress::key),
                            raw);
                });
            }
        }
    }
}
