package dev.doorward.auth.account;

import static dev.doorward.auth.fixture.Node.PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.DoorwardBuilder;
import dev.doorward.auth.audit.AuditType;
import dev.doorward.auth.fixture.Node;
import dev.doorward.auth.password.Argon2Parameters;
import dev.doorward.auth.password.HashResult;
import dev.doorward.auth.password.HasherSeam;
import dev.doorward.auth.store.BothDatabases;
import dev.doorward.auth.store.TestDatabase;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

final class AccountImportTest {
    private Node node;

    @BeforeEach
    void open(TestDatabase database) {
        node = Node.on(database);
    }

    @AfterEach
    void close() {
        node.close();
    }

    private static String hashed(Argon2Parameters parameters) {
        try (HasherSeam hasher = new HasherSeam(parameters)) {
            return ((HashResult.Hashed) hasher.hasher().hash(PASSWORD, Node.CLIENT)).phc();
        }
    }

    private static String code(ImportResult result) {
        return assertInstanceOf(ImportResult.Refused.class, result).code();
    }

    @BothDatabases
    void an_account_is_taken_over_with_the_password_it_has() {
        ImportResult result = node.accounts()
                .importAccount(new ImportedAccount(
                        "ada",
                        "ada@example.com",
                        true,
                        hashed(new Argon2Parameters(128, 3, 2)),
                        Set.of("admin", "editor")));
        Account ada = assertInstanceOf(ImportResult.Imported.class, result).account();
        assertEquals(Set.of("admin", "editor"), ada.roles());
        assertTrue(ada.emailVerified());
        assertTrue(node.letsIn("ada@example.com", PASSWORD));
        assertTrue(node.events(ada.id()).contains(AuditType.IMPORTED));
        assertFalse(String.join("\n", node.everything()).contains("argon2"));
    }

    @BothDatabases
    void what_is_taken_malformed_or_no_hash_is_refused_and_nothing_is_written() {
        node.registered("ada");
        String hash = hashed(new Argon2Parameters(64, 1, 1));
        List<String> before = node.everything();
        assertEquals("username_taken", code(imported("ADA", "b@example.com", hash)));
        assertEquals("email_taken", code(imported("bob", "ADA@example.com", hash)));
        assertEquals("username_invalid", code(imported("b o b", null, hash)));
        assertEquals("email_invalid", code(imported(null, "bob", hash)));
        assertEquals("username_required", code(imported(null, null, hash)));
        for (String other : List.of(
                "",
                "!",
                "*",
                "$2a$10$abcdefghijklmnopqrstuv",
                "plain",
                "$argon2id$",
                hash + "$",
                hash.replace("m=64", "m=999999999"))) {
            assertEquals("password_hash_unreadable", code(imported("bob", "bob@example.com", other)), other);
        }
        assertEquals(before, node.everything());
    }

    @BothDatabases
    void an_account_that_nobody_could_name_is_refused(TestDatabase database) {
        try (Node lenient = Node.on(database, DoorwardBuilder::allowNoUsername)) {
            for (String none : new String[] {null, "", " "}) {
                assertEquals(
                        "username_required",
                        code(lenient.accounts().importAccount(new ImportedAccount(none, null, false, null, Set.of()))));
            }
        }
        assertEquals(0, node.count("auth_account"));
    }

    @BothDatabases
    void roles_are_checked_like_granted_ones() {
        assertThrows(
                IllegalArgumentException.class,
                () -> node.accounts().importAccount(new ImportedAccount("ada", null, false, null, Set.of("a b"))));
        Set<String> many = new java.util.HashSet<>();
        for (int i = 0; i < 20; i++) {
            many.add("role" + i);
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> node.accounts().importAccount(new ImportedAccount("ada", null, false, null, many)));
        assertEquals(0, node.count("auth_account"));
    }

    private ImportResult imported(String username, String email, String hash) {
        return node.accounts().importAccount(new ImportedAccount(username, email, false, hash, Set.of()));
    }
}
