package dev.doorward.auth.password;

import dev.doorward.auth.identity.Client;
import java.util.UUID;

/**
 * Who waits for a hash.
 *
 * @param line asks for one hash at a time; the others of the same line wait behind it
 * @param network where the request comes from
 * @param known whether the account knows the browser, or its user is logged in. Strangers fill half of the queue at
 *     most
 */
public record Asker(String line, String network, boolean known) {

    /** Stands in line with everybody else of the same network. */
    public static Asker stranger(Client client) {
        return new Asker("network " + client.network(), client.network(), false);
    }

    /** @param id of the device or account that vouches for the client, and stands in a line of its own */
    public static Asker known(UUID id, Client client) {
        return new Asker("known " + id, client.network(), true);
    }
}
