package dev.doorward.auth.password;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.mkammerer.argon2.Argon2Factory.Argon2Types;
import de.mkammerer.argon2.Argon2Version;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Entries 1 to 6, 8 and 9 of the threats. */
class PasswordHasherTest {

    private static final String PASSWORD = "correct horse battery staple";

    private final Passwords.Counting argon2 = new Passwords.Counting();
    private final PasswordHasher hasher = Passwords.hasher(Passwords.CHEAP, argon2);

    @AfterEach
    void endTheThreads() {
        hasher.close();
    }

    @Test
    void the_right_password_matches_and_a_salt_is_never_used_twice() {
        String phc = hash(PASSWORD);
        assertEquals(new CheckResult.Match(false), check(PASSWORD, phc));
        assertTrue(phc.startsWith("$argon2id$v=19$m=64,t=1,p=1$"), phc);
        assertNotEquals(phc, hash(PASSWORD));
    }

    @Test
    void standard_parameters_make_the_standard_hash() {
        try (PasswordHasher standard = PasswordHasher.withDefaults(Argon2Parameters.STANDARD, Passwords.RANDOM)) {
            String phc = Passwords.hash(standard, PASSWORD);
            assertTrue(phc.startsWith("$argon2id$v=19$m=19456,t=2,p=1$"), phc);
            assertTrue(Passwords.matches(standard, PASSWORD, phc));
            assertFalse(Passwords.matches(standard, PASSWORD + " ", phc));
        }
    }

