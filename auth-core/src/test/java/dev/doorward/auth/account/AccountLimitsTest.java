package dev.doorward.auth.account;

import static dev.doorward.auth.fixture.Node.CLIENT;
import static dev.doorward.auth.fixture.Node.OTHER_PASSWORD;
import static dev.doorward.auth.fixture.Node.PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.audit.AuditEvent;
import dev.doorward.auth.audit.AuthListener;
import dev.doorward.auth.audit.FieldRefusal;
import dev.doorward.auth.device.Devices;
import dev.doorward.auth.fixture.Node;
import dev.doorward.auth.fixture.Together;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.login.LinkRequestResult;
import dev.doorward.auth.login.LoginLinkResult;
import dev.doorward.auth.login.LoginResult;
import dev.doorward.auth.mail.MailMessage;
import dev.doorward.auth.store.BothDatabases;
import dev.doorward.auth.store.Database;
import dev.doorward.auth.store.TestDatabase;
import dev.doorward.auth.throttle.Limits;
import dev.doorward.auth.ticket.TicketPurpose;
import java.security.SecureRandom;
import java.sql.Connection;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Limits at the doors where somebody asks for a mail, registers, or brings a link. */
final class AccountLimitsTest {
    private static final String ADA = "ada@example.com";
    private static final String NOBODY = "bob@example.com";
    private static final String RESET = "Choose a new password for Doorward";
    private static final String VERIFY = "Confirm your email address for Doorward";
    private static final String CONFIRM = "Confirm your new email address for Doorward";
    private static final String LINK = "Log in to Doorward";

    private Node node;

    @BeforeEach
    void open(TestDatabase database) {
        node = Node.on(
                database,
                builder -> builder.limits(Limits.standard())
                        .emailVerification(EmailVerification.REQUIRED)
                        .allowLoginLink());
    }

    @AfterEach
    void close() {
        node.close();
    }

    /** Of as many networks as there are numbers. */
    private static Client from(int number) {
        return new Client("198.51." + number / 250 + "." + number % 250, "Browser/1.0");
    }

    private Registration registration(int number, String email) {
        return Registration.of("newcomer" + number, email, PASSWORD, from(number));
    }

    private MailRequestResult forgot(String email, Client client) {
        return node.recovery().forgotPassword(email, client);
    }

    private MailRequestResult resend(String email, Client client) {
        return node.recovery().resendVerification(email, client);
    }

    private static boolean isAccepted(MailRequestResult result) {
        return result instanceof MailRequestResult.Accepted;
    }

    private static Duration wait(MailRequestResult result) {
        return assertInstanceOf(MailRequestResult.RateLimited.class, result).retryAfter();
    }

    private long resetsTo(String address) {
        return node.subjectsTo(address).stream().filter(RESET::equals).count();
    }

    // Where somebody asks from.

    @BothDatabases
    void who_asks_too_often_is_told_so_alike_for_an_address_that_nobody_has() {
        node.verified("ada");
        for (int i = 0; i < 5; i++) {
            assertTrue(isAccepted(forgot(ADA, from(1))));
            assertTrue(isAccepted(forgot(NOBODY, from(2))));
            assertTrue(isAccepted(resend(ADA, from(1))));
            assertTrue(isAccepted(resend(NOBODY, from(2))));
            link(ADA, from(1));
            link(NOBODY, from(2));
        }
        Duration wait = wait(forgot(ADA, from(1)));
        assertTrue(wait.compareTo(Duration.ofMinutes(12)) <= 0, wait.toString());
        assertEquals(wait, wait(forgot(NOBODY, from(2))));
        assertEquals(wait(resend(ADA, from(1))), wait(resend(NOBODY, from(2))));
        assertEquals(limitedLink(ADA, from(1)), limitedLink(NOBODY, from(2)));
    }

