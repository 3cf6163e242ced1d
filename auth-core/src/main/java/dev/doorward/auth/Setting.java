package dev.doorward.auth;

/**
 * A setting that has a name, {@code DOORWARD_APP_NAME} for one. An application that wants names of its own beside the
 * library's makes an enum of them, whose constants are called as the settings are.
 *
 * @see NamedSettings#knowing
 */
public interface Setting {
    /** As people write it: {@code DOORWARD_} and what it is. */
    String name();

    /** What holds where it is not set: a value, or in words, {@code needed} for one. */
    String unset();

    /** What it decides, in half a sentence without a full stop. */
    String meaning();

    /** Whether its value must not be shown to anybody, in a message, a log or a report. */
    boolean isSecret();
}
