package dev.doorward.auth.redirect;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Rewrites a path-absolute reference the way the URL parser of browsers does (WHATWG URL, "path state" and after), so
 * that what a browser makes of the result is the result.
 */
final class PathReference {

    /** RFC 3986: unreserved, sub-delims and what else a path or query may hold. The percent sign is seen to apart. */
    private static final String PLAIN_PUNCTUATION = "-._~!$&'()*+,;=:@/?";

    private static final String HEX = "0123456789ABCDEF";

    private PathReference() {}

    /**
     * Empty unless the text begins with exactly one slash, before and after rewriting, and holds nothing suspicious.
     */
    static Optional<String> normalise(String text) {
        int fragment = indexOrElse(text.indexOf('#'), text.length());
        int query = Math.min(indexOrElse(text.indexOf('?'), fragment), fragment);
        if (!text.startsWith("/") || !isHarmless(text, query)) {
            return Optional.empty();
        }
        String path = withoutDotSegments(encoded(text.substring(0, query)));
        if (path.startsWith("//")) {
            // Also what became so: "/.//evil.example" is on this origin, but the "//evil.example" it is short for is
            // not.
            return Optional.empty();
        }
        String plain = path + encoded(text.substring(query, fragment));
        return Optional.of(fragment == text.length() ? plain : plain + '#' + encoded(text.substring(fragment + 1)));
    }

    private static int indexOrElse(int index, int otherwise) {
        return index < 0 ? otherwise : index;
    }

    private static boolean isHarmless(String text, int pathLength) {
        int i = 0;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            if (isDangerous(c) || isHalfOfPair(c)) {
                return false;
            }
            if (c == '%') {
                int octet = octetAt(text, i);
                if (octet < 0 || (i < pathLength && (isDangerous(octet) || octet == '/'))) {
                    return false;
                }
            }
            i += Character.charCount(c);
        }
        return true;
    }

    /** Browsers drop tabs and line breaks wherever they stand, and read a backslash as a slash. */
    private static boolean isDangerous(int c) {
        return c < ' ' || c == 0x7f || c == '\\';
    }

    private static boolean isHalfOfPair(int c) {
        return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    }

    /** The octet that {@code %xx} stands for, or -1 where no two hexadecimal digits follow. */
    private static int octetAt(String text, int percent) {
        if (percent + 2 >= text.length()) {
            return -1;
        }
        int high = hexValue(text.charAt(percent + 1));
        int low = hexValue(text.charAt(percent + 2));
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    /** Not {@link Character#digit}, which takes the digits of every script. */
    private static int hexValue(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int letter = c | 0x20;
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }

    private static String encoded(String part) {
        StringBuilder plain = new StringBuilder(part.length());
        part.codePoints().forEach(c -> {
            if (c == '%' || isPlain(c)) {
                plain.append((char) c);
            } else {
                appendEncoded(plain, c);
            }
        });
        return plain.toString();
    }

    private static boolean isPlain(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || PLAIN_PUNCTUATION.indexOf(c) >= 0;
    }

    private static void appendEncoded(StringBuilder plain, int codePoint) {
        for (byte octet : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
            plain.append('%').append(HEX.charAt(octet >> 4 & 0xf)).append(HEX.charAt(octet & 0xf));
        }
    }

    private static String withoutDotSegments(String path) {
        List<String> kept = new ArrayList<>();
        int start = 1;
        while (start <= path.length()) {
            int end = indexOrElse(path.indexOf('/', start), path.length());
            String segment = path.substring(start, end);
            boolean up = isDots(segment, "..");
            if (up && !kept.isEmpty()) {
                kept.remove(kept.size() - 1);
            }
            if (!up && !isDots(segment, ".")) {
                kept.add(segment);
            } else if (end == path.length()) {
                kept.add("");
            }
            start = end + 1;
        }
        return "/" + String.join("/", kept);
    }

    /** "%2e" is a dot, but only in segments that are nothing but dots (WHATWG URL section 4.1). */
    private static boolean isDots(String segment, String dots) {
        return segment.length() <= 3 * dots.length()
                && segment.toLowerCase(Locale.ROOT).replace("%2e", ".").equals(dots);
    }
}
