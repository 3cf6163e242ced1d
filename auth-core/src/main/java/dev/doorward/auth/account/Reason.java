package dev.doorward.auth.account;

import java.util.Map;

/**
 * Why a value is refused. Codes are stable and apart from any text; {@code docs/errors.md} lists them.
 *
 * @param field which value: {@code username}, {@code email}, {@code password}, or one of the application's own
 * @param code such as {@code username_taken}
 * @param arguments what a text may want to name, such as {@code minimum}; never the value itself
 */
public record Reason(String field, String code, Map<String, Object> arguments) {

    public Reason {
        arguments = Map.copyOf(arguments);
    }

    static Reason of(String field, String code) {
        return new Reason(field, code, Map.of());
    }
}
