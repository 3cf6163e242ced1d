package dev.doorward.auth.account;

import dev.doorward.auth.ticket.Tickets;

/** What became of the undoing of a change of address. */
public sealed interface UndoResult {

    /**
     * The account has its former address again, nobody is logged in, and no password opens it: a mail to that address
     * says how to set one.
     */
    record Restored(Account account) implements UndoResult {}

    /**
     * Nothing was changed.
     *
     * @param code {@link Tickets#INVALID}
     */
    record Refused(String code) implements UndoResult {
        static Refused invalid() {
            return new Refused(Tickets.INVALID);
        }
    }
}
