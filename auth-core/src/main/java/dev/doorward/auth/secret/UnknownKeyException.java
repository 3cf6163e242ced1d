package dev.doorward.auth.secret;

import java.util.Set;

/**
 * A row names a key number that the ring does not hold, as after a restored database with a forgotten key file. This is
 * an outage, to be answered as one, and never a wrong password or an invalid token.
 */
public final class UnknownKeyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnknownKeyException(int number, Set<Integer> held) {
        super("Key " + number + " is not in the key ring, which holds " + held
                + ". Remedy: put the key file that belongs to this database back in place.");
    }
}
