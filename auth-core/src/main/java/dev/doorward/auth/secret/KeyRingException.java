package dev.doorward.auth.secret;

/**
 * The key ring cannot be used: it is missing, unreadable, readable by others, malformed or weak. The message names the
 * reason and the remedy and never any part of a key.
 */
public final class KeyRingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    KeyRingException(String message) {
        super(message);
    }

    KeyRingException(String message, Throwable cause) {
        super(message, cause);
    }
}
