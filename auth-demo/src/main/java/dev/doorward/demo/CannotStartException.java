package dev.doorward.demo;

import dev.doorward.auth.InvalidSettingsException.Problem;

/** The demo cannot do what it was started for; the message says why and what to do, for a person at a terminal. */
final class CannotStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CannotStartException(String message) {
        super(message);
    }

    CannotStartException(String message, Throwable cause) {
        super(message, cause);
    }

    /** In the words in which the library tells of one bad setting, for what is found only later. */
    static CannotStartException because(Problem problem, Throwable cause) {
        return new CannotStartException("Doorward cannot start; one setting needs attention:\n  - " + problem, cause);
    }
}
