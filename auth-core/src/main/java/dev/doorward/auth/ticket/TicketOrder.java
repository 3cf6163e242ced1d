package dev.doorward.auth.ticket;

import dev.doorward.auth.identity.EmailAddress;
import java.time.Instant;
import java.util.UUID;

/**
 * What a ticket is going to say. An order opens nothing: it is signed when its mail is sent, and until then waits
 * sealed in the outbox.
 *
 * @param id the ticket's; however often the mail is sent, it is one ticket
 * @param subject the account, or the registration that waits to become one
 * @param email the address it is mailed to and good for
 * @param epoch the account's, so that the ticket dies with the next change; 0 where there is none
 */
public record TicketOrder(
        TicketPurpose purpose, UUID id, UUID subject, EmailAddress email, int epoch, Instant expiresAt) {
    private static final String SEPARATOR = " ";
    private static final int PARTS = 6;

    /** The same, expiring then if that is earlier. */
    public TicketOrder until(Instant latest) {
        return latest.isBefore(expiresAt) ? new TicketOrder(purpose, id, subject, email, epoch, latest) : this;
    }

    /** On one line, for {@link Tickets#link}. */
    public String text() {
        return String.join(
                SEPARATOR,
                purpose.name(),
                id.toString(),
                subject.toString(),
                email.value(),
                Integer.toString(epoch),
                Long.toString(expiresAt.toEpochMilli()));
    }

    /** @throws IllegalArgumentException for anything that {@link #text} did not write */
    static TicketOrder parse(String text) {
        String[] parts = text.split(SEPARATOR, -1);
        if (parts.length != PARTS) {
            throw new IllegalArgumentException("This is no order of a ticket");
        }
        return new TicketOrder(
                TicketPurpose.valueOf(parts[0]),
                UUID.fromString(parts[1]),
                UUID.fromString(parts[2]),
                EmailAddress.stored(parts[3]),
                Integer.parseInt(parts[4]),
                Instant.ofEpochMilli(Long.parseLong(parts[5])));
    }

    /** Leaves out the address. */
    @Override
    public String toString() {
        return "TicketOrder[" + purpose + " " + id + "]";
    }
}
