package dev.doorward.auth.identity;

import java.util.Locale;

/**
 * A name somebody chose. That one exists means {@link UsernameRules} let it pass, now or when it was stored.
 *
 * <p>A username has no {@code @}, so it can never be read as an {@link EmailAddress}, and one field of a form can take
 * either. Two usernames are equal if their keys are.
 */
public final class Username {

    private final String value;
    private final String key;

    Username(String value) {
        this.value = value;
        this.key = keyOf(value);
    }

    /** A username read from the database. It is not checked: the rules may have changed since it was chosen. */
    public static Username stored(String value) {
        return new Username(value);
    }

    static String keyOf(String value) {
        return value.toLowerCase(Locale.ROOT);
    }

    /** The name as its owner spells it: for showing, never for comparing. */
    public String value() {
        return value;
    }

    /** What is unique: the name in lower case. */
    public String key() {
        return key;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Username that && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    @Override
    public String toString() {
        return value;
    }
}
