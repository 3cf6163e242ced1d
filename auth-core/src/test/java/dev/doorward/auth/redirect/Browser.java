package dev.doorward.auth.redirect;

import java.util.Locale;

/**
 * Where a browser standing on {@code https://app.example/login} would go: as much of the WHATWG URL parser as it takes
 * to tell the host. A test holds it against what a real one said.
 */
final class Browser {

    static final String ORIGIN = "https://app.example";

    private Browser() {}

    static boolean leavesOrigin(String reference) {
        String input = stripped(reference);
        int colon = schemeLength(input);
        if (colon > 0) {
            String scheme = input.substring(0, colon).toLowerCase(Locale.ROOT);
            if (!scheme.equals("https")) {
                return true;
            }
            String rest = input.substring(colon + 1);
            // "special relative or authority state": https:/x and https:x are relative here, both slashes are needed.
            return rest.startsWith("//") ? !isOurs(rest) : leavesOriginRelatively(rest);
        }
        return leavesOriginRelatively(input);
    }

    private static boolean leavesOriginRelatively(String input) {
        return input.length() > 1 && isSlash(input.charAt(0)) && isSlash(input.charAt(1)) && !isOurs(input);
    }

    private static boolean isOurs(String slashesAndAuthority) {
        int start = 0;
        while (start < slashesAndAuthority.length() && isSlash(slashesAndAuthority.charAt(start))) {
            start++;
        }
        int end = start;
        while (end < slashesAndAuthority.length() && !isEndOfAuthority(slashesAndAuthority.charAt(end))) {
            end++;
        }
        String authority = slashesAndAuthority.substring(start, end);
        String host = authority.substring(authority.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
        return host.equals("app.example") || host.equals("app.example:443") || host.equals("app.example:");
    }

    private static boolean isEndOfAuthority(char c) {
        return isSlash(c) || c == '?' || c == '#';
    }

    private static boolean isSlash(char c) {
        return c == '/' || c == '\\';
    }

    private static int schemeLength(String input) {
        for (int i = 0; i < input.length(); i++) {
            char c = input.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (c == ':') {
                return i;
            }
            if (!letter && (i == 0 || !((c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.'))) {
                return -1;
            }
        }
        return -1;
    }

    private static String stripped(String reference) {
        int start = 0;
        int end = reference.length();
        while (start < end && reference.charAt(start) <= ' ') {
            start++;
        }
        while (end > start && reference.charAt(end - 1) <= ' ') {
            end--;
        }
        return reference
                .substring(start, end)
                .replace("\t", "")
                .replace("\n", "")
                .replace("\r", "");
    }
}