    private String link(String email, Client client) {
        return assertInstanceOf(LinkRequestResult.Accepted.class, node.login().requestLink(email, client))
                .cookie();
    }

    private Duration limitedLink(String email, Client client) {
        return assertInstanceOf(
                        LinkRequestResult.RateLimited.class, node.login().requestLink(email, client))
                .retryAfter();
    }

    @BothDatabases
    void who_is_told_to_wait_has_caused_nothing() {
        node.verified("ada");
        for (int i = 0; i < 5; i++) {
            forgot(ADA, from(1));
        }
        List<String> before = node.everything();
        wait(forgot(ADA, from(1)));
        assertEquals(before, node.everything());
    }

    @BothDatabases
    void who_has_waited_as_long_as_told_may_ask_again() {
        for (int i = 0; i < 5; i++) {
            forgot(NOBODY, from(1));
        }
        Duration wait = wait(forgot(NOBODY, from(1)));
        node.clock().turn(wait);
        assertTrue(isAccepted(forgot(NOBODY, from(1))));
    }

    // What an address gets.

    @BothDatabases
    void an_address_gets_five_links_at_once_wherever_they_are_asked_for() {
        node.verified("ada");
        List<MailRequestResult> results =
                Together.run(32, number -> forgot(number % 2 == 0 ? ADA : "ADA@Example.COM", from(number)));
        assertTrue(results.stream().allMatch(AccountLimitsTest::isAccepted));
        assertEquals(5, resetsTo(ADA));
    }

    @BothDatabases
    void no_answer_tells_what_others_have_asked_for_an_address() {
        node.verified("ada");
        for (int i = 0; i < 12; i++) {
            forgot(ADA, from(i));
            resend(NOBODY, from(i));
            node.accounts().register(registration(i, NOBODY));
        }
        assertEquals(forgot("never@example.com", from(100)), forgot(ADA, from(101)));
        assertEquals(resend("never@example.com", from(100)), resend(NOBODY, from(101)));
        assertInstanceOf(
                RegistrationResult.VerificationSent.class, node.accounts().register(registration(102, NOBODY)));
    }

    @BothDatabases
    void an_owner_under_attack_has_a_link_that_works_at_any_time() {
        Account ada = node.verified("ada");
        for (int minute = 0; minute < 120; minute++) {
            for (int i = 0; i < 3; i++) {
                forgot(ADA, from(minute * 3 + i));
            }
            node.clock().turn(Duration.ofMinutes(1));
            if (minute % 10 == 9) {
                LinkState state = node.recovery().look(TicketPurpose.RESET_PASSWORD, node.mailedToken(ADA), null, null);
                assertInstanceOf(LinkState.Usable.class, state, "minute " + minute);
            }
        }
        ResetResult reset = node.recovery().resetPassword(node.mailedToken(ADA), OTHER_PASSWORD, CLIENT);
        assertEquals(
                ada.id(),
                assertInstanceOf(ResetResult.Reset.class, reset).account().id());
    }

    @BothDatabases
    void a_password_can_be_reset_when_every_other_mail_to_the_address_is_spent() {
        node.verified("ada");
        floodAtAllDoorsButReset(ADA);
        forgot(ADA, from(1000));
        assertEquals(1, resetsTo(ADA));
    }

    @BothDatabases
    void the_doors_do_not_add_up_to_a_bomb() {
        for (int hour = 0; hour < 3; hour++) {
            floodAtAllDoorsButReset(NOBODY);
            node.clock().turn(Duration.ofHours(1));
        }
        int mails = node.subjectsTo(NOBODY).size();
        assertTrue(mails >= 5 && mails <= 23, mails + " mails in three hours");
    }

    private int networks;

    private void floodAtAllDoorsButReset(String address) {
        for (int i = 0; i < 12; i++) {
            int number = ++networks;
            node.accounts().register(registration(number, address));
            resend(address, from(number));
            link(address, from(number));
        }
    }

