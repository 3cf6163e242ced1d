package dev.doorward.auth.account;

import static dev.doorward.auth.fixture.Node.CLIENT;
import static dev.doorward.auth.fixture.Node.PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.DoorwardBuilder;
import dev.doorward.auth.audit.AuditType;
import dev.doorward.auth.fixture.Node;
import dev.doorward.auth.fixture.Together;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.store.BothDatabases;
import dev.doorward.auth.store.SqlTap;
import dev.doorward.auth.store.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

final class RegistrationTest {
    private static final int THREADS = 64;

    private Node node;

    @BeforeEach
    void open(TestDatabase database) {
        node = Node.on(database);
    }

    @AfterEach
    void close() {
        node.close();
    }

    private RegistrationResult register(String username, String email, String password) {
        return node.accounts().register(new Registration(username, email, password, CLIENT, Map.of()));
    }

    private static List<String> codes(RegistrationResult result) {
        return assertInstanceOf(RegistrationResult.Refused.class, result).reasons().stream()
                .map(Reason::code)
                .toList();
    }

    @BothDatabases
    void an_account_is_born_active_unverified_and_without_rights() {
        Account ada = ((RegistrationResult.Registered) register("Ada", "Ada@Example.com", PASSWORD)).account();
        assertEquals(ada, node.accounts().find(ada.id()).orElseThrow());
        assertEquals("Ada", ada.username());
        assertEquals("Ada@example.com", ada.email());
        assertEquals(Account.Status.ACTIVE, ada.status());
        assertFalse(ada.emailVerified());
        assertTrue(ada.roles().isEmpty());
        assertEquals(node.clock().instant(), ada.createdAt());
        assertEquals(Optional.of(node.clock().instant()), node.accounts().passwordChangedAt(ada.id()));
        assertEquals(List.of(AuditType.REGISTERED), node.events(ada.id()));
        assertEquals(0, node.count("auth_session"));
    }

    @BothDatabases
    void everything_that_is_wrong_is_told_at_once_and_nothing_is_written() {
        node.registered("ada");
        List<String> before = node.everything();
        assertEquals(List.of("username_taken", "email_taken"), codes(register("ADA", "ADA@EXAMPLE.COM", PASSWORD)));
        assertEquals(
                List.of("username_required", "email_required", "password_required"), codes(register(null, null, null)));
        assertEquals(
                List.of("username_too_short", "email_invalid", "password_too_short"), codes(register("a", "@", "x")));
        assertEquals(List.of("username_reserved"), codes(register("Admin", "b@example.com", PASSWORD)));
        assertEquals(
                List.of("password_contains_context"),
                codes(register("bobsleigh", "b@example.com", "bobsleigh doorward")));
        assertEquals(before, node.everything());
    }

    @BothDatabases
    void of_64_who_want_one_name_in_different_case_one_gets_it() {
        race(
                "username_taken",
                i -> new Registration(
                        cased("abcdefgh", i), "person" + i + "@example.com", PASSWORD, client(i), Map.of()));
        assertEquals(1, node.accounts().search("abcdefgh", 1, 100).accounts().size());
    }

    @BothDatabases
    void of_64_who_want_one_address_in_different_case_one_gets_it() {
        race(
                "email_taken",
                i -> new Registration(
                        "person" + i, cased("abcdefgh", i) + "@Example.COM", PASSWORD, client(i), Map.of()));
    }

