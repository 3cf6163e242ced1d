package dev.doorward.auth.servlet.page;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Says what went wrong and what to do about it.
 *
 * @param status the HTTP status of the answer, 400 to 599
 * @param code the stable code that programs get for the same failure, such as {@code not_found}; one that has no text
 *     of its own is described by the status
 * @param requestId finds the answer in the logs
 * @param retryAfter how long to wait, null where waiting does not help or nobody knows
 */
public record ErrorPage(
        int status, String code, String requestId, @Nullable Duration retryAfter) implements Page {

    public ErrorPage {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("not the status of an error: " + status);
        }
    }

    public ErrorPage(int status, String code, String requestId) {
        this(status, code, requestId, null);
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
