package dev.doorward.auth.account;

import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.EmailAddress;
import dev.doorward.auth.identity.Username;
import java.time.Clock;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What no account has and yet may not be given out: names of registrations that wait for their address to be proved,
 * and addresses whose former owner may still want them back.
 *
 * <p>To be asked in the transaction that gives a name or address to an account, after that was written: whoever gives
 * an address up holds the constraint until it is reserved, so that nobody slips in between.
 */
final class Reservations {
    private final AccountTable accounts;
    private final PendingRegistrationTable pendings;
    private final FormerEmailTable formerEmails;
    private final Clock clock;

    Reservations(AccountTable accounts, PendingRegistrationTable pendings, FormerEmailTable formerEmails, Clock clock) {
        this.accounts = accounts;
        this.pendings = pendings;
        this.formerEmails = formerEmails;
        this.clock = clock;
    }

    /** @throws Refusal if the name is kept for a registration */
    void refuseKept(Handle handle, @Nullable Username username) {
        if (username != null && pendings.isNameKept(handle, username, null, clock.instant())) {
            throw Refusal.taken(AccountTable.USERNAME_TAKEN);
        }
    }

    /** @throws Refusal if the address is kept for another account than {@code taker} */
    void refuseKept(Handle handle, AccountId taker, @Nullable EmailAddress email) {
        if (email != null
                && formerEmails
                        .newestOf(handle, email.key(), clock.instant())
                        .filter(former -> !former.account().equals(taker))
                        .isPresent()) {
            throw Refusal.taken(AccountTable.EMAIL_TAKEN);
        }
    }

    /**
     * The address as another account has it, or had it until lately; by the same statements whether or not one does.
     * Who wants the address is told nothing, and its owner by mail, which goes there and not to what was typed.
     *
     * @param self the account that wants it; null where there is none yet
     */
    Optional<EmailAddress> ownerOf(Handle handle, EmailAddress wanted, @Nullable AccountId self) {
        Optional<EmailAddress> owner = accounts.findByEmail(handle, wanted.key())
                .filter(state -> !state.account().id().equals(self))
                .flatMap(AccountState::email);
        Optional<EmailAddress> former = formerEmails
                .newestOf(handle, wanted.key(), clock.instant())
                .filter(kept -> !kept.account().equals(self))
                .map(FormerEmailTable.FormerEmail::email);
        return owner.or(() -> former);
    }
}
