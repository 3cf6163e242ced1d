package dev.doorward.auth.login;

import dev.doorward.auth.account.AccountState;
import dev.doorward.auth.account.Notices;
import dev.doorward.auth.device.IssuedDevice;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.identity.EmailAddress;
import dev.doorward.auth.mail.Mail;
import dev.doorward.auth.mail.MailTemplate;
import dev.doorward.auth.mail.Outbox;
import dev.doorward.auth.ticket.TicketOrder;
import dev.doorward.auth.ticket.TicketPurpose;
import dev.doorward.auth.ticket.Tickets;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Tells the owner of an account what logins did that may not be theirs. */
public final class LoginMails {
    /** The link works although the account changes: whoever logged in may change it first. */
    private static final int NO_EPOCH = 0;

    private final Outbox outbox;
    private final Tickets tickets;
    private final Notices notices;
    private final Clock clock;

    public LoginMails(Outbox outbox, Tickets tickets, Notices notices, Clock clock) {
        this.outbox = outbox;
        this.tickets = tickets;
        this.notices = notices;
        this.clock = clock;
    }

    /** @return whether the owner is told; where not, there were too many, or there is no address */
    boolean newDevice(Handle handle, AccountState state, IssuedDevice device, Client client) {
        Optional<EmailAddress> recipient = notices.recipient(handle, state.account(), MailTemplate.NEW_DEVICE);
        recipient.ifPresent(to -> {
            TicketOrder end = tickets.order(
                    TicketPurpose.END_SESSION, device.id(), state.account().id().value(), to, NO_EPOCH);
            add(handle, MailTemplate.NEW_DEVICE, to, end, client);
        });
        return recipient.isPresent();
    }

    void rememberReused(Handle handle, AccountState state, Client client) {
        notices.recipient(handle, state.account(), MailTemplate.REMEMBER_REUSED)
                .ifPresent(to -> add(handle, MailTemplate.REMEMBER_REUSED, to, null, client));
    }

    private void add(
            Handle handle, MailTemplate template, EmailAddress to, @Nullable TicketOrder order, Client client) {
        outbox.add(
                handle,
                new Mail(
                        template,
                        to,
                        order == null ? null : order.text(),
                        client,
                        clock.instant(),
                        order == null ? null : order.expiresAt(),
                        Map.of()));
    }
}
