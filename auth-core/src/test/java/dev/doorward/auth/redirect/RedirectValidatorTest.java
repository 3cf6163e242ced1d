package dev.doorward.auth.redirect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectValidatorTest {

    private final RedirectValidator validator = new RedirectValidator(URI.create("https://app.example/shop"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/shop",
                "/shop/cart?item=1&x=https://example.com#top",
                "/confirm/me@example.com",
                "/a//b",
                "/a/;v=1/b",
                "/search?q=a%0Ab%2F%5C%00",
                "/?a?b",
                "/#a/?b",
                "/%E2%82%AC"
            })
    void a_path_on_this_origin_is_taken_as_it_is(String next) {
        assertEquals(Optional.of(next), accepted(next));
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.example, /",
        "https://app.example/, /",
        "https://app.example/shop?x#y, /shop?x#y",
    })
    void an_address_of_this_origin_is_cut_to_its_path(String next, String path) {
        assertEquals(Optional.of(path), accepted(next));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "/a b, /a%20b",
                "/é?ü#ß, /%C3%A9?%C3%BC#%C3%9F",
                "/😀, /%F0%9F%98%80",
                "/嘊嘍Set-Cookie:x, /%E5%98%8A%E5%98%8DSet-Cookie:x",
                "/?a[]=\"{|}^<`>, /?a%5B%5D=%22%7B%7C%7D%5E%3C%60%3E",
                "/#a#b, /#a%23b",
            })
    void what_does_not_belong_into_an_address_is_encoded(String next, String encoded) {
        assertEquals(Optional.of(encoded), accepted(next.replace("``", "`")));
    }

    @ParameterizedTest
    @CsvSource({
        "/a/./b, /a/b",
        "/a/../b, /b",
        "/../../b, /b",
        "/a/b/.., /a/",
        "/a/., /a/",
        "/.., /",
        "/a/%2e/b, /a/b",
        "/a/%2E%2e/b, /b",
        "/a/.%2e/b, /b",
        "/a/%2e./b, /b",
        "/a/..%2e/b, /a/..%2e/b",
        "/a/../?x=/../y#/../z, /?x=/../y#/../z",
        "/a/..;/b, /a/..;/b",
        "/a//../b, /a/b",
    })
    void dot_segments_are_resolved_as_browsers_do(String next, String resolved) {
        assertEquals(Optional.of(resolved), accepted(next));
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "//evil.example",
                "///evil.example",
                "/\\evil.example",
                "\\/evil.example",
                "\\\\evil.example",
                "/\t/evil.example",
                "\t//evil.example",
                "/\n/evil.example",
                "/a\\b",
                "/a\rb",
                "/a\u0000b",
                "/a\u007fb",
                " /a",
                "\u00a0/a",
                "/.//evil.example",
                "/%2e//evil.example",
                "/a/..//evil.example",
                "/a/%2E%2E//evil.example",
                "/./\\evil.example",
                "https://app.example//evil.example",
                "https://app.example/..//evil.example",
                "https://app.example.evil.example/",
                "https://app.example@evil.example/",
                "https://app.example:pw@evil.example/",
                "https://app.example:443/",
                "https://app.example:8443/",
                "https://app.example\\@evil.example",
                "https://app.example\t/",
                "https://app.example?x",
                "https://app.exampl",
                "http://app.example/",
                "https:/evil.example",
                "https:evil.example",
                "HTTPS://app.example/",
                "//app.example/",
                "javascript:alert(1)",
                "data:text/html,x",
                "evil",
                "?x",
                "#x",
                "../x",
            })
    void whatever_is_not_provably_on_this_origin_is_refused(String next) {
        assertEquals(Optional.empty(), accepted(next));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/%2f/evil", "/a%2Fb", "/%5cevil.example", "/%09/evil", "/%0d%0aSet-Cookie:x", "/a%00", "/%7f"})
    void an_encoded_slash_or_control_character_in_the_path_waits_for_a_decoding_proxy_and_is_refused(String next) {
        assertEquals(Optional.empty(), accepted(next));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%", "/a%2", "/%zz", "/?%", "/#%1", "/%u0041", "/%٣٣"})
    void a_percent_sign_without_two_digits_is_refused(String next) {
        assertEquals(Optional.empty(), accepted(next));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a\ud800", "/\udc00a", "/?\ud83d", "/#\ude00\ud83d"})
    void half_a_surrogate_pair_is_refused(String next) {
        assertEquals(Optional.empty(), accepted(next));
    }

    @Test
    void more_than_2048_characters_are_refused_as_they_come_and_as_they_would_go_out() {
        assertTrue(accepted("/" + "a".repeat(2047)).isPresent());
        assertFalse(accepted("/" + "a".repeat(2048)).isPresent());
        assertTrue(accepted("/" + "é".repeat(341)).isPresent());
        assertFalse(accepted("/" + "é".repeat(342)).isPresent());
        assertFalse(accepted("/a/../".repeat(400)).isPresent());
    }

    @Test
    void what_is_refused_becomes_the_default_page() {
        assertEquals("/home", validator.check("//evil.example", "/home").value());
        assertEquals("/home", validator.check(null, "/home").value());
        assertEquals("/a", validator.check("/a", "/home").value());
    }

    @Test
    void a_default_page_elsewhere_is_a_mistake_that_shows_at_once() {
        assertThrows(IllegalArgumentException.class, () -> validator.check("/a", "https://evil.example/"));
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.example, https://app.example/x",
        "https://app.example:443, https://app.example/x",
        "HTTPS://App.Example/Shop, https://app.example/x",
        "http://localhost:8080, http://localhost:8080/x",
        "http://localhost:80, http://localhost/x",
        "https://localhost:80, https://localhost:80/x",
        "http://[::1]:8080/, http://[::1]:8080/x",
    })
    void the_origin_is_spelt_as_browsers_spell_it(String baseUrl, String next) {
        assertEquals(
                Optional.of("/x"),
                new RedirectValidator(URI.create(baseUrl)).accept(next).map(SafeRedirect::value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ftp://app.example", "/shop", "app.example", "https://me@app.example", "https:///x", "mailto:a@b"
            })
    void a_base_url_without_an_origin_is_refused(String baseUrl) {
        URI uri = URI.create(baseUrl);
        assertThrows(IllegalArgumentException.class, () -> new RedirectValidator(uri));
    }

    @Test
    void no_mixture_of_the_dangerous_pieces_leaves_the_origin() {
        String[] pieces = {
            "/",
            "//",
            "\\",
            ".",
            "..",
            "%2e",
            "%2E",
            "%2f",
            "%5c",
            "\t",
            "\n",
            "\r",
            "?",
            "#",
            "@",
            ":",
            ";",
            " ",
            "\u0000",
            "https:",
            "https://",
            "app.example",
            "evil.example",
            "%",
            "%0a",
            "\u2028",
            "／",
            "。",
            "é",
            "\ud800",
            "[",
            "a"
        };
        Random random = new Random(60);
        int taken = 0;
        for (int i = 0; i < 200_000; i++) {
            StringBuilder next = new StringBuilder(random.nextBoolean() ? "/" : "");
            for (int n = random.nextInt(7); n >= 0; n--) {
                next.append(pieces[random.nextInt(pieces.length)]);
            }
            Optional<String> accepted = accepted(next.toString());
            if (accepted.isPresent()) {
                taken++;
                SafeRedirects.assertKeepsItsPromise(next.toString(), accepted.get());
                assertEquals(accepted, accepted(accepted.get()), "twice is once");
            }
        }
        assertTrue(taken > 1_000, "the mixture must also make what is taken");
    }

    private Optional<String> accepted(String next) {
        return validator.accept(next).map(SafeRedirect::value);
    }
}
