package dev.doorward.auth.servlet.cookie;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * Finds one cookie by RFC 6265bis section 5.7's serialisation: pairs separated by {@code ;}, split at the first
 * {@code =}.
 *
 * <p>The container's own parser is not used: containers differ in quoting and in what they do with a malformed
 * neighbour, and all of them build an object for each cookie there is. This is one pass without allocation.
 */
final class CookieScan {

    /** Browsers hold no longer cookie (RFC 6265bis section 5.7), and nothing here writes one. */
    private static final int LONGEST = 4096;

    private CookieScan() {}

    /**
     * Returns the cookie's value, or null when there is none, when it is longer than a cookie may be, or when the name
     * comes more than once. Which of two is the browser's own cannot be told, and taking the first (or the last) is
     * what attacks by planted cookies count on.
     */
    static @Nullable String value(HttpServletRequest request, String name) {
        Enumeration<String> headers = request.getHeaders("Cookie");
        if (headers == null) {
            return null;
        }
        String found = null;
        // HTTP/2 and HTTP/3 may split the header into several (RFC 9113 section 8.2.3).
        while (headers.hasMoreElements()) {
            String header = headers.nextElement();
            int at = start(header, name, 0);
            if (at < 0) {
                continue;
            }
            if (found != null || start(header, name, at) >= 0) {
                return null;
            }
            found = trimmed(header, at);
        }
        return found == null || found.length() > LONGEST ? null : found;
    }

    /** Where the value begins of the first cookie so named whose pair starts at or after {@code from}, else -1. */
    private static int start(String header, String name, int from) {
        int pair = from == 0 ? 0 : header.indexOf(';', from) + 1;
        if (from > 0 && pair == 0) {
            return -1;
        }
        int length = name.length();
        while (true) {
            while (pair < header.length() && isBlank(header.charAt(pair))) {
                pair++;
            }
            int equals = pair + length;
            if (equals < header.length()
                    && header.charAt(equals) == '='
                    && header.regionMatches(pair, name, 0, length)) {
                return equals + 1;
            }
            pair = header.indexOf(';', pair) + 1;
            if (pair == 0) {
                return -1;
            }
        }
    }

    private static String trimmed(String header, int start) {
        int end = header.indexOf(';', start);
        end = end < 0 ? header.length() : end;
        while (end > start && isBlank(header.charAt(end - 1))) {
            end--;
        }
        return header.substring(start, end);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
