package dev.doorward.auth.account;

import dev.doorward.auth.audit.AuditLog;
import dev.doorward.auth.audit.AuditType;
import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.session.AccountSessions;
import dev.doorward.auth.store.Database;
import dev.doorward.auth.ticket.Ticket;
import dev.doorward.auth.ticket.Tickets;

/**
 * Ends the login that a notice told of. The ticket names the device and not the session: by the time the mail is read,
 * the session may have ended by itself while the device still is known and logs in anew. Devices that were too many to
 * be told of end with it.
 */
final class DeviceEnds {
    private final Database database;
    private final AccountTable accounts;
    private final AccountSessions sessions;
    private final Tickets tickets;
    private final AuditLog audit;

    DeviceEnds(Database database, AccountTable accounts, AccountSessions sessions, Tickets tickets, AuditLog audit) {
        this.database = database;
        this.accounts = accounts;
        this.sessions = sessions;
        this.tickets = tickets;
        this.audit = audit;
    }

    LinkState look(Ticket ticket) {
        return database.read(handle -> accounts.find(handle, AccountId.of(ticket.subject()))
                        .filter(AccountState::isOpen)
                        .filter(state -> !tickets.isUsed(handle, ticket)))
                .<LinkState>map(state -> new LinkState.Usable(
                        ticket.email().value(), state.account().username(), false))
                .orElseGet(LinkState.Unusable::new);
    }

    EndResult end(Ticket ticket, Client client) {
        return database.inTransaction(handle -> accounts.lock(handle, AccountId.of(ticket.subject()))
                .filter(AccountState::isOpen)
                .filter(state -> tickets.consume(handle, ticket))
                .<EndResult>map(state -> {
                    AccountId account = state.account().id();
                    sessions.endDevice(handle, account, ticket.id());
                    audit.record(handle, audit.event(AuditType.SESSION_ENDED, account, client));
                    return new EndResult.Ended();
                })
                .orElseGet(EndResult.Refused::invalid));
    }
}
