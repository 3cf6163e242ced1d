package dev.doorward.auth.account;

import dev.doorward.auth.device.IssuedDevice;
import dev.doorward.auth.ticket.Tickets;
import java.time.Duration;
import java.util.List;

/** What became of a link that proves an address. */
public sealed interface VerifyResult {

    /**
     * The account has the address, and it is proved. Nobody is logged in by it.
     *
     * @param changed whether it is a new one, in place of the former or of none; then everybody is logged out
     * @param device for the device cookie: this browser is known to the account
     */
    record Verified(Account account, boolean changed, IssuedDevice device) implements VerifyResult {}

    /** This browser is not the one that registered: ask for a password, which becomes the account's. */
    record PasswordNeeded() implements VerifyResult {}

    /** The link changes an account's address, and nobody is logged in. Nothing was changed; the link stays good. */
    record LoginNeeded() implements VerifyResult {}

    /** The link changes the address of another account than this session's. Nothing was changed; it stays good. */
    record OtherAccount() implements VerifyResult {}

    /**
     * Nothing was changed, and the link can be used again where reasons are given.
     *
     * @param code {@link Tickets#INVALID} without reasons; else that of the first reason: {@code email_taken},
     *     {@code username_taken}, those of a password, or an {@link dev.doorward.auth.audit.AuthListener}'s
     */
    record Refused(String code, List<Reason> reasons) implements VerifyResult {
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
    record Busy(Duration retryAfter) implements VerifyResult {}
}