    /** CVE-2025-22228: more than 72 bytes matched whatever had the same first 72. */
    @ParameterizedTest
    @ValueSource(ints = {1, 8, 71, 72, 73, 100, 128, 1000, 1024})
    void a_change_of_any_one_character_at_any_length_is_refused(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 'a');
        String phc = hash(new String(bytes, US_ASCII));
        assertTrue(matches(new String(bytes, US_ASCII), phc));
        for (int i = 0; i < length; i += Math.max(1, length / 100)) {
            assertChangeRefused(bytes, i, phc);
        }
        assertChangeRefused(bytes, length - 1, phc);
        assertFalse(matches(new String(bytes, 0, length - 1, US_ASCII), phc));
        assertFalse(matches(new String(bytes, US_ASCII) + "a", phc));
    }

    private void assertChangeRefused(byte[] bytes, int i, String phc) {
        byte[] changed = bytes.clone();
        changed[i] = 'b';
        assertFalse(matches(new String(changed, US_ASCII), phc), "changed at " + i);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " correct horse battery staple",
                "correct horse battery staple ",
                "correct horse battery staple\n",
                "correct horse battery staple\u0000",
                "correct horse battery staple\u200b",
                "Correct horse battery staple",
                "CORRECT HORSE BATTERY STAPLE",
                "correct  horse battery staple",
                "correct\u00a0horse battery staple",
                "\uff43orrect horse battery staple",
            })
    void a_password_is_compared_as_it_was_typed(String other) {
        assertFalse(matches(other, hash(PASSWORD)));
        assertFalse(matches(PASSWORD, hash(other)));
        assertTrue(matches(other, hash(other)));
    }

    @Test
    void a_nul_inside_cuts_nothing_off() {
        String phc = hash("long enough\u0000secret");
        assertFalse(matches("long enough", phc));
        assertFalse(matches("long enough\u0000", phc));
        assertFalse(matches("long enough\u0000secreT", phc));
        assertTrue(matches("long enough\u0000secret", phc));
    }

    @Test
    void the_same_letters_typed_on_another_system_are_the_same_password() {
        assertTrue(matches("gru\u0308n ist die Hoffnung", hash("gr\u00fcn ist die Hoffnung")));
        assertFalse(matches("grun ist die Hoffnung", hash("gr\u00fcn ist die Hoffnung")));
        assertFalse(matches("\ufb01ne words all of them", hash("fine words all of them")), "NFKC would fold this");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"half a pair \ud83d of it", "\ude00 at the start", "turned round \ude00\ud83d", "end \ud83d"})
    void text_that_is_no_text_is_never_hashed_and_never_matches(String malformed) {
        assertThrows(IllegalArgumentException.class, () -> hasher.hash(malformed, Passwords.CLIENT));
        String whatItBecomes = malformed.replaceAll("[\ud800-\udfff]", "?");
        String phc = hash(whatItBecomes);
        assertTrue(matches(whatItBecomes, phc));
        assertEquals(new CheckResult.NoMatch(false), check(malformed, phc));
        assertEquals(new CheckResult.NoMatch(false), check(malformed, null));
    }

    @Test
    void an_empty_password_is_never_hashed_and_never_matches() {
        assertThrows(IllegalArgumentException.class, () -> hasher.hash("", Passwords.CLIENT));
        assertEquals(new CheckResult.NoMatch(false), check("", hash("\u0000")));
    }

    /** CVE-2020-28052: a comparison that looked at the wrong places accepted some wrong passwords. */
    @Test
    void ten_thousand_wrong_passwords_are_refused() {
        try (PasswordHasher quick = Passwords.hasher(new Argon2Parameters(8, 1, 1))) {
            String phc = Passwords.hash(quick, PASSWORD);
            Random random = new Random(28052);
            for (int i = 0; i < 10_000; i++) {
                assertFalse(Passwords.matches(quick, Long.toString(random.nextLong(), 36), phc));
            }
            assertTrue(Passwords.matches(quick, PASSWORD, phc));
        }
    }

    /** CVE-2019-11272: "null" matched an account without a password. */
    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "null", "!", "*", "$argon2id$v=19$m=64,t=1,p=1$$"})
    void nothing_matches_where_there_is_no_password(String stored) {
        for (String password : new String[] {"", " ", "null", "!", "*", "undefined", PASSWORD, "\u0000"}) {
            assertEquals(new CheckResult.NoMatch(stored != null), check(password, stored));
        }
    }

    @Test
    void the_dummy_matches_nothing_not_even_its_own_hash() {
        byte[] tag = argon2.hash(
                Argon2Types.ARGON2id,
                Argon2Version.V13,
                Passwords.CHEAP,
                PASSWORD.getBytes(US_ASCII),
                new byte[16],
                32);
        String dummy = Argon2Hash.of(Passwords.CHEAP, new byte[16], tag).toPhc();
        assertTrue(matches(PASSWORD, dummy));
        assertEquals(new CheckResult.NoMatch(false), check(PASSWORD, null));
    }

    /** CVE-2025-22234, CVE-2024-39329, CVE-2016-2513: an early return told who has an account. */
    @Test
    void every_kind_of_password_costs_the_same_against_every_kind_of_account() {
        try (PasswordHasher standard = Passwords.hasher(Argon2Parameters.STANDARD, argon2)) {
            String current = Passwords.hash(standard, PASSWORD);
            String older = oldHash(new Argon2Parameters(4096, 3, 1));
            String oldest = oldHash(new Argon2Parameters(64, 1, 1));
            String withoutVersion = older.replace("$v=19", "");
            argon2.work();
            for (String password : new String[] {
                PASSWORD, "", "8 chars.", "a".repeat(100), "a".repeat(8000), "\u0000", "\ud83d", "wrong horse"
            }) {
                for (String stored :
                        new String[] {null, current, older, oldest, withoutVersion, "", "!", "$argon2id$"}) {
                    standard.check(password, stored, Passwords.ASKER);
                    assertEquals(
                            Argon2Parameters.STANDARD.work(),
                            argon2.work(),
                            2.0,
                            "password of " + password.length() + " against " + stored);
                }
            }
        }
    }

    private static String oldHash(Argon2Parameters parameters) {
        try (PasswordHasher old = Passwords.hasher(parameters)) {
            return Passwords.hash(old, PASSWORD);
        }
    }

    /** CVE-2013-1443: a megabyte of password took a minute. */
    @Test
    void a_megabyte_of_password_is_refused_without_a_hash_whoever_it_is_for() {
        String phc = hash(PASSWORD);
        argon2.work();
        for (String password : new String[] {"a".repeat(8193), "a".repeat(1_000_000), "\u0308".repeat(1_000_000)}) {
            assertEquals(new CheckResult.NoMatch(false), check(password, phc));
            assertEquals(new CheckResult.NoMatch(false), check(password, null));
            assertThrows(IllegalArgumentException.class, () -> hasher.hash(password, Passwords.CLIENT));
        }
        assertEquals(0, argon2.work());
    }

    @Test
    void a_hash_of_older_parameters_matches_and_is_told_to_be_outdated() {
        try (PasswordHasher dearer = Passwords.hasher(new Argon2Parameters(64, 2, 1))) {
            String phc = hash(PASSWORD);
            assertEquals(new CheckResult.Match(true), dearer.check(PASSWORD, phc, Passwords.ASKER));
            assertEquals(new CheckResult.NoMatch(false), dearer.check(PASSWORD + "!", phc, Passwords.ASKER));
            assertEquals(new CheckResult.Match(false), check(PASSWORD, Passwords.hash(dearer, PASSWORD)));
        }
    }

    @Test
    void a_planted_hash_is_not_computed_at_all() {
        argon2.work();
        String planted = "$argon2id$v=19$m=4294967295,t=4294967295,p=1$c29tZXNhbHRzb21lc2FsdA$"
                + "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        assertEquals(new CheckResult.NoMatch(true), check(PASSWORD, planted));
        assertEquals(List.of(Passwords.CHEAP), argon2.asked);
    }

    @Test
    void a_result_prints_no_hash() {
        assertEquals("Hashed", hasher.hash(PASSWORD, Passwords.CLIENT).toString());
    }

    @Test
    void strings_that_broke_others_come_back_byte_for_byte() throws Exception {
        int checked = 0;
        for (String line : Files.readAllLines(Passwords.corpus("naughty_strings.jsonl"))) {
            String password = JsonMapper.shared().readValue(line, String.class);
            if (password.isEmpty()) {
                continue;
            }
            String phc = hash(password);
            assertTrue(matches(password, phc), line);
            assertFalse(matches(password + " ", phc), line);
            assertFalse(matches(" " + password, phc), line);
            checked++;
        }
        assertTrue(checked > 300, "a corpus that went missing tests nothing");
    }

    /** Vectors of the reference implementation; those out of our bounds are refused like malformed ones. */
    @Test
    void the_vectors_of_the_reference_implementation_come_out() throws Exception {
        int matched = 0;
        for (String line : Files.readAllLines(Passwords.corpus("argon2_vectors.jsonl"))) {
            JsonNode vector = JsonMapper.shared().readTree(line);
            if (!vector.has("encoded")) {
                continue;
            }
            String phc = vector.get("encoded").asString();
            String password = vector.get("password").asString();
            boolean withinBounds = vector.path("m").asInt() <= 262_144;
            boolean matches = vector.get("verify").asBoolean() && withinBounds;
            assertEquals(matches, matches(password, phc), line);
            assertFalse(matches(password + "x", phc), line);
            matched += matches ? 1 : 0;
        }
        assertTrue(matched >= 13, matched + " matched");
    }

    private String hash(String password) {
        return Passwords.hash(hasher, password);
    }

    private CheckResult check(String password, String phc) {
        return hasher.check(password, phc, Passwords.ASKER);
    }

    private boolean matches(String password, String phc) {
        return Passwords.matches(hasher, password, phc);
    }
}
