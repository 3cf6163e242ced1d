package dev.doorward.auth.account;

import dev.doorward.auth.ticket.Tickets;

/** What became of a link that ends the login of a new device. */
public sealed interface EndResult {

    /**
     * Nobody is logged in with that device any more, and it is a stranger's. Whoever used it may know the password
     * still.
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
