package dev.doorward.auth.password;

import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Client;

/**
 * Who waits for a hash.
 *
 * @param line asks for one hash at a time; the others of the same line wait behind it
 * @param known whether the account knows the browser, or its user is logged in. Strangers fill half of the queue at
 *     most, and those who are known the other
 */
public record Asker(String line, boolean known) {

    /** Stands in line with everybody else of the same network. */
    public static Asker stranger(Client client) {
        return new Asker("network " + client.network(), false);
    }

    /** Stands in line with everybody else whom this account vouches for, wherever they are. */
    public static Asker known(AccountId account) {
        return new Asker("account " + account, true);
    }
}
