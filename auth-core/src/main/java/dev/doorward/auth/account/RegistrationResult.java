package dev.doorward.auth.account;

import dev.doorward.auth.device.IssuedDevice;
import java.time.Duration;
import java.util.List;

/** What became of a registration. */
public sealed interface RegistrationResult {

    /**
     * The account exists. Nobody is logged in yet.
     *
     * @param device for the device cookie: this browser is known to the account
     */
    record Registered(Account account, IssuedDevice device) implements RegistrationResult {}

    /**
     * The account will exist once the address is proved; the same answer for an address that has one.
     *
     * @param cookie for {@code __Host-registration}: in the browser that has it, the mailed link needs no password, and
     *     another registration replaces this one
     */
    record VerificationSent(String cookie) implements RegistrationResult {}

    /**
     * Nothing was written.
     *
     * @param code of the first reason
     * @param reasons all that is wrong, in the order of the form
     */
    record Refused(String code, List<Reason> reasons) implements RegistrationResult {
        public Refused {
            reasons = List.copyOf(reasons);
        }

        static Refused because(List<Reason> reasons) {
            return new Refused(reasons.get(0).code(), reasons);
        }
    }

    /** Too many passwords are being hashed; nothing was written, and trying again after the given time may do. */
    record Busy(Duration retryAfter) implements RegistrationResult {}

    /** Too many registrations came from this network; nothing was looked up or written. */
    record RateLimited(Duration retryAfter) implements RegistrationResult {}
}
