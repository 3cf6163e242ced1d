package dev.doorward.auth.servlet.endpoint;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;

/** Tells programs, which get JSON and status codes, from people, who get pages and redirects. */
public final class Programs {

    private Programs() {}

    /**
     * Whether a program asks: one that sends JSON, asks for it, or accepts {@code *}{@code /*} alone, which is what
     * programs say that say nothing in particular. A browser that is to show the answer to somebody names
     * {@code text/html}.
     */
    public static boolean asks(HttpServletRequest request) {
        if (sendsJson(request)) {
            return true;
        }
        String accepted = request.getHeader("Accept");
        return accepted == null
                || accepted.isBlank()
                || accepted.strip().equals("*/*")
                || (accepted.contains("json") && !accepted.contains("text/html"));
    }

    /** Whether the body says to be JSON, also by its type's suffix (RFC 6839 section 3.1). */
    public static boolean sendsJson(HttpServletRequest request) {
        String type = mediaType(request);
        return type.equals("application/json") || type.endsWith("+json");
    }

    /**
     * The type of the body without parameters, or empty. Not by {@code getContentType()}, in which Jetty throws where
     * the type names an encoding that does not exist.
     */
    public static String mediaType(HttpServletRequest request) {
        String contentType = request.getHeader("Content-Type");
        return contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }
}
