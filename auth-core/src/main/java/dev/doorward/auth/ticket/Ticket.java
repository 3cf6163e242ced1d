package dev.doorward.auth.ticket;

import dev.doorward.auth.identity.EmailAddress;
import java.time.Instant;
import java.util.UUID;

/**
 * A token that was mailed and came back: signed by this installation for the purpose that was asked for, and in its
 * time. Only {@link Tickets} makes one.
 *
 * <p>Not known by that: whether it was used before, which {@link Tickets#consume} tells, and whether its subject is
 * still as it was, which its user compares with {@link #epoch} and {@link #email}.
 */
public final class Ticket {
    private final TicketOrder order;

    Ticket(TicketOrder order) {
        this.order = order;
    }

    public TicketPurpose purpose() {
        return order.purpose();
    }

    public UUID id() {
        return order.id();
    }

    /** The account, or the registration that waits to become one. */
    public UUID subject() {
        return order.subject();
    }

    /** Whose mailbox it came from. */
    public EmailAddress email() {
        return order.email();
    }

    /** The account's when the mail was asked for; 0 where there is none. */
    public int epoch() {
        return order.epoch();
    }

    public Instant expiresAt() {
        return order.expiresAt();
    }

    /** Leaves out the address. */
    @Override
    public String toString() {
        return "Ticket[" + purpose() + " " + id() + "]";
    }
}
