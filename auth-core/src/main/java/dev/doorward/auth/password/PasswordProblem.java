package dev.doorward.auth.password;

import java.util.Map;

/**
 * One reason why a password may not be chosen.
 *
 * @param code stable: {@code password_required}, {@code password_invalid}, {@code password_too_short},
 *     {@code password_too_long}, {@code password_too_common} or {@code password_contains_context}
 * @param arguments what a message needs: {@code minimum} or {@code maximum}, in code points
 */
public record PasswordProblem(String code, Map<String, Object> arguments) {

    public PasswordProblem {
        arguments = Map.copyOf(arguments);
    }

    PasswordProblem(String code) {
        this(code, Map.of());
    }
}
