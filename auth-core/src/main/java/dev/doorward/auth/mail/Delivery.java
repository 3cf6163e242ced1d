package dev.doorward.auth.mail;

import dev.doorward.auth.audit.AuditLog;
import dev.doorward.auth.audit.AuditType;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.mail.MailSealer.Opened;
import dev.doorward.auth.mail.OutboxTable.Row;
import dev.doorward.auth.secret.UnknownKeyException;
import dev.doorward.auth.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Takes one mail after the other from its row to the mailer. A row is claimed in a transaction of its own, by a lease;
 * rendering and sending happen outside of any; then the row is deleted or postponed.
 */
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    /**
     * A server that greylists takes the second or third attempt. A recipient at whose name the server hangs takes its
     * whole timeout each time, so the first pause is not short.
     */
    private static final Pauses DEFERRED = new Pauses(Duration.ofMinutes(1), Duration.ofMinutes(15));

    private final Database database;
    private final MailSealer sealer;
    private final Mailer mailer;
    private final MailRenderer own;
    private final BuiltInMails builtIn;
    private final TicketLinks links;
    private final AuditLog audit;
    private final Clock clock;

    /** Sent, and still there because the database went away: to be deleted before anything else. */
    private final Set<UUID> sent = new HashSet<>();

    Delivery(Database database, MailSealer sealer, Mailer mailer, MailDelivery settings, AuditLog audit, Clock clock) {
        this.database = database;
        this.sealer = sealer;
        this.mailer = mailer;
        this.own = settings.renderer();
        this.builtIn = new BuiltInMails(settings.site());
        this.links = settings.links();
        this.audit = audit;
        this.clock = clock;
    }

    /** @param unavailable whether it ended because the server takes nothing now */
    record Round(int sent, boolean unavailable) {

        /** How often in a row the server took nothing, after this round and so many failures before it. */
        int failures(int before) {
            if (!unavailable) {
                return 0;
            }
            return sent > 0 ? 1 : before + 1;
        }
    }

    private enum Outcome {
        SENT,
        SETTLED,
        UNAVAILABLE
    }

    /**
     * Sends whatever was due at that moment, until the server is not available or it is told to stop. One round at a
     * time.
     *
     * @param newer whether there is more to send since then, which comes before the rest of what was tried in vain
     */
    synchronized Round round(Instant due, BooleanSupplier stopped, BooleanSupplier newer) {
        int count = 0;
        while (!stopped.getAsBoolean()) {
            deleteSent();
            Optional<Row> row = claim(due);
            if (row.isEmpty()) {
                break;
            }
            Outcome outcome = attempt(row.get());
            if (outcome == Outcome.UNAVAILABLE) {
                return new Round(count, true);
            }
            count += outcome == Outcome.SENT ? 1 : 0;
            if (row.get().attempts() > 1 && newer.getAsBoolean()) {
                break;
            }
        }
        return new Round(count, false);
    }

    /** The row as it is after this attempt was counted. */
    private Optional<Row> claim(Instant due) {
        return database.inTransaction(handle -> {
            // Whatever has failed before waits behind what may not fail.
            Optional<Row> first = OutboxTable.lockNew(handle, due).or(() -> OutboxTable.lockTried(handle, due));
            first.ifPresent(
                    row -> OutboxTable.lease(handle, row.id(), clock.instant().plus(Outbox.LEASE)));
            return first.map(Row::attempted);
        });
    }

    private Outcome attempt(Row row) {
        Instant now = clock.instant();
        Optional<Opened> opened;
        try {
            opened = sealer.open(row.id(), row.sealed());
        } catch (UnknownKeyException e) {
            return deferred(row, "a mail", String.valueOf(e.getMessage()));
        }
        if (opened.isEmpty()) {
            return givenUp(row, "a mail", "mail_unreadable");
        }
        return opened.get() instanceof Opened.Letter letter ? attempt(row, letter.mail(), now) : dropped(row);
    }

    private Outcome attempt(Row row, Mail mail, Instant now) {
        String what = mail.template().name();
        if (mail.expiresAt() != null && !now.isBefore(mail.expiresAt())) {
            LOG.info("Mail {} ({}) expired before it could be sent", row.id(), what);
            return dropped(row);
        }
        try {
            mailer.send(message(mail));
        } catch (MailException e) {
            return switch (e.kind()) {
                case REFUSED -> {
                    LOG.warn("Mail {} ({}) was refused: {}", row.id(), what, e.getMessage());
                    yield givenUp(row, what, "mail_refused");
                }
                case DEFERRED -> deferred(row, what, String.valueOf(e.getMessage()));
                case UNAVAILABLE -> unavailable(row, String.valueOf(e.getMessage()));
            };
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            // Of a template or a mailer of the application's, which must not keep other mails from being sent.
            LOG.error("Mail {} ({}) cannot be written or sent", row.id(), what, e);
            return deferred(row, what, "see above");
        }
        sent.add(row.id());
        deleteSent();
        LOG.debug("Mail {} ({}) sent", row.id(), what);
        return Outcome.SENT;
    }

    private MailMessage message(Mail mail) {
        String ticket = mail.ticket();
        OutgoingMail outgoing = new OutgoingMail(
                mail.template(),
                mail.to(),
                ticket == null ? null : links.link(ticket),
                mail.client(),
                mail.at(),
                mail.expiresAt(),
                mail.facts());
        MailContent content = own.render(outgoing).orElseGet(() -> builtIn.render(outgoing));
        return new MailMessage(mail.to(), content.subject(), content.text(), content.html());
    }

    private void deleteSent() {
        for (UUID id : List.copyOf(sent)) {
            database.useTransaction(handle -> OutboxTable.delete(handle, id));
            sent.remove(id);
        }
    }

    private Outcome dropped(Row row) {
        database.useTransaction(handle -> OutboxTable.delete(handle, row.id()));
        return Outcome.SETTLED;
    }

    /** Back into the queue, behind those that wait; whichever node reaches the server first takes it. */
    private Outcome unavailable(Row row, String reason) {
        if (isTooLate(row)) {
            return givenUp(row, "a mail", "mail_too_late");
        }
        LOG.warn("The mail server takes nothing: {}. What waits is kept and tried again", reason);
        postpone(row, clock.instant());
        return Outcome.UNAVAILABLE;
    }

    private Outcome deferred(Row row, String what, String reason) {
        if (isTooLate(row)) {
            return givenUp(row, what, "mail_too_late");
        }
        Duration pause = DEFERRED.after(row.attempts());
        // One line is enough to look into it; the last attempt says so too.
        LOG.atLevel(row.attempts() == 1 ? Level.WARN : Level.DEBUG)
                .log(
                        "Mail {} ({}) was not taken at attempt {}, again in {}: {}",
                        row.id(),
                        what,
                        row.attempts(),
                        pause,
                        reason);
        postpone(row, clock.instant().plus(pause));
        return Outcome.SETTLED;
    }

    private void postpone(Row row, Instant until) {
        database.useTransaction(handle -> OutboxTable.postpone(handle, row, until));
    }

    private boolean isTooLate(Row row) {
        return !clock.instant().isBefore(row.createdAt().plus(Outbox.GIVEN_UP_AFTER));
    }

    private Outcome givenUp(Row row, String what, String code) {
        LOG.warn("Mail {} ({}) is given up: {}", row.id(), what, code);
        database.useTransaction(handle -> {
            OutboxTable.delete(handle, row.id());
            audit.record(
                    handle,
                    audit.event(AuditType.MAIL_GIVEN_UP, null, Client.unknown()).withCode(code));
        });
        return Outcome.SETTLED;
    }
}