    @BothDatabases
    void no_details_behind_a_plus_fill_the_mailbox_in_front_of_it() {
        for (int i = 0; i < 9; i++) {
            node.accounts().register(registration(++networks, "bob+" + i + "@example.com"));
        }
        long mails = Stream.iterate(0, i -> i + 1)
                .limit(9)
                .mapToLong(i -> node.subjectsTo("bob+" + i + "@example.com").size())
                .sum();
        assertEquals(5, mails);
    }

    @BothDatabases
    void no_details_behind_a_plus_make_more_of_a_day_than_an_address_has() {
        for (int i = 0; i < 120; i++) {
            node.accounts().register(registration(++networks, "bob+" + i + "@example.com"));
            node.clock().turn(Duration.ofMinutes(12));
        }
        int mails = node.mails().size();
        assertTrue(mails >= 20 && mails < 40, mails + " mails in a day"); // 20 at once, and each 72 minutes one more
    }

    @BothDatabases
    void details_behind_a_plus_take_no_mail_from_the_address_in_front_of_it() {
        everyHourFromElsewhere(client -> {
            int number = ++networks;
            node.accounts().register(Registration.of("b" + number, "bob+" + number + "@example.com", PASSWORD, client));
        });
        node.accounts().register(registration(1000, NOBODY));
        assertEquals(List.of(VERIFY), node.subjectsTo(NOBODY));
    }

    // What an address is kept from.

    @BothDatabases
    void changes_of_other_accounts_to_an_address_keep_it_from_no_registration() {
        for (int i = 0; i < 4; i++) {
            String name = "mallory" + i;
            node.verified(name);
            var session = node.logIn(name, false);
            for (int n = 0; n < 5; n++) {
                node.accounts().changeEmail(node.proof(session), NOBODY, CLIENT);
            }
        }
        node.accounts().register(registration(1, NOBODY));
        assertEquals(1, Collections.frequency(node.subjectsTo(NOBODY), VERIFY));
        assertEquals(5, Collections.frequency(node.subjectsTo(NOBODY), CONFIRM));
    }

    @BothDatabases
    void login_links_asked_for_an_address_keep_it_from_no_registration() {
        everyHourFromElsewhere(client -> link(NOBODY, client));
        node.accounts().register(registration(1000, NOBODY));
        assertEquals(List.of(VERIFY), node.subjectsTo(NOBODY));
    }

    @BothDatabases
    void what_is_asked_for_in_vain_keeps_no_owner_from_what_is_not() {
        node.verified("ada");
        everyHourFromElsewhere(client -> resend(ADA, client));
        link(ADA, from(1000));
        assertEquals(1, Collections.frequency(node.subjectsTo(ADA), LINK));
    }

    @BothDatabases
    void a_link_asked_for_before_there_is_an_account_keeps_nobody_from_one_afterwards() {
        everyHourFromElsewhere(client -> {
            link(ADA, client);
            forgot(ADA, client);
        });
        node.verified("ada");
        link(ADA, from(1000));
        forgot(ADA, from(1000));
        assertEquals(1, Collections.frequency(node.subjectsTo(ADA), LINK));
        assertEquals(1, resetsTo(ADA));
    }

    @BothDatabases
    void registrations_with_an_address_that_is_taken_keep_its_owner_from_no_proof() {
        node.accounts().importAccount(new ImportedAccount("ada", ADA, false, null, Set.of()));
        everyHourFromElsewhere(
                client -> node.accounts().register(Registration.of("newcomer" + ++networks, ADA, PASSWORD, client)));
        resend(ADA, from(1000));
        assertEquals(1, Collections.frequency(node.subjectsTo(ADA), VERIFY));
    }

