package dev.doorward.auth.throttle;

import dev.doorward.auth.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/**
 * Budgets of so many within so long, whatever comes of them; {@link Throttle} says what is guaranteed. Rows are held in
 * the order of their ids.
 */
final class Rates {
    private final Database database;
    private final Limits limits;
    private final BudgetIds ids;
    private final Clock clock;

    Rates(Database database, Limits limits, BudgetIds ids, Clock clock) {
        this.database = database;
        this.limits = limits;
        this.ids = ids;
        this.clock = clock;
    }

    Optional<Duration> take(LimitName name, Subject... subjects) {
        List<String> each = ids.ofEach(name, subjects);
        return Attempted.untilDone(database, handle -> take(handle, each, rate(name)));
    }

    private Attempted<Optional<Duration>> take(Handle handle, List<String> each, Rate rate) {
        long now = Rate.micros(clock.instant());
        Optional<Duration> longest = each.stream()
                .flatMap(id -> untilLeft(handle, id, rate, now).stream())
                .max(Comparator.naturalOrder());
        if (longest.isPresent()) {
            return new Attempted.Done<>(longest);
        }
        boolean taken = each.stream().allMatch(id -> takeOne(handle, id, rate, now));
        return taken ? new Attempted.Done<>(Optional.empty()) : new Attempted.Overtaken<>();
    }

    private record Locked(String id, Rate rate, long fullAt) {}

    boolean takeSilently(Handle handle, boolean wanted, Collection<Budget> budgets) {
        SortedMap<String, Rate> rates = new TreeMap<>();
        budgets.forEach(budget -> rates.put(ids.of(budget.name(), budget.subject()), rate(budget.name())));
        long now = Rate.micros(clock.instant());
        List<Locked> all = rates.entrySet().stream()
                .map(entry -> new Locked(entry.getKey(), entry.getValue(), lock(handle, entry.getKey(), now)))
                .toList();
        boolean taken = wanted && all.stream().allMatch(budget -> budget.rate().allows(budget.fullAt(), now));
        for (Locked budget : all) {
            long fullAt = taken ? budget.rate().next(budget.fullAt(), now) : budget.fullAt();
            RateTable.set(handle, budget.id(), fullAt);
        }
        return taken;
    }

    /** When it is full again. Held until the transaction ends. */
    private static long lock(Handle handle, String id, long now) {
        while (true) {
            // Whoever makes the row at the same moment has committed when this returns.
            RateTable.ensure(handle, id, now);
            Optional<Long> fullAt = RateTable.lock(handle, id);
            if (fullAt.isPresent()) {
                return fullAt.get();
            }
            // It was full and has just been removed.
        }
    }

    /** How long until one is left, in the transaction of a caller who is going to {@link #takeOne}; takes nothing. */
    Optional<Duration> untilLeft(Handle handle, LimitName name, Subject subject, Instant now) {
        return untilLeft(handle, ids.of(name, subject), rate(name), Rate.micros(now));
    }

    /**
     * Takes one in the caller's transaction.
     *
     * @return false if none is left any more, or somebody else took the first one at the same moment: then look again
     */
    boolean takeOne(Handle handle, LimitName name, Subject subject, Instant now) {
        return takeOne(handle, ids.of(name, subject), rate(name), Rate.micros(now));
    }

    /** Empty if one is left. Holds nothing, so that a flood of what is refused holds nobody up. */
    private static Optional<Duration> untilLeft(Handle handle, String id, Rate rate, long now) {
        return RateTable.fullAt(handle, id)
                .filter(fullAt -> !rate.allows(fullAt, now))
                .map(fullAt -> rate.untilAllowed(fullAt, now));
    }

    private static boolean takeOne(Handle handle, String id, Rate rate, long now) {
        return RateTable.take(handle, id, rate, now)
                || (RateTable.fullAt(handle, id).isEmpty() && RateTable.insert(handle, id, rate, now));
    }

    private Rate rate(LimitName name) {
        return Rate.of(limits.of(name));
    }
}
