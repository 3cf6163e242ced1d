package dev.doorward.auth.account;

import static dev.doorward.auth.fixture.Node.CLIENT;
import static dev.doorward.auth.fixture.Node.OTHER_PASSWORD;
import static dev.doorward.auth.fixture.Node.PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.DoorwardBuilder;
import dev.doorward.auth.audit.AuditType;
import dev.doorward.auth.fixture.Node;
import dev.doorward.auth.fixture.Together;
import dev.doorward.auth.session.IssuedSession;
import dev.doorward.auth.session.Proof;
import dev.doorward.auth.store.BothDatabases;
import dev.doorward.auth.store.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

final class OwnChangesTest {
    private Node node;
    private Account ada;
    private IssuedSession issued;

    @BeforeEach
    void open(TestDatabase database) {
        node = Node.on(database);
        ada = node.registered("ada");
        issued = node.logIn("ada", false);
    }

    @AfterEach
    void close() {
        node.close();
    }

    private static List<String> codes(ChangeResult result) {
        return assertInstanceOf(ChangeResult.Refused.class, result).reasons().stream()
                .map(Reason::code)
                .toList();
    }

    @BothDatabases
    void a_new_name_logs_in_and_the_old_one_does_not() {
        ChangeResult.Changed changed = assertInstanceOf(
                ChangeResult.Changed.class, node.accounts().changeUsername(node.proof(issued), "Lovelace", CLIENT));
        assertEquals("Lovelace", changed.account().username());
        assertEquals("Lovelace", node.find(changed.issued()).orElseThrow().username());
        assertFalse(node.isIn(issued));
        assertTrue(node.letsIn("lovelace", PASSWORD));
        assertFalse(node.letsIn("ada", PASSWORD));
        assertTrue(node.events(ada.id()).contains(AuditType.USERNAME_CHANGED));
    }

    @BothDatabases
    void a_name_can_change_its_case() {
        ChangeResult.Changed changed = assertInstanceOf(
                ChangeResult.Changed.class, node.accounts().changeUsername(node.proof(issued), "ADA", CLIENT));
        assertEquals("ADA", changed.account().username());
    }

    @BothDatabases
    void a_name_that_is_taken_bad_or_missing_is_refused_and_the_session_goes_on() {
        node.registered("grace");
        List<String> before = node.everything();
        assertEquals(List.of("username_taken"), codes(changeName("GRACE")));
        assertEquals(List.of("username_reserved"), codes(changeName("root")));
        assertEquals(List.of("username_required"), codes(changeName("")));
        assertEquals(List.of("username_required"), codes(changeName(null)));
        assertEquals(List.of("username_invalid"), codes(changeName("a b c")));
        assertEquals(before, node.everything());
        assertTrue(node.isIn(issued));
    }

    @BothDatabases
    void a_name_is_not_dropped_even_where_people_may_have_none(TestDatabase database) {
        try (Node lenient = Node.on(database, DoorwardBuilder::allowNoUsername)) {
            IssuedSession grace = lenient.loggedIn("grace");
            assertEquals(
                    List.of("username_required"),
                    codes(lenient.accounts().changeUsername(lenient.proof(grace), " ", CLIENT)));
        }
    }

    private ChangeResult changeName(String name) {
        return node.accounts().changeUsername(node.proof(issued), name, CLIENT);
    }

    @BothDatabases
    void a_bad_password_is_refused_with_reasons_and_the_session_goes_on() {
        List<String> before = node.everything();
        assertEquals(List.of("password_too_short"), codes(changePassword("short")));
        assertEquals(List.of("password_required"), codes(changePassword("")));
        assertEquals(List.of("password_required"), codes(changePassword(null)));
        assertEquals(List.of("password_too_long"), codes(changePassword("x y".repeat(1000))));
        assertEquals(List.of("password_contains_context"), codes(changePassword("ada@example.com!")));
        assertEquals(before, node.everything());
        assertTrue(node.isIn(issued));
        assertTrue(node.letsIn("ada", PASSWORD));
    }

    private ChangeResult changePassword(String password) {
        return node.accounts().changePassword(node.proof(issued), password, CLIENT);
    }

    @BothDatabases
    void a_new_password_is_the_only_one_from_then_on() {
        node.clock().turn(Duration.ofMinutes(1));
        assertInstanceOf(ChangeResult.Changed.class, changePassword(OTHER_PASSWORD));
        assertTrue(node.letsIn("ada", OTHER_PASSWORD));
        assertFalse(node.letsIn("ada", PASSWORD));
        assertEquals(Optional.of(node.clock().instant()), node.accounts().passwordChangedAt(ada.id()));
        assertTrue(node.events(ada.id()).contains(AuditType.PASSWORD_CHANGED));
    }

    @BothDatabases
    void of_16_changes_with_one_proof_one_happens() {
        Proof proof = node.proof(issued);
        List<ChangeResult> results =
                Together.run(16, i -> node.accounts().changePassword(proof, OTHER_PASSWORD + " " + i, CLIENT));
        List<Integer> changed = java.util.stream.IntStream.range(0, 16)
                .filter(i -> results.get(i) instanceof ChangeResult.Changed)
                .boxed()
                .toList();
        assertEquals(1, changed.size());
        assertTrue(node.letsIn("ada", OTHER_PASSWORD + " " + changed.get(0)));
    }

    @BothDatabases
    void a_proof_is_worth_nothing_after_the_account_changed() {
        Proof proof = node.proof(issued);
        node.accounts().grant(ada.id(), "admin", CLIENT);
        assertEquals(
                ChangeResult.Refused.STALE_PROOF,
                assertInstanceOf(
                                ChangeResult.Refused.class,
                                node.accounts().changePassword(proof, OTHER_PASSWORD, CLIENT))
                        .code());
        assertTrue(node.letsIn("ada", PASSWORD));
    }
}
