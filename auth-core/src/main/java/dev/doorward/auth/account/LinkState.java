package dev.doorward.auth.account;

import org.jspecify.annotations.Nullable;

/** What a mailed link is good for, to be shown before anything is done with it. */
public sealed interface LinkState {

    /**
     * It will do.
     *
     * @param email the address it was mailed to, or that it restores
     * @param username of the account, so that a browser stores a new password under the right name; null where it has
     *     none
     * @param passwordNeeded whether a new password must be typed with it
     */
    record Usable(String email, @Nullable String username, boolean passwordNeeded) implements LinkState {}

    /**
     * It gives the account of this session a new address.
     *
     * @param email the new address, which the link was mailed to
     * @param account what its owner logs in by: the username, or the present address where there is none
     */
    record Change(String email, String account) implements LinkState {}

    /** It gives an account a new address, which only somebody who is logged in to that account may do. */
    record LoginNeeded() implements LinkState {}

    /** It gives an account a new address, but this session is another account's. */
    record OtherAccount() implements LinkState {}

    /** It was used, has expired, was overtaken by a change of the account, or never was one. */
    record Unusable() implements LinkState {}
}
