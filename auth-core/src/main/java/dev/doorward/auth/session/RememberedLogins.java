package dev.doorward.auth.session;

import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.secret.OpaqueToken;
import dev.doorward.auth.secret.Sealed;
import dev.doorward.auth.secret.Sealer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Remembered logins: one row for each browser, whose token is replaced each time it opens a session.
 *
 * <p>A browser that starts with several tabs sends one token several times. Whoever brings the token just replaced,
 * within {@link #GRACE} and from the same user agent, is given the very tokens that replaced it. They are kept for
 * that, sealed under a key that needs the replaced token itself. A replaced token that comes later was copied: its
 * remembered login ends, with every session it opened.
 */
final class RememberedLogins {
    static final Duration GRACE = Duration.ofSeconds(30);

    private final RememberedTable table;
    private final SessionTokens tokens;
    private final Sealer successors;
    private final Clock clock;

    RememberedLogins(RememberedTable table, SessionTokens tokens, Sealer successors, Clock clock) {
        this.table = table;
        this.tokens = tokens;
        this.successors = successors;
        this.clock = clock;
    }

    RememberedToken begin(Handle handle, SessionIssuer.Opening opening, UUID device, Duration lifetime) {
        Instant now = clock.instant();
        OpaqueToken token = tokens.begin();
        RememberedTable.Row row = new RememberedTable.Row(
                token.id(),
                opening.account(),
                opening.epoch(),
                tokens.remembered(token, opening.account()),
                opening.authTime(),
                opening.methods(),
                now.plus(lifetime),
                new Origin(opening.client().address(), opening.client().userAgent()),
                device,
                null);
        table.insert(handle, row, now);
        return new RememberedToken(token, row.expiresAt());
    }

    /** What a remember-me cookie turned out to be. */
    enum Standing {
        /** The token of today. */
        CURRENT,
        /** The one replaced moments ago, by a parallel request of the same browser. */
        JUST_REPLACED,
        /** Some other secret for a remembered login that exists: it was copied. */
        REUSED
    }

    Standing standing(RememberedTable.Row row, OpaqueToken token, Client client) {
        if (tokens.fits(token, row.mac(), row.account())) {
            return Standing.CURRENT;
        }
        RememberedTable.Predecessor predecessor = row.predecessor();
        boolean justReplaced = predecessor != null
                && tokens.fits(token, predecessor.mac(), row.account())
                && clock.instant().isBefore(predecessor.replacedAt().plus(GRACE))
                && row.origin().userAgent().equals(client.userAgent());
        return justReplaced ? Standing.JUST_REPLACED : Standing.REUSED;
    }

    /** Replaces the row's token; {@code session} is what parallel bringers of {@code old} are to be given with it. */
    RememberedToken replace(
            Handle handle, RememberedTable.Row row, OpaqueToken old, OpaqueToken session, Client client) {
        OpaqueToken next = tokens.renew(row.id());
        byte[] pair = (session.text() + next.text()).getBytes(StandardCharsets.US_ASCII);
        Sealed sealed = successors.boundTo(old.secret()).seal(pair, associatedData(row.account(), row.id()));
        table.replace(
                handle, row.id(), tokens.remembered(next, row.account()), sealed, client.userAgent(), clock.instant());
        return new RememberedToken(next, row.expiresAt());
    }

    /** @param session its token */
    record Successor(OpaqueToken session, RememberedToken remembered) {}

    Optional<Successor> successorOf(RememberedTable.Row row, OpaqueToken old) {
        RememberedTable.Predecessor predecessor = row.predecessor();
        if (predecessor == null) {
            return Optional.empty();
        }
        return successors
                .boundTo(old.secret())
                .open(predecessor.successor(), associatedData(row.account(), row.id()))
                .map(pair -> new String(pair, StandardCharsets.US_ASCII))
                .map(pair -> new Successor(
                        OpaqueToken.parse(pair.substring(0, OpaqueToken.LENGTH)).orElseThrow(),
                        new RememberedToken(
                                OpaqueToken.parse(pair.substring(OpaqueToken.LENGTH))
                                        .orElseThrow(),
                                row.expiresAt())));
    }

    private static String associatedData(AccountId account, UUID id) {
        return "auth_remembered.successor " + account.value() + " " + id;
    }
}
