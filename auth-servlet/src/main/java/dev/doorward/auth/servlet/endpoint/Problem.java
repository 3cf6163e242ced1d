package dev.doorward.auth.servlet.endpoint;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An answer that says no: an error page for people, {@code application/problem+json} (RFC 9457) for programs.
 *
 * @param code stable, listed in {@code docs/errors.md}
 * @param errors what is wrong, by field, in the order of the form
 */
record Problem(int status, String code, Map<String, List<FieldError>> errors, Optional<Duration> retryAfter) {

    /** @param message in the reader's language */
    record FieldError(String code, String message) {}

    Problem(int status, String code) {
        this(status, code, Map.of(), Optional.empty());
    }

    static Problem busy(Duration retryAfter) {
        return new Problem(503, "busy", Map.of(), Optional.of(retryAfter));
    }
}
