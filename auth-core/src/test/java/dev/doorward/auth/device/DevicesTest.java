package dev.doorward.auth.device;

import static dev.doorward.auth.fixture.Node.CLIENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.fixture.Node;
import dev.doorward.auth.fixture.Together;
import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.store.BothDatabases;
import dev.doorward.auth.store.Database;
import dev.doorward.auth.store.TestDatabase;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

final class DevicesTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final KeyRing keys = KeyRing.inMemory(RANDOM);

    private Node node;
    private Database database;
    private Devices devices;
    private AccountId ada;
    private AccountId bob;

    @BeforeEach
    void open(TestDatabase test) {
        node = Node.on(test);
        database = test.database();
        devices = new Devices(database, keys, node.clock(), RANDOM);
        ada = node.registered("ada").id();
        bob = node.registered("bob").id();
        node.byHand("delete from {s}auth_device");
    }

    @AfterEach
    void close() {
        node.close();
    }

    private IssuedDevice issue(AccountId account, Client client) {
        return database.inTransaction(handle -> devices.issue(handle, account, client));
    }

    private Client known(AccountId account) {
        return CLIENT.withDevice(issue(account, CLIENT).cookie());
    }

    private boolean knows(AccountId account, Client client) {
        return find(account, client).isPresent();
    }

    private Optional<KnownDevice> find(AccountId account, Client client) {
        return database.read(handle -> devices.find(handle, account, client));
    }

    @BothDatabases
    void a_browser_is_known_to_the_account_it_logged_in_to() {
        assertFalse(knows(ada, CLIENT));
        IssuedDevice issued = issue(ada, CLIENT);
        assertEquals(
                issued.id(),
                find(ada, CLIENT.withDevice(issued.cookie())).orElseThrow().id());
    }

    /** GHSA-h6mp-mc7g-mg49: a trusted device that nobody verified. */
    @BothDatabases
    void the_cookie_of_one_account_is_nothing_to_another() {
        Client browser = known(ada);
        assertFalse(knows(bob, browser));
        // Nor where somebody who writes to the database hands the row over.
        node.byHand("update {s}auth_device set account_id = ?", bob.value());
        assertFalse(knows(bob, browser));
    }

    @BothDatabases
    void a_token_that_was_made_up_changed_or_cut_is_no_device() {
        String cookie = issue(ada, CLIENT).cookie();
        char last = cookie.charAt(cookie.length() - 1);
        List<String> forged = List.of(
                "",
                "~",
                cookie + "~",
                "~" + cookie,
                cookie + " ",
                cookie.substring(1),
                cookie.substring(0, cookie.length() - 1) + (last == 'A' ? 'B' : 'A'),
                cookie + "~" + "x".repeat(55),
                cookie + "\0",
                "x".repeat(279),
                "x".repeat(5000));
        for (String value : forged) {
            assertFalse(knows(ada, CLIENT.withDevice(value)), value);
        }
    }

    @BothDatabases
    void of_any_number_of_tries_at_once_ten_are_admitted_and_then_the_device_is_dead() {
        Client browser = known(ada);
        KnownDevice device = find(ada, browser).orElseThrow();
        Devices onSecondNode = new Devices(database, keys, node.clock(), RANDOM);
        List<Boolean> admitted =
                Together.run(40, i -> i % 2 == 0 ? devices.tryOnce(device) : onSecondNode.tryOnce(device));
        assertEquals(10, Collections.frequency(admitted, true));
        assertFalse(knows(ada, browser));
        // Not even what is given back afterwards makes it more than it was.
        devices.giveBack(device);
        assertTrue(devices.tryOnce(device));
        assertFalse(devices.tryOnce(device));
    }

    @BothDatabases
    void a_login_gives_all_tries_back_to_this_device_and_to_no_other() {
        Client browser = known(ada);
        Client other = known(ada);
        KnownDevice device = find(ada, browser).orElseThrow();
        KnownDevice untouched = find(ada, other).orElseThrow();
        for (int i = 0; i < 9; i++) {
            assertTrue(devices.tryOnce(device));
            assertTrue(devices.tryOnce(untouched));
        }
        Client after = browser.withDevice(issue(ada, browser).cookie());
        assertEquals(device, find(ada, after).orElseThrow());
        for (int i = 0; i < 10; i++) {
            assertTrue(devices.tryOnce(device));
        }
        assertTrue(devices.tryOnce(untouched));
        assertFalse(devices.tryOnce(untouched));
    }

    @BothDatabases
    void a_dead_device_is_not_revived_but_replaced() {
        Client browser = known(ada);
        KnownDevice device = find(ada, browser).orElseThrow();
        for (int i = 0; i < 10; i++) {
            devices.tryOnce(device);
        }
        IssuedDevice next = issue(ada, browser);
        assertNotEquals(device.id(), next.id());
        assertEquals(55, next.cookie().length());
        assertEquals(1, node.count("auth_device"));
    }

    @BothDatabases
    void a_copied_cookie_is_worth_nothing_after_its_owners_second_login() {
        Client copy = known(ada);
        Client owner = copy.withDevice(issue(ada, copy).cookie());
        // The answer may have been lost: the browser may still have the token before.
        assertTrue(knows(ada, copy));
        Client again = owner.withDevice(issue(ada, owner).cookie());
        assertTrue(knows(ada, again));
        assertFalse(knows(ada, copy));
    }

    @BothDatabases
    void a_thief_who_logs_in_with_a_copied_cookie_makes_the_owner_a_stranger_who_is_told() {
        Client owner = known(ada);
        Client thief = owner.withDevice(issue(ada, owner).cookie());
        issue(ada, thief);
        node.clock().turn(Duration.ofDays(2));
        assertFalse(knows(ada, owner));
        assertTrue(issue(ada, owner).notifyOwner());
    }

    @BothDatabases
    void a_browser_is_known_for_400_days_after_the_last_login() {
        Client browser = known(ada);
        node.clock().turn(Duration.ofDays(399));
        browser = browser.withDevice(issue(ada, browser).cookie());
        node.clock().turn(Duration.ofDays(400).minusMillis(1));
        assertTrue(knows(ada, browser));
        assertEquals(0, devices.deleteExpired());
        node.clock().turn(Duration.ofMillis(1));
        // By the server's clock, whatever the browser keeps.
        assertFalse(knows(ada, browser));
        assertEquals(1, devices.deleteExpired());
        assertEquals(0, node.count("auth_device"));
    }

    @BothDatabases
    void five_people_share_a_browser_and_the_sixth_takes_the_place_of_the_first() {
        List<AccountId> people = new ArrayList<>(List.of(ada, bob));
        for (int i = 0; i < 4; i++) {
            people.add(node.registered("person-" + i).id());
        }
        Client browser = CLIENT;
        for (AccountId person : people.subList(0, 5)) {
            browser = browser.withDevice(issue(person, browser).cookie());
        }
        for (AccountId person : people.subList(0, 5)) {
            assertTrue(knows(person, browser));
        }
        assertTrue(browser.device().length() < 300);
        Client full = browser.withDevice(issue(people.get(5), browser).cookie());
        assertEquals(browser.device().length(), full.device().length());
        assertTrue(knows(people.get(5), full));
        assertFalse(knows(ada, full));
        assertTrue(knows(bob, full));
    }

    /**
     * Else whoever raises what a cookie holds would make the browsers of some people strange, and nobody would know
     * why.
     */
    @BothDatabases
    void more_tokens_than_a_statement_has_places_for_are_refused_and_none_is_dropped() {
        List<UUID> six = Stream.generate(UUID::randomUUID).limit(6).toList();
        assertThrows(
                IllegalArgumentException.class,
                () -> database.read(handle -> new DeviceTable().find(handle, ada, six)));
    }

    @BothDatabases
    void an_account_has_fifty_devices_and_one_that_came_back_outlives_those_that_never_did() {
        Client regular = known(ada);
        regular = regular.withDevice(issue(ada, regular).cookie());
        node.clock().turn(Duration.ofMinutes(1));
        regular = regular.withDevice(issue(ada, regular).cookie());
        Client first = known(ada);
        for (int i = 0; i < 60; i++) {
            node.clock().turn(Duration.ofMinutes(1));
            known(ada);
        }
        assertEquals(50, node.count("auth_device"));
        assertTrue(knows(ada, regular));
        assertFalse(knows(ada, first));
        Client bobs = known(bob);
        assertTrue(knows(bob, bobs));
        assertEquals(51, node.count("auth_device"));
    }

    @BothDatabases
    void the_owner_is_told_of_each_new_browser_but_not_of_many_that_are_alike() {
        assertTrue(issue(ada, CLIENT).notifyOwner());
        // Somebody else in the house may have the same telephone.
        assertTrue(issue(ada, CLIENT).notifyOwner());
        assertFalse(issue(ada, CLIENT).notifyOwner());
        assertFalse(issue(ada, CLIENT).notifyOwner());
        assertTrue(issue(bob, CLIENT).notifyOwner());
        assertTrue(issue(ada, new Client("192.0.2.9", CLIENT.userAgent())).notifyOwner());
        assertTrue(issue(ada, new Client(CLIENT.address(), "Other/1.0")).notifyOwner());
        node.clock().turn(Duration.ofDays(1));
        assertTrue(issue(ada, CLIENT).notifyOwner());
    }

    @BothDatabases
    void a_program_without_cookies_hides_no_stranger() {
        int told = 0;
        for (int i = 0; i < 100; i++) {
            told += issue(ada, CLIENT).notifyOwner() ? 1 : 0;
            node.clock().turn(Duration.ofMinutes(1));
        }
        assertEquals(2, told);
        assertTrue(issue(ada, new Client("198.51.100.9", CLIENT.userAgent())).notifyOwner());
    }

    @BothDatabases
    void whoever_proved_the_address_has_the_only_device() {
        Client thief = known(ada);
        Client owner = known(ada);
        Client bobs = known(bob);
        IssuedDevice only = database.inTransaction(handle -> devices.issueOnly(handle, ada, owner));
        assertFalse(knows(ada, thief));
        assertFalse(knows(ada, owner));
        assertTrue(knows(ada, owner.withDevice(only.cookie())));
        assertTrue(knows(bob, bobs));
        assertFalse(only.notifyOwner());
    }

    @BothDatabases
    void all_others_end_and_the_one_at_hand_stays() {
        Client thief = known(ada);
        Client owner = known(ada);
        Client bobs = known(bob);
        database.useTransaction(handle -> devices.endOthers(handle, ada, owner));
        assertFalse(knows(ada, thief));
        assertTrue(knows(ada, owner));
        // Whose device is nothing to this account keeps none of it.
        database.useTransaction(handle -> devices.endOthers(handle, ada, bobs));
        assertFalse(knows(ada, owner));
        assertTrue(knows(bob, bobs));
    }

    @BothDatabases
    void an_id_of_somebody_elses_device_ends_nothing() {
        Client owner = known(ada);
        UUID id = find(ada, owner).orElseThrow().id();
        database.useTransaction(handle -> devices.end(handle, bob, id));
        assertTrue(knows(ada, owner));
        database.useTransaction(handle -> devices.end(handle, ada, id));
        assertFalse(knows(ada, owner));
    }

    @BothDatabases
    void nothing_that_opens_anything_is_stored_or_shown() {
        IssuedDevice issued = issue(ada, CLIENT);
        String secret = issued.cookie().substring(23);
        assertFalse(issued.toString().contains(secret));
        assertFalse(CLIENT.withDevice(issued.cookie()).toString().contains(secret));
        assertFalse(String.join(" ", node.everything()).contains(secret));
    }
}
