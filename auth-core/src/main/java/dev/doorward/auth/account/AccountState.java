package dev.doorward.auth.account;

import dev.doorward.auth.identity.EmailAddress;
import dev.doorward.auth.ticket.Ticket;
import java.util.Optional;

/**
 * An account together with its epoch.
 *
 * @param epoch evidence gathered under another one is stale
 */
public record AccountState(Account account, int epoch) {

    public boolean isActive() {
        return account.status() == Account.Status.ACTIVE;
    }

    /** Whether it is more than the row that a closed account leaves. */
    boolean isOpen() {
        return account.status() != Account.Status.CLOSED;
    }

    /** Whether a ticket for this account is still good: the account may be used, and has not changed since. */
    public boolean isFor(Ticket ticket) {
        return isActive() && account.id().value().equals(ticket.subject()) && epoch == ticket.epoch();
    }

    /** The account's address as it is stored, if it has one: where its mails go. */
    public Optional<EmailAddress> email() {
        return Optional.ofNullable(account.email()).map(EmailAddress::stored);
    }

    /** Whether the account has this address, in whatever case. */
    public boolean hasEmail(EmailAddress email) {
        return email().filter(email::equals).isPresent();
    }
}
