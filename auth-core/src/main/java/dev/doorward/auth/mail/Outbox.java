package dev.doorward.auth.mail;

import dev.doorward.auth.audit.AuditLog;
import dev.doorward.auth.identity.Uuid7;
import dev.doorward.auth.mail.MailSealer.Opened;
import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.secret.SealedRows;
import dev.doorward.auth.store.Database;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The mails that wait to be sent: a row each, written in the transaction of what it tells of.
 *
 * <p>Guaranteed: a mail waits exactly if its transaction was committed. Whatever server or process fails, it is sent at
 * least once, unless it expires first, its recipient is refused, or no server takes it for a
 * {@linkplain #GIVEN_UP_AFTER day}. No request waits for a mail server, nor shares its time with the work on its mail,
 * which this node begins a tenth of a second later at the earliest. Any number of nodes may send: a row is one node's
 * at a time, and is deleted when its mail is sent.
 *
 * <p>Not guaranteed: that a mail arrives only once, since a process may end between the server's answer and the row's
 * deletion; that mails arrive in order; that whoever took a mail delivers it.
 *
 * <p>A row is sealed with all its parts, holds no link and has one length, so that who reads the database learns
 * neither addresses nor who asked for what.
 */
public final class Outbox implements AutoCloseable {

    /** How long a mail is one node's to send. If that node ends meanwhile, another sends it after this. */
    public static final Duration LEASE = Duration.ofMinutes(2);

    /** How long a mail is tried that no server takes. */
    public static final Duration GIVEN_UP_AFTER = Duration.ofDays(1);

    private final Database database;
    private final KeyRing keys;
    private final MailSealer sealer;
    private final Clock clock;
    private final SecureRandom random;
    private final boolean keeps;
    private final @Nullable Delivery delivery;
    private final @Nullable Sender sender;

    /** Begins to send, unless that is left to other nodes. */
    public Outbox(
            Database database, KeyRing keys, MailDelivery settings, AuditLog audit, Clock clock, SecureRandom random) {
        this.database = database;
        this.keys = keys;
        this.sealer = new MailSealer(keys, random);
        this.clock = clock;
        this.random = random;
        Mailer mailer = settings.mailer();
        keeps = mailer != null || !settings.background();
        delivery = mailer == null ? null : new Delivery(database, sealer, mailer, settings, audit, clock);
        sender = delivery == null || !settings.background() ? null : Sender.start(delivery, clock, random);
    }

    /**
     * Writes a mail in the caller's transaction; it is sent once that has committed. Where no mail is sent at all, none
     * is written.
     *
     * @throws IllegalStateException if the handle is in no transaction of the database
     * @throws IllegalArgumentException if the mail is longer than 8 KiB
     */
    public void add(Handle handle, Mail mail) {
        write(handle, new Opened.Letter(mail));
    }

    /**
     * The same work for a mail that nobody gets: where an address is not known, so that neither the time of the answer
     * nor the row tells.
     *
     * @throws IllegalStateException if the handle is in no transaction of the database
     */
    public void addNothing(Handle handle) {
        write(handle, new Opened.Nothing());
    }

    private void write(Handle handle, Opened what) {
        if (!keeps) {
            return;
        }
        UUID id = Uuid7.next(clock, random);
        OutboxTable.insert(handle, id, sealer.seal(id, what), clock.instant());
        database.afterCommit(handle, this::wake);
    }

    private void wake() {
        if (sender != null) {
            sender.wake();
        }
    }

    /**
     * Sends what is due, on this thread, after whatever this node is sending; for tests, and for a node that sends only
     * when told to. Ends early when the server is not available.
     *
     * @return how many mails were sent
     * @throws dev.doorward.auth.store.DatabaseException if the database is away
     */
    public int deliverDue() {
        return delivery == null
                ? 0
                : delivery.round(clock.instant(), () -> false, () -> false).sent();
    }

    /** The waiting mails by the key they need. */
    public SealedRows sealedRows() {
        return SealedRows.resealable(
                "mails that wait to be sent",
                keys,
                number -> database.read(handle -> OutboxTable.countUnder(handle, number)),
                (number, after, limit) -> database.inTransaction(handle -> reseal(handle, number, after, limit)));
    }

    private SealedRows.Batch reseal(Handle handle, int keyNumber, UUID after, int limit) {
        List<OutboxTable.Row> rows = OutboxTable.lockUnder(handle, keyNumber, after, limit);
        int resealed = 0;
        for (OutboxTable.Row row : rows) {
            resealed += sealer.reseal(row.id(), row.sealed())
                    .map(anew -> OutboxTable.replace(handle, row.id(), anew))
                    .orElse(0);
        }
        return new SealedRows.Batch(
                resealed, rows.stream().map(OutboxTable.Row::id).toList());
    }

    /** Stops sending. A mail that is on its way gets ten seconds; after that it may be sent again by another node. */
    @Override
    public void close() {
        if (sender != null) {
            sender.close();
        }
    }
}
