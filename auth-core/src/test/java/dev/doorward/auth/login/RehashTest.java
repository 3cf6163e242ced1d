package dev.doorward.auth.login;

import static dev.doorward.auth.fixture.Node.CLIENT;
import static dev.doorward.auth.fixture.Node.OTHER_PASSWORD;
import static dev.doorward.auth.fixture.Node.PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.account.ImportResult;
import dev.doorward.auth.account.ImportedAccount;
import dev.doorward.auth.fixture.Node;
import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.password.Argon2Parameters;
import dev.doorward.auth.password.HashResult;
import dev.doorward.auth.password.HasherSeam;
import dev.doorward.auth.password.PasswordTable;
import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.secret.Rings;
import dev.doorward.auth.session.IssuedSession;
import dev.doorward.auth.store.BothDatabases;
import dev.doorward.auth.store.TestDatabase;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A login brings the stored hash up to date: newer parameters, the newest key. */
final class RehashTest {
    private static final String OLD = "$argon2id$v=19$m=32,t=1,p=1$";
    private static final String CURRENT = "$argon2id$v=19$m=64,t=1,p=1$";

    private TestDatabase database;
    private Node node;

    @BeforeEach
    void open(TestDatabase test) {
        database = test;
        node = Node.on(test);
    }

    @AfterEach
    void close() {
        node.close();
    }

    @BothDatabases
    void a_login_replaces_a_hash_of_older_parameters() {
        AccountId ada = importedWithOldHash();
        try (SeamLogin seam = new SeamLogin(node)) {
            assertTrue(stored(seam, ada).startsWith(OLD));
            assertTrue(node.letsIn("ada", PASSWORD));
            String replaced = stored(seam, ada);
            assertTrue(replaced.startsWith(CURRENT));
            assertTrue(node.letsIn("ada", PASSWORD));
            assertEquals(replaced, stored(seam, ada));
        }
    }

    @BothDatabases
    void a_confirmation_does_so_too() {
        AccountId ada = importedWithOldHash();
        try (SeamLogin weak = new SeamLogin(node, new Argon2Parameters(32, 1, 1))) {
            IssuedSession issued =
                    Node.issued(weak.login().withPassword(new LoginAttempt("ada", PASSWORD, false, CLIENT), null));
            assertTrue(stored(weak, ada).startsWith(OLD));
            node.confirmed(issued);
            assertTrue(stored(weak, ada).startsWith(CURRENT));
        }
    }

    @BothDatabases
    void a_refused_login_replaces_nothing() {
        AccountId ada = importedWithOldHash();
        node.tryLogin("ada", OTHER_PASSWORD);
        node.accounts().disable(ada, CLIENT);
        node.tryLogin("ada", PASSWORD);
        try (SeamLogin seam = new SeamLogin(node)) {
            assertTrue(stored(seam, ada).startsWith(OLD));
        }
    }

    @BothDatabases
    void a_hash_is_replaced_only_where_it_is_still_the_one_that_was_verified() {
        AccountId ada = importedWithOldHash();
        try (SeamLogin seam = new SeamLogin(node)) {
            String[] meanwhile = new String[1];
            seam.hasher().whileHashing(() -> {
                assertTrue(node.letsIn("ada", PASSWORD));
                meanwhile[0] = stored(seam, ada);
            });
            assertInstanceOf(
                    LoginResult.LoggedIn.class,
                    seam.login().withPassword(new LoginAttempt("ada", PASSWORD, false, CLIENT), null));
            assertTrue(meanwhile[0].startsWith(CURRENT));
            assertEquals(meanwhile[0], stored(seam, ada));
        }
    }

    @BothDatabases
    void a_login_seals_the_same_hash_under_the_newest_key() {
        SortedMap<Integer, byte[]> keys = new TreeMap<>(Rings.keys(1));
        try (Node before = Node.on(database, builder -> builder.keys(Rings.of(keys)))) {
            AccountId ada = before.registered("ada").id();
            IssuedSession issued = before.logIn("ada", true);
            keys.put(2, Rings.key());
            try (Node after = before.second(Rings.of(keys))) {
                // What was issued under the first key still opens, and is replaced under the second.
                assertTrue(after.isIn(issued));
                IssuedSession resumed = Node.issued(after.remember(issued));
                assertEquals("1", keyNumber(after, "auth_password"));
                String phc = stored(before, ada);
                assertTrue(after.letsIn("ada", PASSWORD));
                assertEquals("2", keyNumber(after, "auth_password"));
                assertEquals(phc, stored(after, ada));
                keys.remove(1);
                try (Node later = before.second(Rings.of(keys))) {
                    assertTrue(later.isIn(resumed));
                    assertTrue(later.letsIn("ada", PASSWORD));
                }
            }
        }
    }

    @BothDatabases
    void other_keys_open_nothing_that_was_sealed_or_issued() {
        KeyRing stranger = Rings.ring(node.doorward().keys().current());
        assertNotEquals(stranger, node.doorward().keys());
        // Once there are accounts it would not be built.
        try (Node other = node.second(stranger)) {
            node.registered("ada");
            IssuedSession issued = node.logIn("ada", true);
            assertTrue(other.find(issued).isEmpty());
            assertEquals(LoginResult.Refused.invalid(), other.remember(issued));
            assertEquals(LoginResult.Refused.invalid(), other.tryLogin("ada", PASSWORD));
        }
    }

    private AccountId importedWithOldHash() {
        try (HasherSeam hasher = new HasherSeam(new Argon2Parameters(32, 1, 1))) {
            String phc = ((HashResult.Hashed) hasher.hasher().hash(PASSWORD, CLIENT)).phc();
            ImportResult result =
                    node.accounts().importAccount(new ImportedAccount("ada", "ada@example.com", true, phc, Set.of()));
            return ((ImportResult.Imported) result).account().id();
        }
    }

    private static String stored(Node node, AccountId account) {
        try (SeamLogin seam = new SeamLogin(node)) {
            return stored(seam, account);
        }
    }

    private static String stored(SeamLogin seam, AccountId account) {
        return seam.database()
                .read(handle -> seam.passwords().find(handle, account))
                .map(PasswordTable.Stored::phc)
                .orElseThrow();
    }

    private static String keyNumber(Node node, String table) {
        return node.rows(table).get(0).replaceFirst("(?i).*key_number=(\\d+).*", "$1");
    }
}
