package dev.doorward.auth.account;

import dev.doorward.auth.identity.Client;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What somebody who wants an account typed, unchecked.
 *
 * @param username may be null or empty only where the application made it optional
 * @param client who asks
 * @param extra an application's own fields, which its listener sees in the registering transaction and may refuse;
 *     where an address must be proved first they are kept until then, sealed, and hold 100 kB at most. Like the
 *     username they are of whoever registered, who need not be who proved the address: nothing in them may authenticate
 *     anybody
 * @param previous this browser's registration cookie, so that who mistyped can try again under the same name; null
 *     where there is none
 */
public record Registration(
        @Nullable String username,
        @Nullable String email,
        @Nullable String password,
        Client client,
        Map<String, String> extra,
        @Nullable String previous) {

    public Registration {
        extra = Map.copyOf(extra);
    }

    /** From a browser that has not tried before. */
    public Registration(
            @Nullable String username,
            @Nullable String email,
            @Nullable String password,
            Client client,
            Map<String, String> extra) {
        this(username, email, password, client, extra, null);
    }

    public static Registration of(String username, String email, String password, Client client) {
        return new Registration(username, email, password, client, Map.of());
    }

    /** Leaves out the values, one of which is a password. */
    @Override
    public String toString() {
        return "Registration[...]";
    }
}
