package dev.doorward.auth.audit;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * How an application takes part in what happens to accounts: writes a row of its own with a new account, mails somebody
 * whose password was changed. Called by whichever thread does the work, by many at once.
 */
public interface AuthListener {

    /**
     * Called inside the transaction that records the event, so that what is written through the connection is committed
     * with it or not at all. Whatever this throws rolls everything back. Refusals of logins are not told here.
     *
     * <p>The connection works as any, but the transaction is not the listener's to end: commit, rollback (other than to
     * an own savepoint), close, unwrapping and every change of its settings throw {@link IllegalStateException}, and so
     * does any use after this method has returned. It guards against slips and is no sandbox: SQL text that ends a
     * transaction is not recognised. Locks are held meanwhile, so nothing slow belongs here.
     *
     * <p>The name and the extra fields of a registration were typed by whoever registered, who need not be who proved
     * the address, also at {@link AuditType#REGISTERED}: nothing in them may authenticate anybody, such as a phone
     * number for a second factor.
     *
     * @return reasons to refuse a registration, which is then rolled back and answered with them: at
     *     {@link AuditType#REGISTRATION_REQUESTED}, where the address is to be proved first, and at
     *     {@link AuditType#REGISTERED}; for any other event something else than an empty list is misuse
     * @throws SQLException if a statement failed; an outage for the caller
     */
    default List<FieldRefusal> inTransaction(AuditEvent event, Connection connection) throws SQLException {
        return List.of();
    }

    /**
     * Called after the commit, also for refusals. What it throws is logged and changes nothing. If the process ends
     * between commit and call, the call is lost; what must not be lost belongs in {@link #inTransaction}.
     */
    default void afterCommit(AuditEvent event) {}
}
