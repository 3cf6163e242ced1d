package dev.doorward.auth.throttle;

import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jdbi.v3.core.Handle;

/**
 * Says how often something may be tried, for all nodes of one database together.
 *
 * <p>Guaranteed, for any number of threads and nodes
 *
 * <ul>
 *   <li>no more is admitted than the limit says, as what is admitted is written, and committed, before it is used, or
 *       with it;
 *   <li>who is refused takes nothing, from no budget, and waits no longer for it;
 *   <li>who is refused because a budget is spent writes nothing and holds no lock: by {@link #take} for one read of
 *       each subject's budget, by {@link #reserve} for one, by the others that reserve for two at most.
 * </ul>
 *
 * <p>The last does not hold for {@link #takeSilently}, which writes and locks a row of each budget whether or not it is
 * spent, as its answer is not to be told by its time.
 *
 * <p>Not guaranteed: that the clocks of nodes agree. Each minute that they are apart is a minute of a refill. A clock
 * that was more than ten minutes ahead and is set right keeps nobody out for that long.
 *
 * <p>Rows are held in the order of their ids, failures before rates. Safe for use by many threads.
 */
public final class Throttle {
    /** NIST SP 800-63B-4 section 3.2.2: no more consecutive failed attempts on one authenticator. */
    public static final int MOST_FAILURES = 100;

    /** How far the clocks of two nodes are apart at most. */
    static final Duration CLOCK_SKEW = Duration.ofMinutes(10);

    private static final int REMOVED_AT_ONCE = 1000;

    private final Database database;
    private final Clock clock;
    private final Rates rates;
    private final FailureCounts failures;

    /** @param clock in whole milliseconds */
    public Throttle(Database database, KeyRing keys, Limits limits, Clock clock) {
        BudgetIds ids = new BudgetIds(keys);
        this.database = database;
        this.clock = clock;
        this.rates = new Rates(database, limits, ids, clock);
        this.failures = new FailureCounts(database, limits, ids, rates, clock);
    }

    /**
     * Takes one from the budget of each subject, or from none if one of them is spent.
     *
     * @return empty if it was taken, else how long until all of them have one
     * @throws IllegalStateException if the caller is in a transaction, with whose rollback the taking would be undone
     */
    public Optional<Duration> take(LimitName name, Subject... subjects) {
        return rates.take(name, subjects);
    }

    /**
     * Takes one from each of these budgets, or from none if one of them is spent: by the same statements, and with rows
     * written, whatever comes of it. For where nobody is to learn that from the time of an answer.
     *
     * @param handle of the transaction that writes what is admitted, so that neither is there without the other. The
     *     budgets are held until it ends: it should have little left to do, and takes no others
     * @param wanted false where there is nothing to admit, and the budgets stay as they are
     * @return whether they were taken
     */
    public boolean takeSilently(Handle handle, boolean wanted, Budget... budgets) {
        return rates.takeSilently(handle, wanted, List.of(budgets));
    }

    /**
     * Counts an attempt at a credential as wrong, if it may be made.
     *
     * @throws IllegalStateException as for {@link #take}
     */
    public Reservation reserve(LimitName name, Subject subject) {
        return failures.reserve(name, subject);
    }

    /**
     * {@link #reserve} for somebody logged in who is asked again ({@link LimitName#CONFIRM}). It is counted as one of
     * the account's logins ({@link LimitName#LOGIN}) too, for a right password clears the count of wrong ones.
     *
     * @throws IllegalStateException as for {@link #take}
     */
    public Reservation reserveConfirmation(Subject account) {
        return failures.reserveConfirmation(account);
    }

    /**
     * Counts a stranger's attempt to log in: as one of their network's ({@link LimitName#LOGIN}), and as wrong for the
     * name that was typed and for the account it names. Only the account's budget is spent under all of its names, so
     * only who spends that is not refused, but let go on in vain.
     *
     * @param account {@link Subject#nobody} where the name has none
     * @throws IllegalStateException as for {@link #take}
     */
    public Reservation reserveLogin(Subject network, Subject identifier, Subject account) {
        return failures.reserveLogin(network, identifier, account);
    }

    /** Nothing was looked at after all. What was taken of a limit by time stays so. */
    public void giveBack(Reservation.Granted granted) {
        failures.giveBack(granted);
    }

    /**
     * Forgets the failures of these subjects: the credential was right, or the address was proved.
     *
     * @param handle of the transaction that acts on it
     */
    public void clear(Handle handle, LimitName name, Subject... subjects) {
        failures.clear(handle, name, subjects);
    }

    /** Removes what no longer limits anybody. */
    public void deleteExpired() {
        Instant now = clock.instant();
        remove(handle -> RateTable.deleteExpired(handle, Rate.micros(now), REMOVED_AT_ONCE));
        remove(handle -> FailureTable.deleteExpired(handle, now, REMOVED_AT_ONCE));
    }

    /** Some at a time: how many there are is up to strangers. */
    private void remove(ToIntFunction<Handle> some) {
        int removed = REMOVED_AT_ONCE;
        while (removed == REMOVED_AT_ONCE) {
            removed = database.inTransaction(some::applyAsInt);
        }
    }
}
