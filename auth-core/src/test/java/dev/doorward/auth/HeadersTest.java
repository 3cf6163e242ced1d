package dev.doorward.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {

    private static final String CSP = "Content-Security-Policy";

    @Test
    void a_header_is_set_and_left_out_whatever_case_it_is_written_in() {
        Headers headers = Headers.strict().set("x-frame-options", "SAMEORIGIN").off("REFERRER-POLICY");

        assertEquals("SAMEORIGIN", headers.ofPages().get("X-Frame-Options"));
        assertFalse(headers.ofPages().containsKey("Referrer-Policy"));
        assertEquals("DENY", Headers.strict().ofPages().get("X-Frame-Options"), "presets do not change");
    }

    @ParameterizedTest
    @CsvSource({
        "X-Frame-Option, X-Frame-Options",
        "Content-Securty-Policy, Content-Security-Policy",
        "X_Content_Type_Options, X-Content-Type-Options",
        "strict-transport-securitty, Strict-Transport-Security"
    })
    void a_slip_in_a_name_is_refused_with_the_name_that_is_meant(String written, String meant) {
        for (IllegalArgumentException refused : List.of(
                assertThrows(
                        IllegalArgumentException.class, () -> Headers.strict().set(written, "x")),
                assertThrows(
                        IllegalArgumentException.class, () -> Headers.strict().off(written)))) {
            assertTrue(refused.getMessage().endsWith("(do you mean " + meant + "?)"), refused.getMessage());
        }
    }

    @Test
    void a_header_that_is_none_of_these_is_refused_with_those_there_are() {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> Headers.compatible().set("Set-Cookie", "a=b"));

        assertTrue(refused.getMessage().contains("there are Strict-Transport-Security, "), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DENY\r\nSet-Cookie: a=b",
                "DENY\nX: y",
                "DENY\rX: y",
                "DENY\u0000",
                "DENY\u0085X: y",
                "DENY\u2028",
                "DENY\u010a",
                "DENY\t",
                "",
                " "
            })
    void a_value_that_would_begin_another_header_is_refused(String value) {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> Headers.strict().set("X-Frame-Options", value));

        assertTrue(refused.getMessage().chars().allMatch(c -> c >= ' ' && c <= '~'), "a message is one line");
    }

    @ParameterizedTest
    @ValueSource(strings = {"script-src 'nonce-{nounce}'", "script-src 'nonce-{nonce}", "script-src {nonce}", "x {"})
    void a_policy_whose_nonce_would_never_come_is_refused(String policy) {
        assertThrows(IllegalArgumentException.class, () -> Headers.strict().set(CSP, policy));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "script-src 'nonce-{nonce}'; img-src *                | script-src 'none'; img-src *",
                "script-src 'nonce-{nonce}' 'strict-dynamic' https:   | script-src 'none'",
                "script-src 'self' 'nonce-{nonce}'                    | script-src 'self'",
                "script-src 'sha256-x' 'strict-dynamic' 'nonce-{nonce}' | script-src 'sha256-x' 'strict-dynamic'",
                "style-src 'nonce-{nonce}';script-src 'self'          | style-src 'none'; script-src 'self'",
                "default-src 'self'                                   | default-src 'self'"
            })
    void without_a_nonce_a_policy_lets_in_no_more_than_with_one(String policy, String without) {
        assertEquals(without, Headers.withoutNonce(policy));
    }

    @Test
    void data_is_confined_by_strict_unless_there_is_no_policy_at_all() {
        assertTrue(Headers.strict().ofData().get(CSP).endsWith("sandbox"));
        assertTrue(Headers.strict()
                .set(CSP, "default-src 'self'")
                .ofData()
                .get(CSP)
                .endsWith("sandbox"));
        assertFalse(Headers.strict().off(CSP).ofData().containsKey(CSP));
        assertEquals(Headers.compatible().ofPages(), Headers.compatible().ofData());
    }

    @Test
    void what_a_setting_holds_is_a_preset_and_changes_to_it() {
        assertEquals(Headers.strict().ofPages(), Headers.parse(" Strict ").ofPages());
        assertEquals(Headers.compatible().ofPages(), Headers.parse("compatible").ofPages());
        Map<String, String> changed = Headers.parse("""
                strict

                X-Frame-Options:  SAMEORIGIN
                Cross-Origin-Resource-Policy: off
                Content-Security-Policy: default-src 'self'; report-uri https://x.example:8443/
                """).ofPages();
        assertEquals("SAMEORIGIN", changed.get("X-Frame-Options"));
        assertFalse(changed.containsKey("Cross-Origin-Resource-Policy"));
        assertEquals("default-src 'self'; report-uri https://x.example:8443/", changed.get(CSP));
        assertEquals(
                "no-referrer",
                Headers.parse("Referrer-Policy: no-referrer").ofPages().get("Referrer-Policy"));
    }

    @Test
    void a_setting_of_one_line_has_bars_between_its_changes() {
        String lines = """
                strict
                Content-Security-Policy: default-src 'self'; report-uri https://x.example/?a|b
                Cross-Origin-Resource-Policy: off
                """;
        for (String written : List.of(
                "strict | Content-Security-Policy: default-src 'self'; report-uri https://x.example/?a|b"
                        + " | Cross-Origin-Resource-Policy: off",
                lines.replace("\n", " |\n"))) {
            assertEquals(Headers.parse(lines).ofPages(), Headers.parse(written).ofPages(), written);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "tight ! tight is neither strict nor compatible, and no header, which has a colon",
                "stict ! stict is neither strict nor compatible (do you mean strict?)",
                "X-Frame-Options: DENY | strict ! strict stands behind a header and must stand first",
                "tight | X-Frame-Option: DENY ! tight is neither strict nor compatible, and no header, which has a colon;"
                        + " there is no security header X-Frame-Option (do you mean X-Frame-Options?)"
            })
    void a_setting_that_cannot_be_read_is_refused_with_everything_that_is_wrong(String written, String problem) {
        InvalidSettingsException refused = assertThrows(
                InvalidSettingsException.class,
                () -> Doorward.builder()
                        .from(NamedSettings.of(Map.of("DOORWARD_HEADERS", written)))
                        .check());

        String told = refused.problems().stream()
                .filter(found -> found.setting().equals("DOORWARD_HEADERS"))
                .map(Object::toString)
                .collect(Collectors.joining());
        assertEquals(
                "DOORWARD_HEADERS: " + problem
                        + ". Write strict or compatible, then each header on a line of its own or after a bar, as in"
                        + " strict | Referrer-Policy: same-origin.",
                told);
    }
}
