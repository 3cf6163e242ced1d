package dev.doorward.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.DoorwardBuilder;
import dev.doorward.auth.password.Argon2Parameters;
import dev.doorward.auth.password.PasswordPolicy;
import dev.doorward.auth.password.PasswordProblem;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PasswordExampleTest {

    private static void settings(DoorwardBuilder builder) {
        // docs: settings
        builder.passwords(PasswordPolicy.standard().minimumLength(12).contextWords("Shop Ltd", "shopping"))
                .hashing(new Argon2Parameters(47_104, 2, 1)); // KiB, passes, lanes
        // docs: end
    }

    @Test
    void a_password_is_refused_with_a_code() {
        settings(Doorward.builder());
        // docs: check
        List<PasswordProblem> problems = PasswordPolicy.standard().check("correct horse", List.of("ada"));
        assertEquals("password_too_short", problems.get(0).code());
        // docs: end
    }
}
