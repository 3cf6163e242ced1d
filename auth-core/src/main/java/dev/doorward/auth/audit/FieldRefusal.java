package dev.doorward.auth.audit;

import java.util.Objects;

/**
 * Why an application does not accept a registration.
 *
 * @param field the extra field it concerns, as the form names it
 * @param code stable, for programs
 * @param message for people
 */
public record FieldRefusal(String field, String code, String message) {

    public FieldRefusal {
        Objects.requireNonNull(field, "field");
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(message, "message");
    }
}