    @BothDatabases
    void registrations_that_the_application_refuses_keep_an_address_from_nothing(TestDatabase database) {
        AuthListener invited = new AuthListener() {
            @Override
            public List<FieldRefusal> inTransaction(AuditEvent event, Connection connection) {
                return "yes".equals(event.extra().get("invited"))
                        ? List.of()
                        : List.of(new FieldRefusal("invited", "invited_not", "By invitation only."));
            }
        };
        try (Node asking = Node.on(
                database,
                builder -> builder.limits(Limits.standard())
                        .emailVerification(EmailVerification.REQUIRED)
                        .listener(invited))) {
            everyHourFromElsewhere(client -> assertInstanceOf(
                    RegistrationResult.Refused.class,
                    asking.accounts().register(Registration.of("newcomer" + ++networks, NOBODY, PASSWORD, client))));
            asking.accounts().register(new Registration("bob", NOBODY, PASSWORD, from(1000), Map.of("invited", "yes")));
            assertEquals(List.of(VERIFY), asking.subjectsTo(NOBODY));
        }
    }

    private void everyHourFromElsewhere(Consumer<Client> asking) {
        for (int hour = 0; hour < 6; hour++) {
            node.clock().turn(Duration.ofHours(1));
            for (int i = 0; i < 6; i++) {
                asking.accept(from(hour * 6 + i));
            }
        }
    }

    @BothDatabases
    void many_browsers_of_one_account_get_no_more_mails_than_one() {
        Account ada = node.verified("ada");
        for (int i = 0; i < 12; i++) {
            forgot(ADA, knownTo(ada));
        }
        assertEquals(5, resetsTo(ADA));
    }

    @BothDatabases
    void browsers_of_an_account_whose_address_is_not_proved_are_strangers() {
        var imported = new ImportedAccount("ada", ADA, false, null, Set.of());
        Account ada = assertInstanceOf(
                        ImportResult.Imported.class, node.accounts().importAccount(imported))
                .account();
        for (int i = 0; i < 5; i++) {
            forgot(ADA, CLIENT);
        }
        wait(forgot(ADA, knownTo(ada)));
    }

    @BothDatabases
    void a_known_browser_gets_its_mails_whatever_strangers_ask_for() {
        Client known = knownBrowser();
        floodAtAllDoorsButReset(ADA);
        for (int i = 0; i < 12; i++) {
            forgot(ADA, CLIENT);
        }
        long before = node.subjectsTo(ADA).size();
        assertTrue(isAccepted(forgot(ADA, known)), "though its network has asked too often");
        link(ADA, known);
        assertEquals(before + 2, node.subjectsTo(ADA).size());
    }

    @BothDatabases
    void a_browser_that_another_account_knows_is_a_stranger() {
        Client known = knownBrowser();
        for (int i = 0; i < 5; i++) {
            forgot(NOBODY, CLIENT);
        }
        wait(forgot(NOBODY, known));
    }

    /** Ada's, in the network that everybody here shares. */
    private Client knownBrowser() {
        return knownTo(node.verified("ada"));
    }

    private Client knownTo(Account account) {
        Database database = Database.over(node.tap().dataSource(), "doorward");
        Devices devices = new Devices(database, node.doorward().keys(), node.clock(), new SecureRandom());
        return CLIENT.withDevice(database.inTransaction(handle -> devices.issue(handle, account.id(), CLIENT))
                .cookie());
    }

    @BothDatabases
    void an_address_that_somebody_has_costs_the_same_statements() {
        node.verified("ada");
        for (boolean spent : new boolean[] {false, true}) {
            assertEquals(
                    statements(() -> forgot(ADA, from(1))),
                    statements(() -> forgot(NOBODY, from(2))),
                    "spent: " + spent);
            assertEquals(
                    statements(() -> resend(ADA, from(1))),
                    statements(() -> resend(NOBODY, from(2))),
                    "spent: " + spent);
            assertEquals(
                    statements(() -> link(ADA, from(1))), statements(() -> link(NOBODY, from(2))), "spent: " + spent);
            assertEquals(
                    statements(() -> node.accounts().register(Registration.of("carl" + spent, ADA, PASSWORD, from(1)))),
                    statements(
                            () -> node.accounts().register(Registration.of("dora" + spent, NOBODY, PASSWORD, from(2)))),
                    "spent: " + spent);
            for (int i = 0; i < 6; i++) {
                for (String address : List.of(ADA, NOBODY)) {
                    forgot(address, from(10 + i));
                    resend(address, from(10 + i));
                    link(address, from(10 + i));
                }
            }
        }
    }

