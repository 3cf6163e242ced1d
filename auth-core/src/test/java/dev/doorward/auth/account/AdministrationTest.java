package dev.doorward.auth.account;

import static dev.doorward.auth.fixture.Node.CLIENT;
import static dev.doorward.auth.fixture.Node.OTHER_PASSWORD;
import static dev.doorward.auth.fixture.Node.PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.audit.AuditEvent;
import dev.doorward.auth.audit.AuditType;
import dev.doorward.auth.fixture.Node;
import dev.doorward.auth.fixture.Together;
import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.session.IssuedSession;
import dev.doorward.auth.store.BothDatabases;
import dev.doorward.auth.store.TestDatabase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

final class AdministrationTest {
    private Node node;

    @BeforeEach
    void open(TestDatabase database) {
        node = Node.on(database);
    }

    @AfterEach
    void close() {
        node.close();
    }

    private Account read(AccountId id) {
        return node.accounts().find(id).orElseThrow();
    }

    // Roles.

    @BothDatabases
    void a_role_is_granted_once_and_taken_once() {
        AccountId ada = node.registered("ada").id();
        assertTrue(node.accounts().grant(ada, "admin", CLIENT));
        assertFalse(node.accounts().grant(ada, "admin", CLIENT));
        assertTrue(node.accounts().grant(ada, "editor", CLIENT));
        assertEquals(Set.of("admin", "editor"), read(ada).roles());
        assertTrue(node.accounts().revoke(ada, "admin", CLIENT));
        assertFalse(node.accounts().revoke(ada, "admin", CLIENT));
        assertEquals(Set.of("editor"), read(ada).roles());
        List<String> details = node.doorward().audit().of(ada, 10).stream()
                .filter(event -> event.type() == AuditType.ROLE_REVOKED)
                .map(AuditEvent::detail)
                .toList();
        assertEquals(List.of("admin"), details);
    }

    @BothDatabases
    void a_role_that_could_be_read_as_two_or_as_none_is_refused() {
        AccountId ada = node.registered("ada").id();
        for (String role :
                List.of("", " ", "Admin", "a b", "admin ", "1st", "a,b", "\u00e4dmin", "a".repeat(51), "a\n")) {
            assertThrows(IllegalArgumentException.class, () -> node.accounts().grant(ada, role, CLIENT), role);
            assertFalse(node.accounts().revoke(ada, role, CLIENT));
        }
        assertTrue(read(ada).roles().isEmpty());
    }

    @BothDatabases
    void as_many_roles_are_granted_as_the_row_holds_and_no_more() {
        AccountId ada = node.registered("ada").id();
        String longest = "r" + "x".repeat(47);
        for (int i = 10; i < 29; i++) {
            assertTrue(node.accounts().grant(ada, longest + i, CLIENT));
        }
        assertThrows(IllegalArgumentException.class, () -> node.accounts().grant(ada, "one-more", CLIENT));
        assertEquals(19, read(ada).roles().size());
        assertEquals(
                19, node.find(node.logIn("ada", false)).orElseThrow().roles().size());
    }

    @BothDatabases
    void of_16_who_grant_different_roles_at_once_none_is_lost() {
        AccountId ada = node.registered("ada").id();
        Together.run(16, i -> node.accounts().grant(ada, "role" + i, CLIENT));
        assertEquals(16, read(ada).roles().size());
    }

    // Standing.

    @BothDatabases
    void a_disabled_account_lets_nobody_in_until_it_is_enabled() {
        AccountId ada = node.registered("ada").id();
        IssuedSession before = node.logIn("ada", true);
        assertTrue(node.accounts().disable(ada, CLIENT));
        assertFalse(node.accounts().disable(ada, CLIENT));
        assertEquals(Account.Status.DISABLED, read(ada).status());
        assertFalse(node.letsIn("ada", PASSWORD));
        assertFalse(node.isIn(before));
        assertTrue(node.accounts().enable(ada, CLIENT));
        assertFalse(node.accounts().enable(ada, CLIENT));
        assertTrue(node.letsIn("ada", PASSWORD));
        // What was open before does not come back.
        assertFalse(node.isIn(before));
        assertEquals(0, node.count("auth_remembered"));
    }

    /** GHSA-2vg6-77g8-24mp. */
    @BothDatabases
    void a_closed_account_keeps_its_row_and_name_and_nothing_personal() {
        AccountId ada = node.registered("Ada").id();
        node.accounts().grant(ada, "admin", CLIENT);
        IssuedSession before = node.logIn("ada", true);
        assertTrue(node.accounts().close(ada, CLIENT));
        assertFalse(node.accounts().close(ada, CLIENT));

        Account closed = read(ada);
        assertEquals(Account.Status.CLOSED, closed.status());
        assertEquals("Ada", closed.username());
        assertNull(closed.email());
        assertTrue(closed.roles().isEmpty());
        assertEquals(0, node.count("auth_password") + node.count("auth_session") + node.count("auth_remembered"));
        assertFalse(String.join("\n", node.everything()).contains("@example.com"));
        assertFalse(node.isIn(before));
        assertFalse(node.letsIn("ada", PASSWORD));
        assertEquals(Optional.empty(), node.accounts().passwordChangedAt(ada));

        assertFalse(node.accounts().enable(ada, CLIENT));
        assertFalse(node.accounts().disable(ada, CLIENT));
        assertFalse(node.accounts().grant(ada, "admin", CLIENT));
        assertFalse(node.accounts().endEverything(ada, CLIENT));
        assertFalse(node.accounts().forgetFailures(ada, CLIENT));
        assertEquals(Account.Status.CLOSED, read(ada).status());
    }

