package dev.doorward.auth.ticket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.fixture.Together;
import dev.doorward.auth.identity.EmailAddress;
import dev.doorward.auth.jwt.JwtClaims;
import dev.doorward.auth.jwt.JwtIssuer;
import dev.doorward.auth.jwt.JwtVerifier;
import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.store.BothDatabases;
import dev.doorward.auth.store.Database;
import dev.doorward.auth.testing.TestClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;

final class TicketsTest {
    private static final String SITE = "https://app.example/shop";
    private static final EmailAddress ADA =
            EmailAddress.parse("Ada@example.com").orElseThrow();
    private static final UUID ACCOUNT = UUID.fromString("01930000-0000-7000-8000-000000000001");

    private final TestClock clock = new TestClock(Instant.parse("2026-11-20T12:00:00Z"));
    private final SecureRandom random = new SecureRandom();
    private final KeyRing keys = KeyRing.inMemory(random);
    private Database database;
    private Tickets tickets;

    @BeforeEach
    void open(Database database) {
        this.database = database;
        tickets = of(keys, SITE);
    }

    private Tickets of(KeyRing ring, String site) {
        return new Tickets(
                database,
                ring,
                new JwtIssuer(ring, site, clock, random),
                new JwtVerifier(ring, site, clock),
                site + "/auth",
                clock,
                random);
    }

    private TicketOrder order(TicketPurpose purpose) {
        return tickets.order(purpose, ACCOUNT, ADA, 3);
    }

    private static String token(String link) {
        return link.substring(link.indexOf("?token=") + "?token=".length());
    }

    private String token(TicketPurpose purpose) {
        return token(tickets.link(order(purpose).text()));
    }

    @BothDatabases
    void a_ticket_says_what_was_ordered() {
        for (TicketPurpose purpose : TicketPurpose.values()) {
            TicketOrder order = order(purpose);
            String link = tickets.link(order.text());
            assertTrue(link.startsWith("https://app.example/shop/auth/" + purpose.path() + "?token="), link);
            Ticket ticket = tickets.verify(purpose, token(link)).orElseThrow();
            assertEquals(purpose, ticket.purpose());
            assertEquals(order.id(), ticket.id());
            assertEquals(ACCOUNT, ticket.subject());
            assertEquals("Ada@example.com", ticket.email().value());
            assertEquals(3, ticket.epoch());
            assertEquals(clock.instant().plus(purpose.lifetime()), ticket.expiresAt());
        }
    }

    @BothDatabases
    void a_ticket_of_one_purpose_is_nothing_where_another_is_asked_for() {
        for (TicketPurpose made : TicketPurpose.values()) {
            String token = token(made);
            for (TicketPurpose asked : TicketPurpose.values()) {
                assertEquals(made == asked, tickets.verify(asked, token).isPresent(), made + " as " + asked);
            }
        }
    }

    @BothDatabases
    void a_ticket_has_its_time_from_the_order_and_not_from_the_sending() {
        String order = order(TicketPurpose.RESET_PASSWORD).text();
        clock.turn(Duration.ofMinutes(29));
        String token = token(tickets.link(order));
        assertTrue(tickets.verify(TicketPurpose.RESET_PASSWORD, token).isPresent());
        clock.turn(Duration.ofMinutes(1));
        assertEquals(Optional.empty(), tickets.verify(TicketPurpose.RESET_PASSWORD, token));
    }

    /** CVE-2019-16109: a blank token that matched a blank column. */
    @BothDatabases
    void a_blank_missing_or_foreign_token_is_no_ticket() {
        String good = token(TicketPurpose.RESET_PASSWORD);
        String otherRing = token(of(KeyRing.inMemory(random), SITE)
                .link(order(TicketPurpose.RESET_PASSWORD).text()));
        String otherSite = token(of(keys, "https://other.example")
                .link(order(TicketPurpose.RESET_PASSWORD).text()));
        for (String token : new String[] {
            null,
            "",
            " ",
            "null",
            ".",
            "..",
            good + "x",
            good + "=",
            " " + good,
            good.substring(1),
            otherRing,
            otherSite
        }) {
            assertEquals(Optional.empty(), tickets.verify(TicketPurpose.RESET_PASSWORD, token), token);
        }
    }

