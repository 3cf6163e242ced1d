package dev.doorward.auth.account;

import dev.doorward.auth.device.IssuedDevice;
import dev.doorward.auth.ticket.Tickets;
import java.time.Duration;
import java.util.List;

/** What became of a reset of a forgotten password. */
public sealed interface ResetResult {

    /**
     * The password is set, everything that was logged in is not any more, and nobody is logged in by it.
     *
     * @param device for the device cookie: this browser is the only one that is known to the account
     */
    record Reset(Account account, IssuedDevice device) implements ResetResult {}

    /**
     * Nothing was changed.
     *
     * @param code {@link Tickets#INVALID} without reasons, else that of the first reason against the password
     */
    record Refused(String code, List<Reason> reasons) implements ResetResult {
        public Refused {
            reasons = List.copyOf(reasons);
        }

        static Refused because(List<Reason> reasons) {
            return new Refused(reasons.get(0).code(), reasons);
        }

        static Refused invalid() {
            return new Refused(Tickets.INVALID, List.of());
        }
    }

    /** Too many passwords are being hashed; nothing was changed. */
    record Busy(Duration retryAfter) implements ResetResult {}
}