    @BothDatabases
    void the_name_of_a_closed_account_is_never_given_out_again_but_its_address_is() {
        AccountId ada = node.registered("ada").id();
        node.accounts().close(ada, CLIENT);
        RegistrationResult taken =
                node.accounts().register(Registration.of("ADA", "someone@example.com", OTHER_PASSWORD, CLIENT));
        assertEquals(
                "username_taken",
                assertInstanceOf(RegistrationResult.Refused.class, taken).code());
        IssuedSession grace = node.loggedIn("grace");
        assertInstanceOf(ChangeResult.Refused.class, node.accounts().changeUsername(node.proof(grace), "ada", CLIENT));
        assertInstanceOf(
                RegistrationResult.Registered.class,
                node.accounts().register(Registration.of("ada-again", "ada@example.com", OTHER_PASSWORD, CLIENT)));
    }

    @BothDatabases
    void nobody_is_changed_where_there_is_nobody() {
        AccountId nobody = AccountId.of(UUID.randomUUID());
        assertFalse(node.accounts().grant(nobody, "admin", CLIENT));
        assertFalse(node.accounts().revoke(nobody, "admin", CLIENT));
        assertFalse(node.accounts().disable(nobody, CLIENT));
        assertFalse(node.accounts().enable(nobody, CLIENT));
        assertFalse(node.accounts().close(nobody, CLIENT));
        assertFalse(node.accounts().endEverything(nobody, CLIENT));
        assertFalse(node.accounts().forgetFailures(nobody, CLIENT));
        assertEquals(Optional.empty(), node.accounts().find(nobody));
        assertEquals(0, node.count("auth_event"));
    }

    // Lists.

    @BothDatabases
    void pages_hold_every_account_once_the_newest_first() {
        for (int i = 0; i < 7; i++) {
            node.registered("person" + i);
            node.clock().turn(java.time.Duration.ofSeconds(1));
        }
        List<String> names = new ArrayList<>();
        AccountPage page = node.accounts().list(1, 3);
        names.addAll(page.accounts().stream().map(Account::username).toList());
        while (page.hasNext()) {
            page = node.accounts().list(page.number() + 1, 3);
            names.addAll(page.accounts().stream().map(Account::username).toList());
        }
        assertEquals(3, page.number());
        assertEquals(List.of("person6", "person5", "person4", "person3", "person2", "person1", "person0"), names);
        assertEquals(names.size(), new HashSet<>(names).size());
        assertFalse(node.accounts().list(1, 7).hasNext());
        assertTrue(node.accounts().list(1, 6).hasNext());
        assertEquals(List.of(), node.accounts().list(100_000, 1000).accounts());
    }

    @BothDatabases
    void a_page_that_cannot_be_is_misuse() {
        int[][] wrong = {{0, 10}, {-1, 10}, {1, 0}, {1, -1}, {1, 1001}, {100_001, 1}, {Integer.MAX_VALUE, 1000}};
        for (int[] page : wrong) {
            assertThrows(IllegalArgumentException.class, () -> node.accounts().list(page[0], page[1]));
            assertThrows(IllegalArgumentException.class, () -> node.accounts().search("a", page[0], page[1]));
        }
    }

    private List<String> found(String text) {
        return node.accounts().search(text, 1, 100).accounts().stream()
                .map(Account::username)
                .sorted()
                .toList();
    }

    @BothDatabases
    void a_search_finds_parts_of_names_and_addresses_in_any_case() {
        node.registered("Ada");
        node.registered("grace");
        assertEquals(List.of("Ada"), found("aD"));
        assertEquals(List.of("Ada", "grace"), found(" EXAMPLE.com "));
        assertEquals(List.of("Ada", "grace"), found(""));
        assertEquals(List.of(), found("linus"));
        AccountPage first = node.accounts().search("example", 1, 1);
        assertTrue(first.hasNext());
        assertFalse(node.accounts().search("example", 2, 1).hasNext());
    }

    @BothDatabases
    void wildcards_are_searched_for_as_they_are() {
        node.registered("ada_l");
        node.registered("adaxl");
        node.accounts().register(Registration.of("percent", "100%!_@example.com", PASSWORD, CLIENT));
        assertEquals(List.of("ada_l"), found("a_l"));
        assertEquals(List.of("percent"), found("%"));
        assertEquals(List.of("percent"), found("0%!"));
        assertEquals(List.of("percent"), found("!_"));
        assertEquals(List.of(), found("a%l"));
        assertEquals(List.of(), found("\\"));
        assertEquals(List.of(), found("' or '1'='1"));
    }
}
