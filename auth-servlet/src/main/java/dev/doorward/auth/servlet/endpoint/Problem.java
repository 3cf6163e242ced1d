package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.servlet.page.ErrorPage;
import dev.doorward.auth.servlet.page.Messages;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer that says no: an error page for people, {@code application/problem+json} (RFC 9457) for programs.
 *
 * @param code stable, listed in {@code docs/errors.md}
 * @param errors what is wrong, by field, in the order of the form
 * @param retryAfter how long to wait before trying again, null where that does not help
 */
record Problem(
        int status,
        String code,
        Map<String, List<FieldError>> errors,
        @Nullable Duration retryAfter) {

    private static final String LIMITED = "rate_limited";
    private static final String BUSY = "busy";

    private static final Map<Integer, String> TITLES = Map.ofEntries(
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(409, "Conflict"),
            Map.entry(413, "Content Too Large"),
            Map.entry(415, "Unsupported Media Type"),
            Map.entry(422, "Unprocessable Content"),
            Map.entry(429, "Too Many Requests"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(503, "Service Unavailable"));

    /** @param message in the reader's language */
    record FieldError(String code, String message) {}

    Problem(int status, String code) {
        this(status, code, Map.of(), null);
    }

    /** A status that nobody has given a code. */
    static Problem ofStatus(int status, @Nullable Duration retryAfter) {
        return new Problem(status, ErrorPage.codeOf(status), Map.of(), retryAfter);
    }

    /** A name that somebody else has conflicts; whatever else a form holds wrongly cannot be processed. */
    static Problem ofForm(String code, Map<String, List<FieldError>> errors) {
        return new Problem(code.endsWith("_taken") ? 409 : 422, code, errors, null);
    }

    /** Too many of something within a time; who waits as long as told is let try again. */
    static Problem limited(Duration retryAfter) {
        return new Problem(429, LIMITED, Map.of(), retryAfter);
    }

    static Problem busy(Duration retryAfter) {
        return new Problem(503, BUSY, Map.of(), retryAfter);
    }

    /** @param code why a credential was not looked at: {@code busy}, or that too many were */
    static Problem later(String code, Duration retryAfter) {
        return new Problem(code.equals(BUSY) ? 503 : 429, code, Map.of(), retryAfter);
    }

    /** The status in words, as RFC 9457 section 4.2.1 asks of a problem that has no type of its own. */
    String title() {
        return TITLES.getOrDefault(status, status < 500 ? "Client Error" : "Server Error");
    }

    /** What happened, and where somebody has to wait, for how long. */
    String text(Messages messages) {
        String text = messages.refusal(textCode(), Map.of());
        return code.equals(LIMITED) && retryAfter != null ? text + " " + messages.retryIn(retryAfter) : text;
    }

    /** The code whose text describes this; a status without one of its own is described by its class. */
    private String textCode() {
        return status > 500 && code.equals("http_" + status) ? "server_error" : code;
    }
}
