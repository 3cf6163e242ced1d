package dev.doorward.auth.servlet.endpoint;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** Tells programs, which get JSON and status codes, from people, who get pages and redirects. */
public final class Programs {

    private Programs() {}

    /**
     * Whether a program asks: one that sends JSON, asks for it, or accepts {@code *}{@code /*} alone, which is what
     * programs say that say nothing in particular. A browser that is to show the answer to somebody names
     * {@code text/html}.
     */
    public static boolean asks(HttpServletRequest request) {
        if (isJson(request.getContentType())) {
            return true;
        }
        String accepted = request.getHeader("Accept");
        return accepted == null
                || accepted.isBlank()
                || accepted.strip().equals("*/*")
                || (accepted.contains("json") && !accepted.contains("text/html"));
    }

    /** Whether a content type is JSON, also by its suffix (RFC 6839 section 3.1). */
    public static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        int semicolon = contentType.indexOf(';');
        String type = (semicolon < 0 ? contentType : contentType.substring(0, semicolon)).strip();
        return type.equalsIgnoreCase("application/json")
                || type.regionMatches(true, Math.max(0, type.length() - 5), "+json", 0, 5);
    }
}
