package dev.doorward.auth;

import org.jspecify.annotations.Nullable;

/**
 * One thing that was looked at to see whether an installation is well.
 *
 * @param subject what was looked at, in a word: {@code database}
 * @param text what was found, in half a sentence; never a secret
 * @param remedy what to do, in a sentence without its full stop; null where nothing has to be done
 */
public record Finding(
        String subject, Grade grade, String text, @Nullable String remedy) {

    /** How well it is. */
    public enum Grade {
        /** As it should be. */
        GOOD,
        /** Works, and could be better. */
        FAIR,
        /** Does not work, or must not be left so. */
        FAILING
    }

    public static Finding good(String subject, String text) {
        return new Finding(subject, Grade.GOOD, text, null);
    }

    public static Finding fair(String subject, String text, String remedy) {
        return new Finding(subject, Grade.FAIR, text, remedy);
    }

    public static Finding failing(String subject, String text, String remedy) {
        return new Finding(subject, Grade.FAILING, text, remedy);
    }
}
