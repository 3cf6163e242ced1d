package dev.doorward.auth.login;

import dev.doorward.auth.identity.Client;
import org.jspecify.annotations.Nullable;

/**
 * What somebody typed to log in, unchecked.
 *
 * @param login username or address, in any case
 * @param remember whether this browser is to be remembered
 */
public record LoginAttempt(@Nullable String login, @Nullable String password, boolean remember, Client client) {

    /** Leaves out the values: a password, and a name that often is one. */
    @Override
    public String toString() {
        return "LoginAttempt[...]";
    }
}
