package dev.doorward.auth.password;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Entries 3 and 9 of the threats: stored parameters that overflow or exhaust, and malformed stored hashes. */
class Argon2HashTest {

    private static final String SALT = "c29tZXNhbHRzb21lc2FsdA";
    private static final String TAG = "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

    @Test
    void a_hash_reads_back_as_it_was_written() {
        String phc = "$argon2id$v=19$m=19456,t=2,p=1$" + SALT + "$" + TAG;
        Argon2Hash hash = Argon2Hash.parse(phc).orElseThrow();
        assertEquals(Argon2Parameters.STANDARD, hash.parameters());
        assertEquals(phc, hash.toPhc());
        assertFalse(hash.isWeakerThan(Argon2Parameters.STANDARD));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$argon2i$v=19$m=19456,t=2,p=1$" + SALT + "$" + TAG,
                "$argon2d$v=19$m=19456,t=2,p=1$" + SALT + "$" + TAG,
                "$argon2id$v=16$m=19456,t=2,p=1$" + SALT + "$" + TAG,
                "$argon2id$m=19456,t=2,p=1$" + SALT + "$" + TAG,
                "$argon2id$v=19$m=19455,t=2,p=1$" + SALT + "$" + TAG,
                "$argon2id$v=19$m=19456,t=1,p=1$" + SALT + "$" + TAG,
                "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$" + TAG,
                "$argon2id$v=19$m=19456,t=2,p=1$" + SALT + "$c29tZXNhbHRzb21lc2FsdA",
            })
    void a_hash_of_an_older_or_weaker_kind_is_read_and_told(String phc) {
        assertTrue(Argon2Hash.parse(phc).orElseThrow().isWeakerThan(Argon2Parameters.STANDARD));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$argon2id$v=19$m=4294967295,t=2,p=1$" + SALT + "$" + TAG,
                "$argon2id$v=19$m=4194304,t=1,p=1$" + SALT + "$" + TAG,
                "$argon2id$v=19$m=262145,t=1,p=1$" + SALT + "$" + TAG,
                "$argon2id$v=19$m=19456,t=4294967295,p=1$" + SALT + "$" + TAG,
                "$argon2id$v=19$m=19456,t=999999999,p=1$" + SALT + "$" + TAG,
                "$argon2id$v=19$m=19456,t=108,p=1$" + SALT + "$" + TAG,
                "$argon2id$v=19$m=19456,t=2,p=16777215$" + SALT + "$" + TAG,
                "$argon2id$v=19$m=19456,t=2,p=17$" + SALT + "$" + TAG,
                "$argon2id$v=19$m=0,t=2,p=1$" + SALT + "$" + TAG,
                "$argon2id$v=19$m=19456,t=0,p=1$" + SALT + "$" + TAG,
                "$argon2id$v=19$m=19456,t=2,p=0$" + SALT + "$" + TAG,
                "$argon2id$v=19$m=-1,t=2,p=1$" + SALT + "$" + TAG,
                "$argon2id$v=19$m=7,t=2,p=1$" + SALT + "$" + TAG,
            })
    void a_planted_hash_cannot_ask_for_all_memory_or_for_no_work(String phc) {
        assertEquals(Optional.empty(), Argon2Hash.parse(phc));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "!",
                "*",
                "$",
                "$$$$$",
                "{noop}secret",
                "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
                "$argon2id$v=19$m=19456,t=2,p=1$" + SALT,
                "$argon2id$v=19$m=19456,t=2,p=1$" + SALT + "$",
                "$argon2id$v=19$m=19456,t=2,p=1$$" + TAG,
                "$argon2id$v=19$m=19456,t=2,p=1" + SALT + "$" + TAG,
                "$argon2id$v=19$m=19456,t=2,p=1$" + SALT + "$" + TAG + "$",
                "$argon2id$v=19$m=19456,t=2,p=1$" + SALT + "$" + TAG + "\n",
                " $argon2id$v=19$m=19456,t=2,p=1$" + SALT + "$" + TAG,
                "x$argon2id$v=19$m=19456,t=2,p=1$" + SALT + "$" + TAG,
                "argon2id$v=19$m=19456,t=2,p=1$" + SALT + "$" + TAG,
                "$Argon2id$v=19$m=19456,t=2,p=1$" + SALT + "$" + TAG,
                "$argon2$v=19$m=19456,t=2,p=1$" + SALT + "$" + TAG,
                "$argon2id$v=18$m=19456,t=2,p=1$" + SALT + "$" + TAG,
                "$argon2id$v=$m=19456,t=2,p=1$" + SALT + "$" + TAG,
                "$argon2id$19$m=19456,t=2,p=1$" + SALT + "$" + TAG,
                "$argon2id$v=19$t=2,m=19456,p=1$" + SALT + "$" + TAG,
                "$argon2id$v=19$m=19456,t=2$" + SALT + "$" + TAG,
                "$argon2id$v=19$m=19456,t=2,p=1,keyid=a$" + SALT + "$" + TAG,
                "$argon2id$v=19$m=019456,t=2,p=1$" + SALT + "$" + TAG,
                "$argon2id$v=19$m=+19456,t=2,p=1$" + SALT + "$" + TAG,
                "$argon2id$v=19$m= 19456,t=2,p=1$" + SALT + "$" + TAG,
                "$argon2id$v=19$m=\u0661\u0669456,t=2,p=1$" + SALT + "$" + TAG,
                "$argon2id$v=19$m=0x4c00,t=2,p=1$" + SALT + "$" + TAG,
                "$argon2id$v=19$m=,t=2,p=1$" + SALT + "$" + TAG,
                "$argon2id$v=19$m=19456,t=2,p=1$" + SALT + "==$" + TAG,
                "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdB$" + TAG,
                "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2Fs-_$" + TAG,
                "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhb$" + TAG,
                "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbA$" + TAG,
                "$argon2id$v=19$m=19456,t=2,p=1$" + SALT + "$CTFhFdXPJO1aFaMaO6Mm",
            })
    void a_malformed_hash_is_no_hash(String phc) {
        assertEquals(Optional.empty(), Argon2Hash.parse(phc));
    }

    @Test
    void a_hash_of_any_length_is_refused_before_it_is_taken_apart() {
        String phc = "$argon2id$v=19$m=19456,t=2,p=1$" + SALT + "$";
        assertEquals(Optional.empty(), Argon2Hash.parse(phc + "A".repeat(88)));
        assertEquals(Optional.empty(), Argon2Hash.parse(phc + "A".repeat(1_000_000)));
        assertEquals(Optional.empty(), Argon2Hash.parse("$".repeat(1_000_000)));
    }
}
