package dev.doorward.auth.account;

import dev.doorward.auth.ticket.Tickets;

/** What became of a link that ends the login of a new device. */
public sealed interface EndResult {

    /**
     * Nobody is logged in any more with that device, nor with those that were too many to be told of, and they are
     * strangers'. Whoever used it may know the password still.
     */
    record Ended() implements EndResult {}

    /**
     * Nothing was changed.
     *
     * @param code {@link Tickets#INVALID}
     */
    record Refused(String code) implements EndResult {
        static Refused invalid() {
            return new Refused(Tickets.INVALID);
        }
    }
}