    /** All have looked the name up, and found it free, before the first of them writes. */
    private void race(String code, IntFunction<Registration> registration) {
        CountDownLatch allAreThere = new CountDownLatch(THREADS);
        SqlTap.Watcher watcher = new SqlTap.Watcher() {
            @Override
            public void before(String what) {
                if (what.startsWith("insert into doorward.auth_account")) {
                    allAreThere.countDown();
                    Together.await(allAreThere);
                }
            }
        };
        List<RegistrationResult> results;
        try (SqlTap.Watching watching = node.tap().watch(watcher)) {
            results = Together.run(THREADS, i -> patiently(registration.apply(i)));
        }
        assertEquals(
                1,
                results.stream()
                        .filter(RegistrationResult.Registered.class::isInstance)
                        .count());
        List<List<String>> refusals = results.stream()
                .filter(RegistrationResult.Refused.class::isInstance)
                .map(RegistrationTest::codes)
                .toList();
        assertEquals(THREADS - 1, refusals.size());
        refusals.forEach(codes -> assertEquals(List.of(code), codes));
        assertEquals(1, node.count("auth_account"));
        assertEquals(1, node.count("auth_password"));
        assertEquals(1, node.count("auth_event"));
    }

    /** On a machine with one core the queue for hashing is shorter than this crowd. */
    private RegistrationResult patiently(Registration registration) {
        RegistrationResult result = node.accounts().register(registration);
        while (result instanceof RegistrationResult.Busy) {
            result = node.accounts().register(registration);
        }
        return result;
    }

    private static Client client(int i) {
        return new Client("192.0.2." + i, "browser");
    }

    /** The letters in upper case whose bit is set. */
    private static String cased(String text, int bits) {
        char[] letters = text.toCharArray();
        for (int i = 0; i < letters.length; i++) {
            letters[i] = (bits >> i & 1) == 1 ? Character.toUpperCase(letters[i]) : letters[i];
        }
        return new String(letters);
    }

    @BothDatabases
    void a_person_is_found_by_name_or_address_in_any_case() {
        Account ada = node.registered("Ada");
        for (String login : new String[] {"ada", "ADA", " aDa ", "ada@example.com", "ADA@EXAMPLE.COM"}) {
            assertEquals(Optional.of(ada), node.accounts().findByLogin(login), login);
            assertTrue(node.letsIn(login, PASSWORD), login);
        }
        for (String login :
                new String[] {null, "", " ", "ad", "ada@", "@example.com", "ada%", "a\u0000da", "\uff21da"}) {
            assertEquals(Optional.empty(), node.accounts().findByLogin(login), login);
        }
    }

    /** CVE-2022-35924, CVE-2023-7028, CVE-2025-7962. */
    @BothDatabases
    void an_address_that_is_more_than_one_is_refused() {
        for (String address : List.of(
                "a@example.com,b@example.com",
                "a@example.com;b@example.com",
                "a@example.com b@example.com",
                "[\"a@example.com\",\"b@example.com\"]",
                "Ada <a@example.com>",
                "a@example.com\r\nBcc: b@example.com",
                "a@example.com\u0000")) {
            assertEquals(List.of("email_invalid"), codes(register("ada", address, PASSWORD)), address);
        }
        assertEquals(0, node.count("auth_account"));
    }

    @BothDatabases
    void people_may_have_an_address_alone_where_the_application_lets_them(TestDatabase database) {
        try (Node lenient = Node.on(database, DoorwardBuilder::allowNoUsername)) {
            for (String none : new String[] {null, "", "  "}) {
                String email = "person" + lenient.count("auth_account") + "@example.com";
                RegistrationResult result =
                        lenient.accounts().register(new Registration(none, email, PASSWORD, CLIENT, Map.of()));
                Account account = assertInstanceOf(RegistrationResult.Registered.class, result)
                        .account();
                assertNull(account.username());
                assertTrue(lenient.letsIn(email, PASSWORD));
                assertFalse(lenient.letsIn("", PASSWORD));
                assertFalse(lenient.letsIn("null", PASSWORD));
            }
            RegistrationResult named =
                    lenient.accounts().register(new Registration("ad", "ad@example.com", PASSWORD, CLIENT, Map.of()));
            assertEquals(List.of("username_too_short"), codes(named));
        }
        assertEquals(List.of("username_required"), codes(register("", "b@example.com", PASSWORD)));
    }
}
