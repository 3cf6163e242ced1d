package dev.doorward.auth.mail;

import dev.doorward.auth.identity.Client;
import dev.doorward.auth.identity.EmailAddress;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A mail to be sent: what happened, and to whom it is told.
 *
 * @param ticket what {@link TicketLinks} makes a link of when the mail is sent; for templates that carry one
 * @param client who caused it
 * @param at when
 * @param expiresAt until when there is any use in sending it, such as the end of its ticket; null for a notice
 * @param facts what the template tells, by the names it lists; whatever a stranger typed is told to nobody but the
 *     owner of the account it is about
 */
public record Mail(
        MailTemplate template,
        EmailAddress to,
        @Nullable String ticket,
        Client client,
        Instant at,
        @Nullable Instant expiresAt,
        Map<String, String> facts) {

    /**
     * @throws IllegalArgumentException if the template needs a ticket or a fact that is not there, or has no use of one
     */
    public Mail {
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(client, "client");
        Objects.requireNonNull(at, "at");
        facts = Map.copyOf(facts);
        if (template.hasTicket() != (ticket != null)) {
            throw new IllegalArgumentException(template + (ticket == null ? " needs a ticket" : " has no ticket"));
        }
        if (!facts.keySet().equals(template.facts())) {
            throw new IllegalArgumentException(template + " tells the facts " + template.facts() + " and no others");
        }
    }

    /** Names nobody and gives no ticket away. */
    @Override
    public String toString() {
        return "Mail[" + template + "]";
    }
}
