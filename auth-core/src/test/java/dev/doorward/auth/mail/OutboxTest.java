package dev.doorward.auth.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.audit.AuditEvent;
import dev.doorward.auth.audit.AuditLog;
import dev.doorward.auth.audit.AuditType;
import dev.doorward.auth.audit.AuthListener;
import dev.doorward.auth.fixture.Together;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.identity.EmailAddress;
import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.secret.Rings;
import dev.doorward.auth.secret.SealedRows;
import dev.doorward.auth.store.BothDatabases;
import dev.doorward.auth.store.Database;
import dev.doorward.auth.testing.TestClock;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;

final class OutboxTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final Client CLIENT = new Client("192.0.2.7", "Firefox/145.0 (Windows)");
    private static final String ADDRESS = "Ada.Lovelace@example.com";

    private final TestClock clock = new TestClock(NOON);
    private final KeyRing keys = Rings.ring(1);
    private final SecureRandom random = new SecureRandom();
    private final List<MailMessage> sent = new CopyOnWriteArrayList<>();
    private final List<AuditEvent> events = new CopyOnWriteArrayList<>();
    private Database database;

    @BeforeEach
    void open(Database database) {
        this.database = database;
    }

    // What is written.

    @BothDatabases
    void a_mail_is_sent_once_its_transaction_has_committed_and_its_row_is_gone() {
        try (Outbox outbox = outbox(sent::add)) {
            add(outbox, reset("ticket-1"));

            assertEquals(1, outbox.deliverDue());
            assertEquals(0, outbox.deliverDue());
        }
        MailMessage mail = sent.get(0);
        assertEquals(ADDRESS, mail.to().value());
        assertEquals("Choose a new password for Shop", mail.subject());
        assertTrue(mail.text().contains("https://shop.example/link?ticket-1"), mail.text());
        assertTrue(mail.html().contains("https://shop.example/link?ticket-1"), mail.html());
        assertEquals(0, rows());
    }

    @BothDatabases
    void a_mail_whose_transaction_fails_is_never_sent() {
        try (Outbox outbox = outbox(sent::add)) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> database.useTransaction(handle -> {
                        outbox.add(handle, reset("ticket-1"));
                        throw new IllegalArgumentException("no");
                    }));

            assertEquals(0, outbox.deliverDue());
        }
        assertEquals(List.of(), sent);
    }

    @BothDatabases
    void outside_of_a_transaction_no_mail_can_be_added() {
        try (Outbox outbox = outbox(sent::add)) {
            assertThrows(
                    IllegalStateException.class,
                    () -> database.read(handle -> {
                        outbox.add(handle, reset("ticket-1"));
                        return "";
                    }));
        }
    }

    @BothDatabases
    void a_row_tells_neither_whom_it_is_for_nor_what_it_is_nor_whether_it_is_a_mail() {
        try (Outbox outbox = outbox(sent::add)) {
            add(outbox, reset("ticket-1"));
            add(
                    outbox,
                    new Mail(
                            MailTemplate.EMAIL_CHANGED_OLD,
                            EmailAddress.parse("x".repeat(60) + "@" + "y".repeat(60) + ".example")
                                    .orElseThrow(),
                            "t".repeat(900),
                            new Client("2001:db8:0:1:2:3:4:5", "A".repeat(300)),
                            NOON,
                            NOON.plusSeconds(60),
                            Map.of("new_email", "z".repeat(60) + "@example.com")));
            database.useTransaction(outbox::addNothing);
        }
        List<byte[]> sealed = database.read(handle -> handle.createQuery("select sealed from {s}auth_mail_outbox")
                .mapTo(byte[].class)
                .list());
        assertEquals(3, sealed.size());
        assertEquals(1, new HashSet<>(sealed.stream().map(row -> row.length).toList()).size());
        for (byte[] row : sealed) {
            String text = new String(row, StandardCharsets.ISO_8859_1);
            assertFalse(text.contains("example") || text.contains("ticket") || text.contains("RESET"), text);
        }
    }

    @BothDatabases
    void nothing_is_sent_to_nobody() {
        try (Outbox outbox = outbox(sent::add)) {
            database.useTransaction(outbox::addNothing);

            assertEquals(0, outbox.deliverDue());
        }
        assertEquals(List.of(), sent);
        assertEquals(0, rows());
    }

    @BothDatabases
    void without_a_mailer_nothing_is_written_as_nobody_would_ever_send_it() {
        try (Outbox outbox = outbox(null, true)) {
            add(outbox, reset("ticket-1"));
            database.useTransaction(outbox::addNothing);

            assertEquals(0, outbox.deliverDue());
        }
        assertEquals(0, rows());
    }

    @BothDatabases
    void a_node_that_leaves_sending_to_others_writes_all_the_same() {
        try (Outbox outbox = outbox(null, false)) {
            add(outbox, reset("ticket-1"));
        }
        try (Outbox other = outbox(sent::add)) {
            assertEquals(1, other.deliverDue());
        }
    }

    // What was tampered with.

    @BothDatabases
    void a_row_that_somebody_copied_from_another_or_changed_is_not_sent() {
        try (Outbox outbox = outbox(sent::add)) {
            add(outbox, reset("ticket-1"));
            database.useTransaction(handle -> handle.execute("""
                    insert into {s}auth_mail_outbox (id, key_number, sealed, created_at, next_attempt_at, attempts)
                    select '00000000-0000-7000-8000-000000000000', key_number, sealed, created_at, next_attempt_at, 0
                      from {s}auth_mail_outbox"""));

            assertEquals(1, outbox.deliverDue());
        }
        assertEquals(1, sent.size());
        assertEquals(List.of("mail_unreadable"), givenUp());
        assertEquals(0, rows());
    }

    @BothDatabases
    void a_mail_under_a_key_that_is_away_waits_for_the_key() {
        try (Outbox outbox = outbox(sent::add);
                Outbox keyless = outbox(Rings.ring(2), sent::add)) {
            add(outbox, reset("ticket-1"));

            assertEquals(0, keyless.deliverDue());
            assertEquals(1, rows());
            clock.turn(Duration.ofMinutes(1));
            assertEquals(1, outbox.deliverDue());
        }
    }

    @BothDatabases
    void waiting_mails_are_sealed_anew_so_that_an_old_key_can_go() {
        SortedMap<Integer, byte[]> both = Rings.keys(1, 2);
        KeyRing before = Rings.of(new TreeMap<>(both.headMap(2)));
        KeyRing during = Rings.of(both);
        KeyRing after = Rings.of(new TreeMap<>(both.tailMap(2)));
        try (Outbox outbox = outbox(before, sent::add)) {
            add(outbox, reset("ticket-1"));
            database.useTransaction(outbox::addNothing);
        }
        try (Outbox outbox = outbox(during, sent::add)) {
            SealedRows rows = outbox.sealedRows();
            assertEquals(2, rows.under(1));
            assertEquals(2, rows.reseal(100));
            assertEquals(0, rows.reseal(100));
            assertEquals(0, rows.under(1));
        }
        try (Outbox outbox = outbox(after, sent::add)) {
            assertEquals(1, outbox.deliverDue());
        }
    }

    @BothDatabases
    void mails_that_were_tampered_with_do_not_keep_others_under_an_old_key() {
        SortedMap<Integer, byte[]> both = Rings.keys(1, 2);
        try (Outbox outbox = outbox(Rings.of(new TreeMap<>(both.headMap(2))), sent::add)) {
            for (int i = 0; i < 3; i++) {
                add(outbox, reset("ticket-" + i));
            }
            database.useTransaction(
                    handle -> handle.execute("update {s}auth_mail_outbox set sealed = ?", new byte[60]));
            add(outbox, reset("ticket-3"));
        }
        try (Outbox outbox = outbox(Rings.of(both), sent::add)) {
            SealedRows rows = outbox.sealedRows();
            assertEquals(1, rows.reseal(1));
            assertEquals(3, rows.under(1));
        }
    }

    // What fails.

    @BothDatabases
    void a_server_that_is_away_keeps_every_mail_and_is_asked_once_a_round() {
        FailingMailer mailer = new FailingMailer(MailException.unavailable("nobody answers"));
        try (Outbox outbox = outbox(mailer)) {
            for (int i = 0; i < 5; i++) {
                add(outbox, reset("ticket-" + i));
            }
            outbox.deliverDue();
            outbox.deliverDue();
            assertEquals(2, mailer.asked);
            mailer.failure = null;

            assertEquals(5, outbox.deliverDue());
        }
        assertEquals(List.of(), givenUp());
    }

    @BothDatabases
    void a_recipient_who_is_refused_is_given_up_with_an_event_that_names_nobody() {
        try (Outbox outbox = outbox(new FailingMailer(MailException.refused("550 5.1.1")))) {
            add(outbox, reset("ticket-1"));
            assertEquals(0, outbox.deliverDue());
        }
        assertEquals(0, rows());
        assertEquals(List.of("mail_refused"), givenUp());
        assertEquals(null, events.get(0).account());
        assertFalse(events.toString().contains("@"), events.toString());
    }

    @BothDatabases
    void a_mail_that_is_deferred_waits_longer_each_time_and_holds_up_no_other() {
        Set<String> deferred = Set.of("grey@example.com");
        List<Instant> attempts = new ArrayList<>();
        Mailer mailer = message -> {
            if (deferred.contains(message.to().value())) {
                attempts.add(clock.instant());
                throw MailException.deferred("451 4.7.1");
            }
            sent.add(message);
        };
        try (Outbox outbox = outbox(mailer)) {
            add(outbox, notice("grey@example.com"));
            add(outbox, notice("ada@example.com"));
            for (int minute = 0; minute < 24 * 60 + 20; minute++) {
                outbox.deliverDue();
                clock.turn(Duration.ofMinutes(1));
            }
        }
        assertEquals(1, sent.size());
        Duration first = Duration.between(attempts.get(0), attempts.get(1));
        Duration last = Duration.between(attempts.get(attempts.size() - 2), attempts.get(attempts.size() - 1));
        assertTrue(first.compareTo(last) < 0, first + " " + last);
        assertEquals(Duration.ofMinutes(15), last);
        assertEquals(List.of("mail_too_late"), givenUp());
        assertEquals(0, rows());
    }

    /** Whoever registers such addresses, which costs nothing, would hold up everybody's mail. */
    @BothDatabases
    void recipients_at_whose_names_the_server_falls_silent_hold_up_nobody_elses_mail() throws Exception {
        try (ScriptedServer server = ScriptedServer.silentAbout("tarpit.example");
                Outbox outbox = outbox(SmtpMailer.of("smtp://localhost:" + server.port(), "mail@shop.example")
                        .allowPlaintext()
                        .with(new SmtpMailer.Timeouts(
                                Duration.ofSeconds(5), Duration.ofMillis(200), Duration.ofSeconds(5))))) {
            add(outbox, notice("one@tarpit.example"));
            add(outbox, notice("two@tarpit.example"));
            add(outbox, notice("ada@example.com"));

            assertEquals(1, outbox.deliverDue());
            assertEquals(3, recipients(server).size());

            clock.turn(Duration.ofSeconds(59));
            add(outbox, notice("bob@example.com"));
            assertEquals(1, outbox.deliverDue());
            assertEquals(List.of("bob@example.com"), tail(recipients(server), 3));

            clock.turn(Duration.ofSeconds(10));
            add(outbox, notice("eve@example.com"));
            assertEquals(1, outbox.deliverDue());
            assertEquals("eve@example.com", recipients(server).get(4), "newer mail comes first");
            assertEquals(Set.of("one@tarpit.example", "two@tarpit.example"), Set.copyOf(tail(recipients(server), 5)));
        }
        assertEquals(2, rows());
    }

    private static List<String> recipients(ScriptedServer server) {
        return server.commands().stream()
                .filter(command -> command.startsWith("RCPT TO:"))
                .map(command -> command.substring("RCPT TO:<".length(), command.length() - 1))
                .toList();
    }

    private static List<String> tail(List<String> list, int from) {
        return list.subList(from, list.size());
    }

    @BothDatabases
    void a_server_that_is_away_for_a_day_makes_mails_given_up() {
        try (Outbox outbox = outbox(new FailingMailer(MailException.unavailable("nobody answers")))) {
            add(outbox, notice("ada@example.com"));
            outbox.deliverDue();
            clock.turn(Outbox.GIVEN_UP_AFTER);
            outbox.deliverDue();
        }
        assertEquals(List.of("mail_too_late"), givenUp());
    }

    @BothDatabases
    void a_mail_whose_ticket_has_expired_is_dropped_and_not_sent() {
        try (Outbox outbox = outbox(sent::add)) {
            add(outbox, reset("ticket-1"));
            clock.turn(Duration.ofMinutes(30));

            assertEquals(0, outbox.deliverDue());
        }
        assertEquals(List.of(), sent);
        assertEquals(0, rows());
        assertEquals(List.of(), givenUp());
    }

    @BothDatabases
    void a_template_of_the_applications_that_throws_holds_up_no_other_mail() {
        MailRenderer own = mail -> {
            if (mail.template() == MailTemplate.RESET_PASSWORD) {
                throw new NoClassDefFoundError("a template engine");
            }
            return Optional.of(new MailContent("Own words", "text", "<p>text</p>"));
        };
        try (Outbox outbox = outbox(keys, sent::add, own, false)) {
            add(outbox, reset("ticket-1"));
            add(outbox, notice("ada@example.com"));

            assertEquals(1, outbox.deliverDue());
        }
        assertEquals(
                List.of("Own words"), sent.stream().map(MailMessage::subject).toList());
        assertEquals(1, rows());
    }

    // Several nodes.

    @BothDatabases
    void nodes_that_send_at_once_send_each_mail_once() {
        try (Outbox outbox = outbox(sent::add)) {
            for (int i = 0; i < 100; i++) {
                add(outbox, notice("user" + i + "@example.com"));
            }
        }
        List<Integer> counts = Together.run(4, i -> {
            try (Outbox node = outbox(sent::add)) {
                return node.deliverDue();
            }
        });
        assertEquals(100, counts.stream().mapToInt(Integer::intValue).sum(), counts.toString());
        assertEquals(
                new HashSet<>(IntStream.range(0, 100)
                        .mapToObj(i -> "user" + i + "@example.com")
                        .toList()),
                new HashSet<>(sent.stream().map(message -> message.to().value()).toList()));
        assertEquals(100, sent.size());
    }

    @BothDatabases
    void a_mail_that_is_one_nodes_to_send_is_not_sent_by_another_before_the_lease_is_over() {
        try (Outbox outbox = outbox(sent::add);
                Outbox hanging = outbox(message -> {
                    // Whoever holds the row has ended here, as far as the other node can tell.
                    assertEquals(0, outbox.deliverDue());
                    clock.turn(Outbox.LEASE);
                    assertEquals(1, outbox.deliverDue());
                })) {
            add(outbox, notice("ada@example.com"));
            hanging.deliverDue();
        }
        assertEquals(0, rows());
    }

    // The sending thread.

    @BothDatabases
    void a_commit_wakes_the_sending_thread() {
        CountDownLatch arrived = new CountDownLatch(2);
        try (Outbox outbox = outbox(keys, message -> arrived.countDown(), mail -> Optional.empty(), true)) {
            add(outbox, reset("ticket-1"));
            add(outbox, reset("ticket-2"));
            Together.await(arrived);
        }
        assertEquals(0, rows());
    }

    /** Opening, signing and writing it next to the answer would tell by the time which addresses are known. */
    @BothDatabases
    void no_row_is_worked_on_in_the_time_of_the_request_that_wrote_it() {
        try (Outbox outbox = sending(sent::add)) {
            long before = System.nanoTime();
            add(outbox, notice("ada@example.com"));
            assertLater(before);

            before = System.nanoTime();
            database.useTransaction(outbox::addNothing);
            assertLater(before);
        }
        assertEquals(1, sent.size());
    }

    @BothDatabases
    void a_row_that_is_written_while_the_thread_sends_is_not_worked_on_at_once_either() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        Mailer mailer = message -> {
            begun.countDown();
            Together.await(released);
            sent.add(message);
        };
        try (Outbox outbox = sending(mailer)) {
            add(outbox, notice("ada@example.com"));
            Together.await(begun);
            long before = System.nanoTime();
            add(outbox, notice("bob@example.com"));
            released.countDown();
            assertLater(before);
        }
        assertEquals(2, sent.size());
    }

    /** Each of them may take a server's whole timeout. */
    @BothDatabases
    void mails_that_failed_before_do_not_hold_up_one_that_is_written_while_they_are_tried() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(3);
        try (Outbox outbox = outbox(new FailingMailer(MailException.deferred("451")))) {
            add(outbox, notice("grey@example.com"));
            add(outbox, notice("grey@example.com"));
            outbox.deliverDue();
        }
        clock.turn(Duration.ofMinutes(1));
        Mailer mailer = message -> {
            begun.countDown();
            Together.await(released);
            sent.add(message);
            asked.countDown();
        };
        try (Outbox outbox = outbox(mailer, true)) {
            Together.await(begun);
            clock.turn(Duration.ofSeconds(1));
            add(outbox, notice("ada@example.com"));
            released.countDown();
            Together.await(asked);
        }
        assertEquals(
                List.of("grey@example.com", "ada@example.com", "grey@example.com"),
                sent.stream().map(message -> message.to().value()).toList());
    }

    /** By the real clock: in a moment that stands still everything was written before the thread began. */
    private Outbox sending(Mailer mailer) {
        return outbox(keys, mailer, mail -> Optional.empty(), true, Clock.systemUTC());
    }

    private void assertLater(long before) {
        while (rows() > 0) {
            assertTrue(since(before).toSeconds() < 30, "nobody works on it");
        }
        assertTrue(since(before).toMillis() >= 100, since(before).toString());
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }

    @BothDatabases
    void a_mail_that_is_on_its_way_arrives_before_the_outbox_is_closed() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch closing = new CountDownLatch(1);
        Outbox outbox = outbox(
                keys,
                message -> {
                    begun.countDown();
                    Together.await(closing);
                    sent.add(message);
                },
                mail -> Optional.empty(),
                true);
        add(outbox, reset("ticket-1"));
        add(outbox, reset("ticket-2"));
        Together.await(begun);
        var closed = Together.started(() -> {
            closing.countDown();
            outbox.close();
            return "";
        });
        Together.result(closed);
        assertTrue(sent.size() >= 1, "the one on its way");
        assertEquals(2, sent.size() + rows());
    }

    /** Fails each message in the same way, until told otherwise. */
    private static final class FailingMailer implements Mailer {
        private MailException failure;
        private int asked;

        FailingMailer(MailException failure) {
            this.failure = failure;
        }

        @Override
        public void send(MailMessage message) throws MailException {
            asked++;
            if (failure != null) {
                throw failure;
            }
        }
    }

    private Outbox outbox(Mailer mailer) {
        return outbox(keys, mailer);
    }

    private Outbox outbox(Mailer mailer, boolean background) {
        return outbox(keys, mailer, mail -> Optional.empty(), background);
    }

    private Outbox outbox(KeyRing ring, Mailer mailer) {
        return outbox(ring, mailer, mail -> Optional.empty(), false);
    }

    private Outbox outbox(KeyRing ring, Mailer mailer, MailRenderer own, boolean background) {
        return outbox(ring, mailer, own, background, clock);
    }

    private Outbox outbox(KeyRing ring, Mailer mailer, MailRenderer own, boolean background, Clock clock) {
        MailSite site = new MailSite(
                "Shop",
                "https://shop.example",
                "https://shop.example/auth/login",
                "https://shop.example/auth/forgot-password");
        AuthListener listener = new AuthListener() {
            @Override
            public void afterCommit(AuditEvent event) {
                events.add(event);
            }
        };
        return new Outbox(
                database,
                ring,
                new MailDelivery(mailer, own, site, ticket -> "https://shop.example/link?" + ticket, background),
                new AuditLog(database, listener, clock, random),
                clock,
                random);
    }

    private void add(Outbox outbox, Mail mail) {
        database.useTransaction(handle -> outbox.add(handle, mail));
    }

    private Mail reset(String ticket) {
        Instant now = clock.instant();
        return new Mail(
                MailTemplate.RESET_PASSWORD,
                EmailAddress.parse(ADDRESS).orElseThrow(),
                ticket,
                CLIENT,
                now,
                now.plus(Duration.ofMinutes(30)),
                Map.of());
    }

    private Mail notice(String to) {
        return new Mail(
                MailTemplate.PASSWORD_CHANGED,
                EmailAddress.parse(to).orElseThrow(),
                null,
                CLIENT,
                clock.instant(),
                null,
                Map.of());
    }

    private int rows() {
        return database.read(handle -> handle.createQuery("select count(*) from {s}auth_mail_outbox")
                .mapTo(int.class)
                .one());
    }

    private List<String> givenUp() {
        return events.stream()
                .filter(event -> event.type() == AuditType.MAIL_GIVEN_UP)
                .map(AuditEvent::code)
                .toList();
    }
}