    @BothDatabases
    void a_registration_whose_address_has_got_enough_costs_the_same_where_it_is_proved_later(TestDatabase database) {
        try (Node later = Node.on(database, builder -> builder.limits(Limits.standard()))) {
            Registration free = Registration.of("carl", "carl@example.com", PASSWORD, from(1));
            Registration spent = Registration.of("dora", "dora@example.com", PASSWORD, from(2));
            for (int i = 0; i < 5; i++) {
                node.accounts().register(registration(10 + i, spent.email()));
            }
            assertEquals(5, node.subjectsTo("dora@example.com").size());
            assertEquals(
                    later.tap().recorded(() -> later.accounts().register(free)),
                    later.tap().recorded(() -> later.accounts().register(spent)));
            assertEquals(List.of(), later.subjectsTo("dora@example.com"));
        }
    }

    private List<String> statements(Runnable work) {
        return node.tap().recorded(work);
    }

    // Registration.

    @BothDatabases
    void a_registration_beyond_the_limit_writes_nothing_and_keeps_no_name() {
        for (int i = 0; i < 20; i++) {
            assertInstanceOf(
                    RegistrationResult.VerificationSent.class,
                    node.accounts().register(Registration.of("newcomer" + i, i + "@example.com", PASSWORD, CLIENT)));
        }
        List<String> before = node.everything();
        Registration further = Registration.of("further", "further@example.com", PASSWORD, CLIENT);
        assertInstanceOf(RegistrationResult.RateLimited.class, node.accounts().register(further));
        assertEquals(before, node.everything());
    }

    @BothDatabases
    void names_are_not_tried_out_for_nothing() {
        node.verified("ada");
        Registration probe = Registration.of("ada", "x@example.com", "short", from(1));
        for (int i = 0; i < 20; i++) {
            assertInstanceOf(RegistrationResult.Refused.class, node.accounts().register(probe));
        }
        assertInstanceOf(RegistrationResult.RateLimited.class, node.accounts().register(probe));
    }

    @BothDatabases
    void names_are_not_tried_out_by_changing_ones_own_either() {
        node.verified("ada");
        node.verified("grace");
        var issued = node.logIn("ada", false);
        for (int i = 0; i < 5; i++) {
            assertInstanceOf(
                    ChangeResult.Refused.class, node.accounts().changeUsername(node.proof(issued), "grace", CLIENT));
        }
        for (String name : List.of("grace", "lovelace")) {
            Duration wait = assertInstanceOf(
                            ChangeResult.RateLimited.class,
                            node.accounts().changeUsername(node.proof(issued), name, CLIENT))
                    .retryAfter();
            assertEquals(Duration.ofMinutes(12), wait);
        }
        assertTrue(node.accounts().findByLogin("ada").isPresent());
    }

    // Links.

    /** Any page can have its visitors' browsers bring them, as images: a limit would keep their networks out. */
    @BothDatabases
    void made_up_links_cost_no_statement_and_keep_nobody_from_a_good_one() {
        node.verified("ada");
        forgot(ADA, CLIENT);
        String good = node.mailedToken(ADA);
        List<String> asked = node.tap().recorded(() -> {
            for (String madeUp : List.of("x", "made.up.token", good.substring(0, good.length() - 4) + "AAAA")) {
                for (int i = 0; i < 50; i++) {
                    assertNobodyTakes(madeUp);
                }
            }
        });
        assertEquals(List.of(), asked);
        assertInstanceOf(LinkState.Usable.class, node.recovery().look(TicketPurpose.RESET_PASSWORD, good, null, null));
        assertInstanceOf(ResetResult.Reset.class, node.recovery().resetPassword(good, OTHER_PASSWORD, CLIENT));
    }

