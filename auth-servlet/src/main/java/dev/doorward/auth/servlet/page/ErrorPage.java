package dev.doorward.auth.servlet.page;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says what went wrong and what to do about it.
 *
 * @param status the HTTP status of the answer, 400 to 599
 * @param code the stable code that programs get for the same failure, such as {@code not_found}; one that has no text
 *     of its own is described by the status
 * @param requestId finds the answer in the logs
 * @param retryAfter how long to wait, null where waiting does not help or nobody knows
 * @param details a stack trace or what else helps a developer; null for everybody else
 */
public record ErrorPage(
        int status,
        String code,
        String requestId,
        @Nullable Duration retryAfter,
        @Nullable String details) implements Page {

    private static final Map<Integer, String> CODES = Map.ofEntries(
            Map.entry(400, "bad_request"),
            Map.entry(401, "login_needed"),
            Map.entry(403, "forbidden"),
            Map.entry(404, "not_found"),
            Map.entry(405, "method_not_allowed"),
            Map.entry(409, "conflict"),
            Map.entry(413, "payload_too_large"),
            Map.entry(415, "unsupported_media_type"),
            Map.entry(422, "unprocessable"),
            Map.entry(429, "rate_limited"),
            Map.entry(431, "headers_too_large"),
            Map.entry(500, "server_error"),
            Map.entry(503, "unavailable"));

    public ErrorPage {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("not the status of an error: " + status);
        }
    }

    public ErrorPage(int status, String code, String requestId) {
        this(status, code, requestId, null, null);
    }

    /** The code of a status that comes without one: a word for the usual ones, {@code http_410} for the rest. */
    public static String codeOf(int status) {
        return CODES.getOrDefault(status, "http_" + status);
    }

    /** Where this error's texts are found. */
    String textKey(Messages messages) {
        String own = "error." + code;
        if (messages.has(own + ".heading")) {
            return own;
        }
        return status < 500 ? "error.request" : "error.server";
    }
}
