package dev.doorward.auth.servlet;

import java.text.Normalizer;
import java.util.Locale;

/** What a path looks like to a guard: clear, in need of a second look, or not to be guessed at. */
final class GuardPath {

    /** How a path is to be treated. */
    enum Kind {
        /** Can be taken for no other path. */
        PLAIN,
        /** May be taken for another by something that ignores case, a final slash or dot, or the form of Unicode. */
        FOLDABLE,
        /** Has parts on which readers of paths disagree; refused, never guessed. */
        AMBIGUOUS
    }

    private GuardPath() {}

    static Kind kindOf(String path) {
        int length = path.length();
        if (length == 0 || path.charAt(0) != '/') {
            return Kind.AMBIGUOUS;
        }
        boolean foldable = false;
        int segment = 1;
        for (int i = 1; i < length; i++) {
            char c = path.charAt(i);
            if (c == '/') {
                if (isOddSegment(path, segment, i)) {
                    return Kind.AMBIGUOUS;
                }
                foldable |= endsLoosely(path, i);
                segment = i + 1;
            } else if (isForbidden(path, i, c)) {
                return Kind.AMBIGUOUS;
            } else {
                foldable |= c >= 0x80 || (c >= 'A' && c <= 'Z');
            }
        }
        if (segment < length && isOddSegment(path, segment, length)) {
            return Kind.AMBIGUOUS;
        }
        boolean endsWithSlash = length > 1 && segment == length;
        return foldable || endsWithSlash || endsLoosely(path, length) ? Kind.FOLDABLE : Kind.PLAIN;
    }

    /** Empty, "." or "..": the container resolves these, so one that is left over means that it did not. */
    private static boolean isOddSegment(String path, int start, int end) {
        return switch (end - start) {
            case 0 -> true;
            case 1 -> path.charAt(start) == '.';
            case 2 -> path.charAt(start) == '.' && path.charAt(start + 1) == '.';
            default -> false;
        };
    }

    private static boolean isForbidden(String path, int index, char c) {
        return switch (c) {
            // A separator on Windows; the beginning of path parameters, which the container has taken off already.
            case '\\', ';' -> true;
            // The path is decoded, so what still looks encoded was encoded twice, for somebody who decodes twice.
            case '%' -> isHex(path, index + 1) && isHex(path, index + 2);
            case '\u2028', '\u2029' -> true;
            default -> Character.isISOControl(c);
        };
    }

    private static boolean isHex(String path, int index) {
        return index < path.length() && Character.digit(path.charAt(index), 16) >= 0;
    }

    /** Windows takes "admin." and "admin " for "admin". */
    private static boolean endsLoosely(String path, int end) {
        char last = path.charAt(end - 1);
        return last == '.' || last == ' ';
    }

    /** The one spelling of all paths that could be taken for each other. */
    static String fold(String path) {
        StringBuilder folded = new StringBuilder(path.length());
        int start = 1;
        while (start < path.length()) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            folded.append('/').append(withoutLooseEnd(path, start, end));
            start = end + 1;
        }
        if (folded.isEmpty()) {
            return "/";
        }
        String letters = visible(Normalizer.normalize(folded, Normalizer.Form.NFC));
        // Upper case first: some letters (the long s, the Kelvin sign) meet their ASCII relatives only there.
        return letters.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    private static String withoutLooseEnd(String path, int start, int end) {
        int kept = end;
        while (kept > start && endsLoosely(path, kept)) {
            kept--;
        }
        return path.substring(start, kept == start ? end : kept);
    }

    /** Without format characters such as zero-width joiners, which HFS+ does not see. */
    private static String visible(String text) {
        return text.codePoints().anyMatch(c -> Character.getType(c) == Character.FORMAT)
                ? text.codePoints()
                        .filter(c -> Character.getType(c) != Character.FORMAT)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString()
                : text;
    }
}
