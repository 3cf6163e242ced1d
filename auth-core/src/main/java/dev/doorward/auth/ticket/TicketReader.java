package dev.doorward.auth.ticket;

import dev.doorward.auth.identity.Client;
import dev.doorward.auth.throttle.LimitName;
import dev.doorward.auth.throttle.Subject;
import dev.doorward.auth.throttle.Throttle;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads tokens that somebody brings. To check a signature is dear, so from where too many came that were none, no more
 * are looked at for a while; ones that are good cost nothing.
 */
public final class TicketReader {
    private final Tickets tickets;
    private final Throttle throttle;

    public TicketReader(Tickets tickets, Throttle throttle) {
        this.tickets = tickets;
        this.throttle = throttle;
    }

    /** What a token was. */
    public sealed interface Reading {}

    /** A ticket: authentic, and in its time. */
    public record Read(Ticket ticket) implements Reading {}

    /** No ticket, or one that has expired. */
    public record Unreadable() implements Reading {}

    /** It was not looked at. */
    public record Limited(Duration retryAfter) implements Reading {}

    /**
     * @param purposes those that the page is for
     * @throws IllegalStateException if the caller is in a transaction
     */
    public Reading read(@Nullable String token, Client client, TicketPurpose... purposes) {
        Subject network = Subject.network(client);
        Optional<Duration> wait = throttle.untilLeft(LimitName.LINKS, network);
        if (wait.isPresent()) {
            return new Limited(wait.get());
        }
        Optional<Ticket> ticket = Stream.of(purposes)
                .flatMap(purpose -> tickets.verify(purpose, token).stream())
                .findFirst();
        if (ticket.isEmpty()) {
            throttle.take(LimitName.LINKS, network);
        }
        return ticket.<Reading>map(Read::new).orElseGet(Unreadable::new);
    }
}
