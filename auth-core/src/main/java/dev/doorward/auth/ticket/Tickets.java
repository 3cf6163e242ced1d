package dev.doorward.auth.ticket;

import dev.doorward.auth.identity.EmailAddress;
import dev.doorward.auth.identity.Uuid7;
import dev.doorward.auth.jwt.JwtClaims;
import dev.doorward.auth.jwt.JwtIssuer;
import dev.doorward.auth.jwt.JwtVerifier;
import dev.doorward.auth.jwt.VerifiedJwt;
import dev.doorward.auth.mail.TicketLinks;
import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.store.Database;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Makes and reads the tokens that mails carry.
 *
 * <p>An operation orders a ticket in its own transaction, and what goes into the outbox is the order, which opens
 * nothing. The token is signed when the mail is sent. Whoever brings it is believed to read the mailbox it went to, for
 * the one purpose it was made for, until it expires; the operation it is for then compares it with the account and
 * consumes it, in one transaction. To verify a ticket or to look whether it was used changes nothing.
 *
 * <p>Safe for use by many threads.
 */
public final class Tickets implements TicketLinks {
    /** The code of whatever is refused for its ticket: used, expired, overtaken or forged, which are not told apart. */
    public static final String INVALID = "ticket_invalid";

    /** Clocks of several nodes may differ; by then no node takes the ticket any more. */
    private static final Duration KEPT_AFTER_EXPIRY = Duration.ofHours(1);

    private static final String EMAIL = "email";
    private static final String EPOCH = "epoch";

    private final Database database;
    private final JwtIssuer issuer;
    private final JwtVerifier verifier;
    private final TicketTag tag;
    private final String pages;
    private final Clock clock;
    private final SecureRandom random;

    /**
     * @param keys those of issuer and verifier
     * @param pages where the pages stand that links lead to, {@code https://app.example/shop/auth}, never from a
     *     request
     */
    public Tickets(
            Database database,
            KeyRing keys,
            JwtIssuer issuer,
            JwtVerifier verifier,
            String pages,
            Clock clock,
            SecureRandom random) {
        this.database = database;
        this.issuer = issuer;
        this.verifier = verifier;
        this.tag = new TicketTag(keys);
        this.pages = pages;
        this.clock = clock;
        this.random = random;
    }

    /**
     * A ticket to be.
     *
     * @param subject the account, or the registration that waits to become one
     * @param email the address it will be mailed to
     * @param epoch the account's
     */
    public TicketOrder order(TicketPurpose purpose, UUID subject, EmailAddress email, int epoch) {
        return order(purpose, Uuid7.next(clock, random), subject, email, epoch);
    }

    /** {@link #order} with an id that something else is known by, too. */
    public TicketOrder order(TicketPurpose purpose, UUID id, UUID subject, EmailAddress email, int epoch) {
        return new TicketOrder(
                purpose, id, subject, email, epoch, clock.instant().plus(purpose.lifetime()));
    }

    /** The link with the signed token. Its time began when the ticket was ordered. */
    @Override
    public String link(String order) {
        TicketOrder ordered = TicketOrder.parse(order);
        TicketPurpose purpose = ordered.purpose();
        String token = issuer.issue(new JwtClaims(
                purpose.type(),
                purpose.path(),
                ordered.subject().toString(),
                ordered.id().toString(),
                ordered.expiresAt(),
                Map.of(EMAIL, ordered.email().value(), EPOCH, Integer.toString(ordered.epoch()))));
        return pages + "/" + purpose.path() + "?token=" + tag.put(token);
    }

    /**
     * The ticket that a token is; empty for anything else. What was not made here costs no statement and next to no
     * time, so that it needs no limit.
     */
    public Optional<Ticket> verify(TicketPurpose purpose, @Nullable String token) {
        return tag.open(token)
                .flatMap(signed -> verifier.verify(signed, purpose.type(), purpose.path()))
                .map(jwt -> ticket(purpose, jwt));
    }

    /** What was signed here is written as {@link #link} writes it. */
    private static Ticket ticket(TicketPurpose purpose, VerifiedJwt jwt) {
        return new Ticket(new TicketOrder(
                purpose,
                UUID.fromString(jwt.id()),
                UUID.fromString(jwt.subject()),
                EmailAddress.stored(jwt.text(EMAIL).orElseThrow()),
                Integer.parseInt(jwt.text(EPOCH).orElseThrow()),
                jwt.expiresAt()));
    }

    /** Whether it was used. */
    public boolean isUsed(Handle handle, Ticket ticket) {
        return UsedTicketTable.exists(handle, ticket.id());
    }

    /**
     * Uses a ticket up, in the transaction that does what it is for; if that rolls back, it can be used again.
     *
     * @return false if it was used before; of any number at once one gets true
     */
    public boolean consume(Handle handle, Ticket ticket) {
        return UsedTicketTable.insert(handle, ticket.id(), ticket.expiresAt());
    }

    /** Forgets used tickets that have expired. */
    public void deleteExpired() {
        database.useTransaction(
                handle -> UsedTicketTable.deleteExpired(handle, clock.instant().minus(KEPT_AFTER_EXPIRY)));
    }
}
