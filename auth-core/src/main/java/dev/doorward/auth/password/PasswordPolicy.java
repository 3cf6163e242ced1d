package dev.doorward.auth.password;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Which passwords may be chosen (NIST SP 800-63B-4 section 3.1.1).
 *
 * <p>Length is what counts: 15 to 256 code points after NFC, and no rule about kinds of characters. Spaces, emoji and
 * every script are welcome, and a password is taken exactly as typed apart from NFC: never trimmed, folded or cut.
 *
 * <p>Refused besides: a password that is tried first by whoever guesses ({@code password_too_common}), which is one
 * from the lists of common passwords, names and words, one of them disguised or repeated, a sequence, a keyboard row or
 * a date; and one that would be so without the words that everybody knows about its owner
 * ({@code password_contains_context}): the service's name, the username, the e-mail address. By zxcvbn's estimate at
 * least 10<sup>8</sup> guesses must be needed, and from 12 code points on 10<sup>10</sup>.
 *
 * <p>Not guaranteed: that a password was never in a breach. The lists are offline and hold the most frequent ones only.
 *
 * <p>Immutable; each method that changes something returns another policy.
 */
public final class PasswordPolicy {

    static final int HIGHEST_MAXIMUM = 1024;

    private static final int LOWEST_MINIMUM = 8;
    private static final int HIGHEST_MINIMUM = 64;
    private static final int LOWEST_MAXIMUM = 128;
    private static final PasswordPolicy STANDARD = new PasswordPolicy(15, 256, List.of());

    private final int minimum;
    private final int maximum;
    private final List<String> contextWords;

    private PasswordPolicy(int minimum, int maximum, List<String> contextWords) {
        this.minimum = minimum;
        this.maximum = maximum;
        this.contextWords = contextWords;
    }

    /** From 15 to 256 code points. */
    public static PasswordPolicy standard() {
        return STANDARD;
    }

    /**
     * Fewer or more code points than 15. Below 15 a password should not be the only factor.
     *
     * @throws IllegalArgumentException below 8 or above 64
     */
    public PasswordPolicy minimumLength(int codePoints) {
        if (codePoints < LOWEST_MINIMUM || codePoints > HIGHEST_MINIMUM) {
            throw new IllegalArgumentException("The shortest password may have " + LOWEST_MINIMUM + " to "
                    + HIGHEST_MINIMUM + " code points, not " + codePoints);
        }
        return new PasswordPolicy(codePoints, maximum, contextWords);
    }

    /**
     * Fewer or more code points than 256.
     *
     * @throws IllegalArgumentException below 128 or above 1024
     */
    public PasswordPolicy maximumLength(int codePoints) {
        if (codePoints < LOWEST_MAXIMUM || codePoints > HIGHEST_MAXIMUM) {
            throw new IllegalArgumentException("The longest password may have " + LOWEST_MAXIMUM + " to "
                    + HIGHEST_MAXIMUM + " code points, not " + codePoints);
        }
        return new PasswordPolicy(minimum, codePoints, contextWords);
    }

    /** Words that make no password here strong: the name of the service, of the company, of the product. */
    public PasswordPolicy contextWords(String... words) {
        List<String> all = new ArrayList<>(contextWords);
        all.addAll(Arrays.asList(words));
        return new PasswordPolicy(minimum, maximum, List.copyOf(all));
    }

    /** The fewest code points a password may have. */
    public int minimumLength() {
        return minimum;
    }

    /** The most code points a password may have. */
    public int maximumLength() {
        return maximum;
    }

    /**
     * Why {@code password} may not be chosen; empty if it may.
     *
     * @param aboutOwner what everybody knows about its owner: username, e-mail address, names
     */
    public List<PasswordProblem> check(String password, Collection<String> aboutOwner) {
        if (password.isEmpty()) {
            return List.of(new PasswordProblem("password_required"));
        }
        // Before anything that takes time with length. Eight: see PasswordHasher.MAXIMUM_CHARACTERS.
        if (password.length() > 8 * maximum) {
            return List.of(tooLong());
        }
        if (!isWellFormed(password)) {
            return List.of(new PasswordProblem("password_invalid"));
        }
        String normalised = normalise(password);
        int length = normalised.codePointCount(0, normalised.length());
        if (length > maximum) {
            return List.of(tooLong());
        }
        if (length < minimum) {
            return List.of(new PasswordProblem("password_too_short", Map.of("minimum", minimum)));
        }
        if (Guessability.isEasy(normalised, List.of())) {
            return List.of(new PasswordProblem("password_too_common"));
        }
        List<String> known = new ArrayList<>(contextWords);
        known.addAll(aboutOwner);
        if (!known.isEmpty() && Guessability.isEasy(normalised, known)) {
            return List.of(new PasswordProblem("password_contains_context"));
        }
        return List.of();
    }

    private PasswordProblem tooLong() {
        return new PasswordProblem("password_too_long", Map.of("maximum", maximum));
    }

    /**
     * The form in which passwords are hashed and measured: NFC, so that one key typed on two systems is one password.
     */
    public static String normalise(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFC);
    }

    /** Whether every surrogate has its other half. Others would all become the same question mark in UTF-8. */
    static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }
}
