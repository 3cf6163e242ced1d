package dev.doorward.auth.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsernameRulesTest {

    private final UsernameRules rules = UsernameRules.standard();

    @ParameterizedTest
    @ValueSource(strings = {"ann", "Ann", "a-b", "a.b_c-d", "007", "Iris", "x23456789012345678901234567890ab"})
    void ordinary_names_may_be_chosen(String raw) {
        assertEquals(raw, accepted(raw).value());
    }

    @Test
    void blanks_around_a_name_do_not_count() {
        assertEquals("Ann", accepted(" \tAnn \t").value());
        assertEquals(Optional.of("ann"), rules.key(" \tAnn \t"));
    }

    @Test
    void names_that_differ_in_case_alone_are_one() {
        assertEquals(accepted("IRIS"), accepted("iris"));
        assertEquals("iris", accepted("IRIS").key());
        assertEquals(accepted("IRIS").hashCode(), accepted("iris").hashCode());
        assertEquals("IRIS", accepted("IRIS").value());
        assertNotEquals(accepted("iris"), accepted("i.ris"));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "\t "})
    void no_name_is_required_to_be_one(String raw) {
        assertEquals("username_required", code(raw));
    }

    @ParameterizedTest
    @CsvSource({
        "a, username_too_short",
        "ab, username_too_short",
        "a23456789012345678901234567890123, username_too_long"
    })
    void names_are_of_3_to_32_characters(String raw, String code) {
        assertEquals(code, code(raw));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ann@example.com",
                "@ann",
                "ann lee",
                "ann\n",
                "\nann",
                "ann\u0000",
                "ann/lee",
                "ann\\lee",
                "ann%20",
                "ann+lee",
                "ann:lee",
                "ann;lee",
                "ann\u00a0",
                "<ann>",
                "ann'--",
                "${jndi:x}",
                "..",
                "...",
                ".ann",
                "ann.",
                "-ann",
                "ann-",
                "_ann",
                "ann_",
                "ann..lee",
                "ann--lee",
                "ann._lee",
                "ännchen",
                "аnn",
                "ａｎｎ",
                "ann\u200d",
                "ıris",
                "İris",
                "\u212aelvin",
                "ſam",
                "٣٣٣",
                "😀😀😀",
                "ann\ud800",
                "a\u0301nn"
            })
    void anything_but_ascii_words_with_single_separators_is_invalid(String raw) {
        assertEquals("username_invalid", code(raw));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "admin",
                "ADMIN",
                "Admin",
                "a.d.m.i.n",
                "sign-up",
                "sign_up",
                "signup",
                "robots.txt",
                "no-reply",
                "www"
            })
    void reserved_names_are_refused_however_they_are_cased_or_separated(String raw) {
        assertEquals("username_reserved", code(raw));
    }

    @Test
    void an_application_reserves_its_own_names() {
        UsernameRules ours = rules.withReserved(List.of("Shop-Keeper", "İnstanbul"));
        assertEquals(new UsernameRules.Refused("username_reserved"), ours.check("shopkeeper"));
        assertEquals(new UsernameRules.Refused("username_reserved"), ours.check("admin"));
        assertInstanceOf(
                UsernameRules.Accepted.class, rules.check("shopkeeper"), "the standard rules stay as they were");
    }

    @Test
    void an_application_frees_names() {
        UsernameRules ours = rules.allowing("Root", "sign-up", "never-reserved");
        assertInstanceOf(UsernameRules.Accepted.class, ours.check("root"));
        assertInstanceOf(UsernameRules.Accepted.class, ours.check("signup"));
        assertEquals(new UsernameRules.Refused("username_reserved"), ours.check("admin"));
        assertEquals("username_reserved", code("root"));
    }

    @Test
    void looking_up_ignores_what_is_reserved_or_stricter_now() {
        assertEquals(Optional.of("admin"), rules.key("Admin"));
        assertEquals(Optional.of("_a__b"), rules.key("_A__b"));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "ann@example.com", "ännchen", "ıris", "\u212aelvin", "ann\n", "a b", "ann\u0000"})
    void what_can_be_nobodys_name_has_no_key(String raw) {
        assertEquals(Optional.empty(), rules.key(raw));
    }

    @Test
    void a_name_too_long_to_be_stored_has_no_key() {
        assertTrue(rules.key("a".repeat(32)).isPresent());
        assertTrue(rules.key("a".repeat(33)).isEmpty());
        assertTrue(rules.key("a".repeat(1_000_000)).isEmpty());
    }

    @Test
    void every_name_of_the_list_could_be_chosen_if_it_were_not_reserved() {
        for (String name : ReservedUsernames.standard()) {
            assertInstanceOf(UsernameRules.Accepted.class, rules.allowing(name).check(name), name);
            assertEquals("username_reserved", code(name));
        }
    }

    private Username accepted(String raw) {
        return assertInstanceOf(UsernameRules.Accepted.class, rules.check(raw), raw)
                .username();
    }

    private String code(String raw) {
        return assertInstanceOf(UsernameRules.Refused.class, rules.check(raw), raw)
                .code();
    }
}
