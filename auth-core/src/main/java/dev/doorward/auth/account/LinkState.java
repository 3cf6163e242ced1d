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

    /** It was used, has expired, was overtaken by a change of the account, or never was one. */
    record Unusable() implements LinkState {}
}
