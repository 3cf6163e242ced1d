package dev.doorward.auth.servlet;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The frozen form of {@link Guards}: answers without allocation for the paths of every day. */
final class GuardTable {

    private final Rules asWritten;
    /** The same patterns folded; null where no pattern is changed by it. */
    private final @Nullable Rules folded;

    private final Map<String, Guard> exact;

    GuardTable(Map<String, Guard> exact, Map<String, Guard> prefixes, Guard unlisted) {
        this.exact = Map.copyOf(exact);
        this.asWritten = new Rules(this.exact, prefixes, unlisted);
        Map<String, Guard> foldedExact = folded(exact);
        Map<String, Guard> foldedPrefixes = folded(prefixes);
        boolean alike = foldedExact.equals(exact) && foldedPrefixes.equals(prefixes);
        this.folded = alike ? null : new Rules(foldedExact, foldedPrefixes, unlisted);
    }

    private static Map<String, Guard> folded(Map<String, Guard> guards) {
        Map<String, Guard> folded = new HashMap<>();
        // The empty prefix is that of the pattern for everything, and no path.
        guards.forEach(
                (path, guard) -> folded.merge(path.isEmpty() ? path : GuardPath.fold(path), guard, Guard::stricter));
        return folded;
    }

    @Nullable
    Guard guardOf(String path) {
        GuardPath.Kind kind = GuardPath.kindOf(path);
        if (kind == GuardPath.Kind.AMBIGUOUS) {
            return null;
        }
        Guard own = asWritten.guardOf(path);
        if (kind == GuardPath.Kind.PLAIN) {
            return folded == null ? own : Guard.stricter(own, folded.guardOf(path));
        }
        Rules relatives = folded == null ? asWritten : folded;
        return Guard.stricter(own, relatives.guardOf(GuardPath.fold(path)));
    }

    String patternOf(String path) {
        String own = asWritten.patternOf(path);
        Rules relatives = folded == null ? asWritten : folded;
        boolean looksLikeAnother = GuardPath.kindOf(path) != GuardPath.Kind.AMBIGUOUS
                && !asWritten.guardOf(path).equals(guardOf(path));
        return looksLikeAnother
                ? relatives.patternOf(GuardPath.fold(path)) + ", which the path could be taken for,"
                : own;
    }

    boolean isListedExactly(String path) {
        return exact.containsKey(path);
    }

    /** Exact paths and prefixes, the most specific wins. */
    private static final class Rules {

        private final Map<String, Guard> exact;
        private final Guard otherwise;
        private final boolean catchesAll;
        /** An open-addressing hash table, so that a part of a path can be looked up without cutting it out. */
        private final String[] prefixes;

        private final Guard[] guards;

        Rules(Map<String, Guard> exact, Map<String, Guard> prefixes, Guard unlisted) {
            this.exact = exact;
            this.otherwise = prefixes.getOrDefault("", unlisted);
            this.catchesAll = prefixes.containsKey("");
            // At most a quarter full, so a look-up that finds nothing soon meets a gap.
            int size = Integer.highestOneBit(Math.max(1, prefixes.size())) * 8;
            this.prefixes = new String[size];
            this.guards = new Guard[size];
            prefixes.forEach((prefix, guard) -> {
                if (!prefix.isEmpty()) {
                    int slot = slot(prefix, prefix.length(), prefix.hashCode());
                    this.prefixes[slot] = prefix;
                    this.guards[slot] = guard;
                }
            });
        }

        Guard guardOf(String path) {
            Guard named = exact.get(path);
            return named != null ? named : ofLongestPrefix(path);
        }

        private Guard ofLongestPrefix(String path) {
            Guard found = otherwise;
            // As String.hashCode() counts, so that the hash of each leading part falls off on the way.
            int hash = 0;
            for (int i = 0; i < path.length(); i++) {
                char c = path.charAt(i);
                if (c == '/') {
                    Guard guard = guards[slot(path, i, hash)];
                    found = guard == null ? found : guard;
                }
                hash = 31 * hash + c;
            }
            Guard whole = guards[slot(path, path.length(), hash)];
            return whole == null ? found : whole;
        }

        String patternOf(String path) {
            if (exact.containsKey(path)) {
                return path;
            }
            for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
                if (guards[slot(path, end, path.substring(0, end).hashCode())] != null) {
                    return path.substring(0, end) + "/*";
                }
            }
            return catchesAll ? "/*" : "a path that no pattern names";
        }

        /** Where the first {@code length} characters of the text are, or the gap where they would be. */
        private int slot(String text, int length, int hash) {
            int mask = prefixes.length - 1;
            int slot = (hash ^ hash >>> 16) & mask;
            while (prefixes[slot] != null && !isStart(prefixes[slot], text, length)) {
                slot = slot + 1 & mask;
            }
            return slot;
        }

        private static boolean isStart(String prefix, String text, int length) {
            return prefix.length() == length && text.startsWith(prefix);
        }
    }
}
