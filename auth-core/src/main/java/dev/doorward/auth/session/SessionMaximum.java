package dev.doorward.auth.session;

import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.store.Database;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * How many sessions and remembered logins an account has at most, or whoever has one account would write as many rows
 * as they have time for, and each list of them would be read into memory.
 */
final class SessionMaximum {
    /** Of either. As many as an account has browsers that are known. */
    private static final int MAXIMUM = 50;

    private final Database database;
    private final SessionTable sessions;
    private final RememberedTable remembered;
    private final SessionCache cache;

    SessionMaximum(Database database, SessionTable sessions, RememberedTable remembered, SessionCache cache) {
        this.database = database;
        this.sessions = sessions;
        this.remembered = remembered;
        this.cache = cache;
    }

    /**
     * Ends the sessions unused for longest, in the transaction that has opened one and holds the account's row. A
     * remembered login ends with the last session it has.
     */
    void endBeyond(Handle handle, AccountId account, UUID opened) {
        List<SessionTable.Unused> unused = sessions.beyond(handle, account, opened, MAXIMUM);
        unused.forEach(session -> end(handle, account, session.id()));
        unused.stream()
                .map(SessionTable.Unused::rememberedId)
                .filter(Objects::nonNull)
                .distinct()
                .forEach(id -> remembered.deleteWithoutSession(handle, account, id));
    }

    /** The same for remembered logins, with every session they have. */
    void forgetBeyond(Handle handle, AccountId account, UUID begun) {
        List<UUID> unused = remembered.idsBeyond(handle, account, begun, MAXIMUM);
        unused.stream()
                .flatMap(id -> sessions.idsRemembered(handle, account, id).stream())
                .forEach(id -> end(handle, account, id));
        unused.forEach(id -> remembered.delete(handle, account, id));
    }

    private void end(Handle handle, AccountId account, UUID id) {
        database.afterCommit(handle, () -> cache.ended(id));
        sessions.delete(handle, account, id);
    }
}
