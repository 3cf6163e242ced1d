package dev.doorward.auth.account;

import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.identity.EmailAddress;
import dev.doorward.auth.mail.Mail;
import dev.doorward.auth.mail.MailTemplate;
import dev.doorward.auth.mail.Outbox;
import dev.doorward.auth.ticket.TicketOrder;
import dev.doorward.auth.ticket.TicketPurpose;
import dev.doorward.auth.ticket.Tickets;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The mails about accounts, each written in the transaction of what it tells. */
final class AccountMails {
    private final Outbox outbox;
    private final Tickets tickets;
    private final AccountLimits limits;
    private final Notices notices;
    private final Clock clock;

    AccountMails(Outbox outbox, Tickets tickets, AccountLimits limits, Notices notices, Clock clock) {
        this.outbox = outbox;
        this.tickets = tickets;
        this.limits = limits;
        this.notices = notices;
        this.clock = clock;
    }

    /** The work of any other mail, where there is nobody to tell. */
    void nothing(Handle handle) {
        outbox.addNothing(handle);
    }

    /**
     * Answers whoever typed an address, by one mail or the work of one, so that time does not tell which it was.
     *
     * <p>Only a mail that is written is counted, and by its kind: else whoever lets an owner be told, or asks for what
     * is refused in the end, would keep the address from being proved.
     *
     * @param typed where nothing is mailed that has got enough such mails, which the answer does not tell
     * @param owner whose address it is already, who is told so instead
     * @param proof the mail that asks to prove it, which {@code prove} writes
     */
    void answer(
            Handle handle,
            EmailAddress typed,
            Optional<EmailAddress> owner,
            MailTemplate proof,
            Runnable prove,
            Client client) {
        MailTemplate mail = owner.isPresent() ? MailTemplate.ALREADY_REGISTERED : proof;
        if (!limits.mayMail(handle, mail, typed.key(), true)) {
            nothing(handle);
        } else if (owner.isPresent()) {
            send(handle, mail, owner.get(), null, client);
        } else {
            prove.run();
        }
    }

    /** Asks to prove the address of a registration. */
    void verifyRegistration(Handle handle, UUID pending, EmailAddress to, Instant expiresAt, Client client) {
        TicketOrder order =
                tickets.order(TicketPurpose.VERIFY_EMAIL, pending, to, 0).until(expiresAt);
        send(handle, MailTemplate.VERIFY_EMAIL, to, order, client);
    }

    /** Asks to prove the address an account has. */
    void verifyOwn(Handle handle, AccountState state, EmailAddress own, Client client) {
        send(handle, MailTemplate.VERIFY_EMAIL, own, confirmation(state, own), client);
    }

    /** Asks to prove the address an account is to have, and says which account, as it may be a stranger's address. */
    void confirmNew(Handle handle, AccountState state, EmailAddress wanted, Client client) {
        Map<String, String> facts = Map.of("account", state.account().loginName());
        add(handle, MailTemplate.CONFIRM_EMAIL, wanted, confirmation(state, wanted), facts, client);
    }

    private TicketOrder confirmation(AccountState state, EmailAddress to) {
        return tickets.order(TicketPurpose.CONFIRM_EMAIL, state.account().id().value(), to, state.epoch());
    }

    /** @param epoch the account's when this is committed */
    void resetPassword(Handle handle, AccountId account, EmailAddress to, int epoch, Client client) {
        send(handle, MailTemplate.RESET_PASSWORD, to, newPassword(account, to, epoch), client);
    }

    private TicketOrder newPassword(AccountId account, EmailAddress to, int epoch) {
        return tickets.order(TicketPurpose.RESET_PASSWORD, account.value(), to, epoch);
    }

    void passwordChanged(Handle handle, Account account, Client client) {
        notice(handle, MailTemplate.PASSWORD_CHANGED, account, Map.of(), client);
    }

    /** @param account as it is now that whoever reads its mailbox has proved its address */
    void passwordReset(Handle handle, Account account, Client client) {
        notice(handle, MailTemplate.PASSWORD_RESET, account, Map.of(), client);
    }

    void usernameChanged(Handle handle, Account account, String username, Client client) {
        notice(handle, MailTemplate.USERNAME_CHANGED, account, Map.of("username", username), client);
    }

    /** @param undo the order of the ticket that takes the change back */
    void emailChangedOld(Handle handle, EmailAddress old, EmailAddress now, TicketOrder undo, Client client) {
        add(handle, MailTemplate.EMAIL_CHANGED_OLD, old, undo, Map.of("new_email", now.value()), client);
    }

    void emailChangedNew(Handle handle, EmailAddress now, Client client) {
        send(handle, MailTemplate.EMAIL_CHANGED_NEW, now, null, client);
    }

    /**
     * Tells of the undo, and has a new password chosen. An account that is disabled gets the mail like any other, but
     * nothing is to be had by its link.
     *
     * @param epoch the account's when this is committed
     */
    void emailRestored(Handle handle, AccountId account, EmailAddress restored, int epoch, Client client) {
        send(handle, MailTemplate.EMAIL_RESTORED, restored, newPassword(account, restored, epoch), client);
    }

    void emailRemoved(Handle handle, EmailAddress removed, Client client) {
        send(handle, MailTemplate.EMAIL_REMOVED, removed, null, client);
    }

    private void notice(
            Handle handle, MailTemplate template, Account account, Map<String, String> facts, Client client) {
        notices.recipient(handle, account, template).ifPresent(to -> add(handle, template, to, null, facts, client));
    }

    private void send(
            Handle handle, MailTemplate template, EmailAddress to, @Nullable TicketOrder order, Client client) {
        add(handle, template, to, order, Map.of(), client);
    }

    private void add(
            Handle handle,
            MailTemplate template,
            EmailAddress to,
            @Nullable TicketOrder order,
            Map<String, String> facts,
            Client client) {
        outbox.add(
                handle,
                new Mail(
                        template,
                        to,
                        order == null ? null : order.text(),
                        client,
                        clock.instant(),
                        order == null ? null : order.expiresAt(),
                        facts));
    }
}
