package dev.doorward.auth;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses which name somebody meant. */
final class SimilarNames {
    /** What is further away is another word rather than a slip of the hand. */
    private static final int MOST_CHANGES = 3;

    private SimilarNames() {}

    /** The name that the fewest changes of a character lead to, whatever its case; empty where it takes too many. */
    static Optional<String> nearest(String name, Collection<String> names) {
        String written = name.toUpperCase(Locale.ROOT);
        return names.stream()
                .min(Comparator.comparingInt(known -> distance(written, known.toUpperCase(Locale.ROOT))))
                .filter(known -> distance(written, known.toUpperCase(Locale.ROOT)) <= MOST_CHANGES);
    }

    /** What to put behind a name that is none of these: the nearest as a question, or nothing. */
    static String hint(String name, Collection<String> names) {
        return nearest(name, names)
                .map(meant -> " (do you mean " + meant + "?)")
                .orElse("");
    }

    /** Of Levenshtein: how many characters to insert, delete or replace. */
    private static int distance(String from, String to) {
        int[] previous = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] row = new int[to.length() + 1];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(previous[j], row[j - 1]));
            }
            previous = row;
        }
        return previous[to.length()];
    }
}