    @BothDatabases
    void a_signed_token_without_its_own_tag_is_no_ticket() {
        String good = token(TicketPurpose.RESET_PASSWORD);
        String[] parts = good.split("[.]", 3);
        String otherTag = token(TicketPurpose.RESET_PASSWORD).split("[.]", 3)[1];
        for (String token : new String[] {
            parts[2],
            "." + parts[2],
            ".." + parts[2],
            "1.." + parts[2],
            "1." + otherTag + "." + parts[2],
            "1." + parts[1] + "=." + parts[2],
            "01." + parts[1] + "." + parts[2],
            "2." + parts[1] + "." + parts[2],
            "-1." + parts[1] + "." + parts[2],
            "4294967297." + parts[1] + "." + parts[2],
            good + "a".repeat(8192)
        }) {
            assertEquals(Optional.empty(), tickets.verify(TicketPurpose.RESET_PASSWORD, token), token);
        }
    }

    @BothDatabases
    void a_tag_without_a_signature_of_ours_is_no_ticket() {
        String otherRing = token(of(KeyRing.inMemory(random), SITE)
                .link(order(TicketPurpose.RESET_PASSWORD).text()));
        String tagged = new TicketTag(keys).put(otherRing.split("[.]", 3)[2]);
        assertEquals(Optional.empty(), tickets.verify(TicketPurpose.RESET_PASSWORD, tagged));
    }

    @BothDatabases
    void a_token_of_the_same_keys_for_something_else_is_no_ticket() {
        String other = new JwtIssuer(keys, SITE, clock, random)
                .issue(new JwtClaims(
                        "at+jwt",
                        TicketPurpose.RESET_PASSWORD.path(),
                        ACCOUNT.toString(),
                        UUID.randomUUID().toString(),
                        clock.instant().plusSeconds(60),
                        Map.of("email", ADA.value(), "epoch", "3")));
        assertEquals(Optional.empty(), tickets.verify(TicketPurpose.RESET_PASSWORD, new TicketTag(keys).put(other)));
    }

    @BothDatabases
    void a_ticket_used_once_opens_nothing_again() {
        Ticket ticket = ticket();
        assertFalse(isUsed(ticket));
        assertTrue(consume(ticket));
        assertTrue(isUsed(ticket));
        assertFalse(consume(ticket));
    }

    private Ticket ticket() {
        return tickets.verify(TicketPurpose.LOGIN_LINK, token(TicketPurpose.LOGIN_LINK))
                .orElseThrow();
    }

    private boolean consume(Ticket ticket) {
        return database.inTransaction(handle -> tickets.consume(handle, ticket));
    }

    private boolean isUsed(Ticket ticket) {
        return database.read(handle -> tickets.isUsed(handle, ticket));
    }

    @BothDatabases
    void of_64_uses_at_once_one_counts() {
        Ticket ticket = ticket();
        List<Boolean> used = Together.run(64, i -> consume(ticket));
        assertEquals(1, used.stream().filter(first -> first).count());
    }

    @BothDatabases
    void a_use_that_is_rolled_back_was_none() {
        Ticket ticket = ticket();
        assertThrows(
                IllegalStateException.class,
                () -> database.useTransaction(handle -> {
                    assertTrue(tickets.consume(handle, ticket));
                    throw new IllegalStateException("and something else fails");
                }));
        assertTrue(consume(ticket));
    }

    @BothDatabases
    void a_mail_that_is_sent_twice_carries_one_ticket() {
        String order = order(TicketPurpose.LOGIN_LINK).text();
        Ticket first = tickets.verify(TicketPurpose.LOGIN_LINK, token(tickets.link(order)))
                .orElseThrow();
        clock.turn(Duration.ofMinutes(1));
        Ticket second = tickets.verify(TicketPurpose.LOGIN_LINK, token(tickets.link(order)))
                .orElseThrow();
        assertTrue(consume(first));
        assertFalse(consume(second));
    }

    @BothDatabases
    void a_used_ticket_is_forgotten_only_after_it_has_expired_everywhere() {
        Ticket ticket = ticket();
        consume(ticket);
        clock.turn(TicketPurpose.LOGIN_LINK.lifetime());
        tickets.deleteExpired();
        assertTrue(isUsed(ticket));
        clock.turn(Duration.ofHours(2));
        tickets.deleteExpired();
        assertFalse(isUsed(ticket));
    }

    @BothDatabases
    void what_is_no_order_is_no_link() {
        String order = order(TicketPurpose.RESET_PASSWORD).text();
        for (String text : List.of("", " ", order + " x", order.replace("RESET_PASSWORD", "reset"))) {
            assertThrows(IllegalArgumentException.class, () -> tickets.link(text), text);
        }
    }

    @BothDatabases
    void neither_order_nor_ticket_says_the_address_to_a_log() {
        assertFalse(order(TicketPurpose.RESET_PASSWORD).toString().contains("@"));
        assertFalse(ticket().toString().contains("@"));
    }
}
