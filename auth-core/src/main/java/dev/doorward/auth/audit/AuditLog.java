package dev.doorward.auth.audit;

import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.identity.Uuid7;
import dev.doorward.auth.store.Database;
import dev.doorward.auth.store.DatabaseException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what happens, and tells the application's listener.
 *
 * <p>What was done is recorded in the transaction that does it: {@link #record}. What was refused is recorded by
 * itself, so that it outlives the refusal: {@link #refused}. If either cannot be written it throws, and the operation
 * is denied or rolled back: nothing happens unseen.
 */
public final class AuditLog {
    /** A log of its own, so that an operator can send it elsewhere. */
    private static final Logger LOG = LoggerFactory.getLogger("dev.doorward.audit");

    private static final Duration SUMMED_UP = Duration.ofMinutes(10);
    private static final int NETWORKS_OF_NOBODY = 64;

    private final Database database;
    private final AuthListener listener;
    private final Clock clock;
    private final SecureRandom random;

    public AuditLog(Database database, AuthListener listener, Clock clock, SecureRandom random) {
        this.database = database;
        this.listener = listener;
        this.clock = clock;
        this.random = random;
    }

    /** An event of this moment, for {@link #record} or {@link #refused}. */
    public AuditEvent event(AuditType type, @Nullable AccountId account, Client client) {
        return new AuditEvent(Uuid7.next(clock, random), type, account, client, "", "", Map.of(), clock.instant(), 1);
    }

    /**
     * Records what a transaction does, after it has done it; the listener takes part in the transaction, and is told
     * again once it has committed.
     *
     * @param handle that of the transaction
     * @return the listener's reasons against a registration: if there are any, the caller must roll the transaction
     *     back
     * @throws IllegalStateException if the listener refuses what is no registration
     * @throws DatabaseException if the listener failed with an {@link SQLException}
     */
    public List<FieldRefusal> record(Handle handle, AuditEvent... events) {
        List<FieldRefusal> refusals = new ArrayList<>();
        for (AuditEvent event : events) {
            EventTable.insert(handle, event);
            refusals.addAll(askListener(handle, event));
            database.afterCommit(handle, () -> tell(event));
        }
        return refusals;
    }

    /**
     * Records a refusal in a transaction of its own, then tells the listener. The same refusal of the same account (or
     * of none) to the same network within the same ten minutes of the clock is one row that counts, so that whoever
     * guesses passwords does not fill the disk. Where no account is concerned 64 rows are the most, however many
     * networks there are, and each shows the first that it counts.
     *
     * @throws IllegalStateException if the caller is in a transaction, whose rollback the refusal could not outlive
     */
    public void refused(AuditEvent event) {
        database.useTransaction(handle -> {
            EventTable.count(handle, event, sumKey(event));
            database.afterCommit(handle, () -> tell(event));
        });
    }

    /**
     * The newest events of an account, newest first.
     *
     * @param limit how many at most, at least 1
     */
    public List<AuditEvent> of(AccountId account, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1, not " + limit);
        }
        return database.read(handle -> EventTable.newestOf(handle, account, limit));
    }

    private List<FieldRefusal> askListener(Handle handle, AuditEvent event) {
        try (GuardedConnection guard = new GuardedConnection(handle.getConnection())) {
            List<FieldRefusal> refusals = listener.inTransaction(event, guard.connection());
            if (!refusals.isEmpty() && !event.type().isRefusable()) {
                throw new IllegalStateException("A listener can refuse a registration only, not " + event.type());
            }
            return refusals;
        } catch (SQLException e) {
            throw new DatabaseException("The listener's statement failed", e);
        }
    }

    private void tell(AuditEvent event) {
        LOG.info(
                "{} account={} code={} address={} detail={} agent={}",
                event.type(),
                event.account() == null ? "-" : event.account(),
                event.code().isEmpty() ? "-" : event.code(),
                quoted(event.client().address()),
                quoted(event.detail()),
                quoted(event.client().userAgent()));
        listener.afterCommit(event);
    }

    /** What a stranger chose cannot end its quotes; it has no line breaks since its record was made. */
    private static String quoted(String text) {
        return '"' + text.replace('"', '\'') + '"';
    }

    /** Hashed because the column is short and the network may be any text a proxy sent. */
    private static String sumKey(AuditEvent event) {
        long window = event.at().getEpochSecond() / SUMMED_UP.toSeconds();
        String same = String.join(
                "\n",
                event.type().name(),
                String.valueOf(event.account()),
                event.account() == null
                        ? Integer.toString(
                                Math.floorMod(event.client().network().hashCode(), NETWORKS_OF_NOBODY))
                        : event.client().network(),
                event.code(),
                Long.toString(window));
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(same.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
