package dev.doorward.demo;

/** The demo cannot do what it was started for; the message says why and what to do, for a person at a terminal. */
final class CannotStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CannotStartException(String message) {
        super(message);
    }

    CannotStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
