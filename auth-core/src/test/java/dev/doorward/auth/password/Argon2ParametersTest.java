package dev.doorward.auth.password;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Argon2ParametersTest {

    @ParameterizedTest
    @CsvSource({
        "0,1,1",
        "7,1,1",
        "-1,1,1",
        "262145,1,1",
        "64,0,1",
        "64,-1,1",
        "64,1,0",
        "64,1,-1",
        "15,1,2",
        "262144,9,1",
        "1024,2049,1",
        "2147483647,2147483647,1",
        "1024,1,17",
        "65536,65536,1"
    })
    void parameters_out_of_bounds_are_refused(int memory, int iterations, int parallelism) {
        assertThrows(IllegalArgumentException.class, () -> new Argon2Parameters(memory, iterations, parallelism));
    }

    @ParameterizedTest
    @CsvSource({"19456,2,1", "19456,2,4", "19456,3,1", "47104,1,1", "262144,8,16"})
    void what_costs_as_much_as_the_standard_is_good_enough(int memory, int iterations, int parallelism) {
        assertTrue(new Argon2Parameters(memory, iterations, parallelism).isAtLeastStandard());
    }

    @ParameterizedTest
    @CsvSource({"64,1,1", "19456,1,1", "19455,2,1", "19455,100,1", "8,1,1"})
    void what_costs_less_than_the_standard_is_told(int memory, int iterations, int parallelism) {
        assertFalse(new Argon2Parameters(memory, iterations, parallelism).isAtLeastStandard());
    }

    @Test
    void what_is_missing_to_a_dearer_hash_is_made_up_for() {
        Argon2Parameters done = new Argon2Parameters(4096, 3, 1);
        Argon2Parameters rest = Argon2Parameters.STANDARD.without(done).orElseThrow();
        assertEquals(Argon2Parameters.STANDARD.work(), done.work() + rest.work());
        assertEquals(2, rest.iterations());
    }

    @Test
    void nothing_is_missing_to_a_hash_as_dear() {
        assertEquals(Optional.empty(), Argon2Parameters.STANDARD.without(Argon2Parameters.STANDARD));
        assertEquals(Optional.empty(), Argon2Parameters.STANDARD.without(new Argon2Parameters(65_536, 3, 4)));
        assertEquals(Optional.empty(), Argon2Parameters.STANDARD.without(new Argon2Parameters(19_450, 2, 1)));
    }
}