    private void assertNobodyTakes(String token) {
        for (TicketPurpose purpose : TicketPurpose.values()) {
            assertInstanceOf(LinkState.Unusable.class, node.recovery().look(purpose, token, null, null));
        }
        assertInstanceOf(ResetResult.Refused.class, node.recovery().resetPassword(token, OTHER_PASSWORD, CLIENT));
        assertInstanceOf(UndoResult.Refused.class, node.recovery().undoEmail(token, CLIENT));
        assertInstanceOf(EndResult.Refused.class, node.recovery().endSession(token, CLIENT));
        assertInstanceOf(
                VerifyResult.Refused.class, node.recovery().verifyEmail(token, null, OTHER_PASSWORD, CLIENT, null));
        assertInstanceOf(LoginLinkResult.Refused.class, node.login().withLink(token, null, CLIENT, null));
    }

    // Beginning anew.

    /** Entries 24 and 25: the codes of all requests together, however many are begun from wherever. */
    @BothDatabases
    void beginning_anew_gives_no_more_tries_of_a_code() {
        node.verified("ada");
        List<String> cookies = Together.run(32, number -> link(ADA, from(number)));
        List<String> tokens = linksTo(ADA);
        assertEquals(5, tokens.size());
        for (String token : tokens) {
            assertInstanceOf(LoginLinkResult.ShowCode.class, node.login().withLink(token, null, CLIENT, null));
        }
        for (String cookie : cookies) {
            for (int guess = 0; guess < 6; guess++) {
                LoginResult result = node.login().withCode(cookie, "00000" + guess, from(guess), null);
                assertInstanceOf(LoginResult.Refused.class, result);
            }
        }
        long counted = node.rows("auth_login_link").stream()
                .filter(row -> !row.contains("ACCOUNT_ID=null") && !row.contains("account_id=null"))
                .count();
        assertEquals(5, counted, "five requests of five tries, and the others are nobody's");
        assertNotEquals(0, node.rows("auth_login_link").size());
    }

    private List<String> linksTo(String address) {
        Pattern token = Pattern.compile("login-link[?]token=([A-Za-z0-9_.-]+)");
        return node.mails().stream()
                .filter(mail -> mail.to().value().equals(address))
                .map(MailMessage::text)
                .flatMap(text -> token.matcher(text).results())
                .map(found -> found.group(1))
                .toList();
    }

    // Changes of address.

    @BothDatabases
    void a_change_of_address_mails_strangers_five_times_at_most() {
        node.verified("ada");
        var issued = node.logIn("ada", false);
        List<ChangeResult> results = Stream.iterate(1, i -> i + 1)
                .limit(6)
                .map(i -> node.accounts().changeEmail(node.proof(issued), "victim" + i + "@example.com", CLIENT))
                .toList();
        assertTrue(results.subList(0, 5).stream().allMatch(ChangeResult.EmailProofSent.class::isInstance));
        assertInstanceOf(ChangeResult.RateLimited.class, results.get(5));
        assertEquals(List.of(), node.subjectsTo("victim6@example.com"));
    }

    @BothDatabases
    void accounts_together_mail_a_stranger_no_more_than_one_would() {
        for (int i = 0; i < 7; i++) {
            String name = "user" + i;
            node.verified(name);
            ChangeResult result =
                    node.accounts().changeEmail(node.proof(node.logIn(name, false)), "victim@example.com", CLIENT);
            assertInstanceOf(ChangeResult.EmailProofSent.class, result);
        }
        assertEquals(5, node.subjectsTo("victim@example.com").size());
    }
}
