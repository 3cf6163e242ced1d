package dev.doorward.auth.password;

import com.nulabinc.zxcvbn.Strength;
import com.nulabinc.zxcvbn.Zxcvbn;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * How soon somebody who guesses cleverly arrives at a password, by zxcvbn's lists and patterns (Wheeler, "zxcvbn:
 * Low-Budget Password Strength Estimation", USENIX Security 2016).
 *
 * <p>zxcvbn's time grows with the cube of the length and with the number of ways to read symbols as letters, to seconds
 * for what a person hostile to us would type. So it is fed pieces of a password, until one is hard enough by itself: to
 * add up what the pieces take would make a common password strong that is repeated with small changes.
 */
final class Guessability {

    private static final int SHORT = 12;
    private static final double LOG10_GUESSES_IF_SHORT = 8;
    private static final double LOG10_GUESSES = 10;

    private static final int PIECE = 32;
    private static final int MOST_READINGS = 8;
    private static final int SHORTEST_WORD = 3;
    private static final int MOST_WORDS = 32;

    /** Letters that are written with more than one of these symbols, and the symbol that stands for all of them. */
    private static final List<String> READ_ALIKE = List.of("4@", "([{<", "69", "1!|", "5$", "7+");

    private static final String READ_AS_L = "1|7";

    private Guessability() {}

    /** The lists are 10 MB in memory and half a second to read, so they wait for the first password that is chosen. */
    private static final class Loaded {
        static final Zxcvbn ZXCVBN = new Zxcvbn();
    }

    /**
     * Whether {@code password} is found too soon by somebody who knows these words.
     *
     * @param password in NFC
     */
    static boolean isEasy(String password, Collection<String> known) {
        int length = password.codePointCount(0, password.length());
        double needed = length < SHORT ? LOG10_GUESSES_IF_SHORT : LOG10_GUESSES;
        String rest = password.toLowerCase(Locale.ROOT);
        List<String> words = words(known);
        for (String word : words) {
            rest = rest.replace(word, "");
        }
        return pieces(once(rest)).stream().noneMatch(piece -> log10Guesses(piece, words) >= needed);
    }

    private static double log10Guesses(String piece, List<String> words) {
        Strength strength = Loaded.ZXCVBN.measure(withFewReadings(piece), words);
        double guesses = strength.getGuessesLog10();
        strength.wipe();
        return guesses;
    }

    /** The words and their parts, longest first, so that a part does not break up its whole. */
    private static List<String> words(Collection<String> known) {
        Set<String> words = new TreeSet<>(
                Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));
        for (String text : known) {
            String folded = PasswordPolicy.normalise(text).toLowerCase(Locale.ROOT);
            words.add(folded);
            words.addAll(List.of(folded.split("[^\\p{L}\\p{N}]+")));
        }
        words.removeIf(word -> word.length() < SHORTEST_WORD);
        return words.stream().limit(MOST_WORDS).toList();
    }

    /** What is repeated, once, if the text is nothing but a repetition: who guesses it once has guessed it all. */
    private static String once(String text) {
        // The failure function of Knuth, Morris and Pratt: the longest border of each prefix.
        int[] border = new int[text.length() + 1];
        border[0] = -1;
        int candidate = -1;
        for (int i = 0; i < text.length(); i++) {
            while (candidate >= 0 && text.charAt(i) != text.charAt(candidate)) {
                candidate = border[candidate];
            }
            border[i + 1] = ++candidate;
        }
        int period = text.length() - border[text.length()];
        return 2 * period <= text.length() ? text.substring(0, period) : text;
    }

    /** Pieces that zxcvbn can bear, each once. */
    private static Set<String> pieces(String text) {
        Set<String> pieces = new LinkedHashSet<>();
        for (int start = 0; start < text.length(); start += PIECE) {
            pieces.add(text.substring(start, Math.min(start + PIECE, text.length())));
        }
        return pieces;
    }

    /** zxcvbn tries all combinations of readings; where they are too many, one symbol stands for its like. */
    private static String withFewReadings(String piece) {
        int readings = Math.max(1, present(piece, READ_AS_L));
        for (String symbols : READ_ALIKE) {
            readings *= Math.max(1, present(piece, symbols));
        }
        if (readings <= MOST_READINGS) {
            return piece;
        }
        String plain = piece;
        for (String symbols : READ_ALIKE) {
            for (int i = 1; i < symbols.length(); i++) {
                plain = plain.replace(symbols.charAt(i), symbols.charAt(0));
            }
        }
        return plain;
    }

    private static int present(String piece, String symbols) {
        return (int)
                symbols.chars().filter(symbol -> piece.indexOf(symbol) >= 0).count();
    }
}
