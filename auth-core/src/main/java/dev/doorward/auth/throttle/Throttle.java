package dev.doorward.auth.throttle;

import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.secret.Pseudonyms;
import dev.doorward.auth.store.Database;
import dev.doorward.auth.throttle.Reservation.Consequence;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Says how often something may be tried, for all nodes of one database together.
 *
 * <p>Guaranteed, for any number of threads and nodes
 *
 * <ul>
 *   <li>no more is admitted than the limit says, as what is admitted is written, and committed, before it is used;
 *   <li>who is refused takes nothing, from no budget, and waits no longer for it;
 *   <li>who is refused because a budget is spent costs two reads, without a lock.
 * </ul>
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

    /** What a name that made somebody wait is remembered for; others are forgotten when they are quiet. */
    private static final Duration KEPT = Duration.ofDays(30);

    private static final Instant KEPT_FOR_EVER = Instant.parse("9999-01-01T00:00:00Z");

    /** There is no time after which trying again does: this keeps a program from asking all day. */
    private static final Duration STOPPED_RETRY = Duration.ofDays(1);

    private static final int REMOVED_AT_ONCE = 1000;

    private final Database database;
    private final Limits limits;
    private final Pseudonyms pseudonyms;
    private final Clock clock;

    /** @param clock in whole milliseconds */
    public Throttle(Database database, KeyRing keys, Limits limits, Clock clock) {
        this.database = database;
        this.limits = limits;
        this.pseudonyms = new Pseudonyms(keys, "throttle");
        this.clock = clock;
    }

    /**
     * Takes one from the budget of each subject, or from none if one of them is spent.
     *
     * @return empty if it was taken, else how long until all of them have one
     * @throws IllegalStateException if the caller is in a transaction, with whose rollback the taking would be undone
     */
    public Optional<Duration> take(LimitName name, Subject... subjects) {
        Rate rate = Rate.of(limits.of(name));
        List<String> ids = Stream.of(subjects)
                .map(subject -> id(name, subject))
                .distinct()
                .sorted()
                .toList();
        return untilDone(handle -> take(handle, ids, rate));
    }

    /**
     * Takes one from each of these budgets of a subject, or from none if one of them is spent: by the same statements,
     * and with rows written, whatever comes of it. For where nobody is to learn that from the time of an answer.
     *
     * @return whether they were taken
     * @throws IllegalStateException as for {@link #take}
     */
    public boolean takeSilently(Subject subject, LimitName... names) {
        Map<String, Rate> rates = new TreeMap<>();
        for (LimitName name : names) {
            rates.put(id(name, subject), Rate.of(limits.of(name)));
        }
        return untilDone(handle -> takeSilently(handle, rates));
    }

    private Optional<Boolean> takeSilently(Handle handle, Map<String, Rate> rates) {
        long now = Rate.micros(clock.instant());
        Map<String, Long> fullAt = new TreeMap<>();
        for (String id : rates.keySet()) {
            Optional<Long> locked = RateTable.ensure(handle, id, now) ? RateTable.lock(handle, id) : Optional.empty();
            if (locked.isEmpty()) {
                return Optional.empty();
            }
            fullAt.put(id, locked.get());
        }
        boolean allowed = rates.entrySet().stream()
                .allMatch(rate -> rate.getValue().allows(fullAt.getOrDefault(rate.getKey(), now), now));
        rates.forEach((id, rate) -> {
            long before = fullAt.getOrDefault(id, now);
            RateTable.set(handle, id, allowed ? rate.next(before, now) : before);
        });
        return Optional.of(allowed);
    }

    /**
     * How long until a budget has one left, which is not taken; empty if it has. For what is counted only once it is
     * known what came of it: as many at once may get through as there are threads.
     */
    public Optional<Duration> untilLeft(LimitName name, Subject subject) {
        Rate rate = Rate.of(limits.of(name));
        return database.read(handle -> refusal(handle, id(name, subject), rate, Rate.micros(clock.instant())));
    }

    private Optional<Optional<Duration>> take(Handle handle, List<String> ids, Rate rate) {
        long now = Rate.micros(clock.instant());
        Optional<Duration> longest = Optional.empty();
        for (String id : ids) {
            longest = Stream.concat(longest.stream(), refusal(handle, id, rate, now).stream())
                    .max(Duration::compareTo);
        }
        if (longest.isPresent()) {
            return Optional.of(longest);
        }
        for (String id : ids) {
            if (!takeOne(handle, id, rate, now)) {
                return Optional.empty();
            }
        }
        return Optional.of(Optional.empty());
    }

    /**
     * How long until one is left; empty if one is. Holds nothing, so that a flood of what is refused holds nobody up.
     */
    private static Optional<Duration> refusal(Handle handle, String id, Rate rate, long now) {
        return RateTable.fullAt(handle, id)
                .filter(fullAt -> !rate.allows(fullAt, now))
                .map(fullAt -> rate.untilAllowed(fullAt, now));
    }

    private static boolean takeOne(Handle handle, String id, Rate rate, long now) {
        return RateTable.take(handle, id, rate, now)
                || (RateTable.fullAt(handle, id).isEmpty() && RateTable.insert(handle, id, rate, now));
    }

    /**
     * Counts an attempt at a credential as wrong, if it may be made.
     *
     * @throws IllegalStateException as for {@link #take}
     */
    public Reservation reserve(LimitName failures, Subject subject) {
        return reserve(new Order(failures, subject, null, null));
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
        return reserve(new Order(LimitName.LOGIN_FAILURES, identifier, account, network));
    }

    /** @param network whose logins are counted too, if any are */
    private record Order(
            LimitName name,
            Subject visible,
            @Nullable Subject hidden,
            @Nullable Subject network) {}

    private Reservation reserve(Order order) {
        return untilDone(handle -> reserve(handle, order));
    }

    private Optional<Reservation> reserve(Handle handle, Order order) {
        Instant now = clock.instant();
        Rate rate = Rate.of(limits.of(LimitName.LOGIN));
        String network = order.network() == null ? null : id(LimitName.LOGIN, order.network());
        if (network != null) {
            Optional<Duration> wait = refusal(handle, network, rate, Rate.micros(now));
            if (wait.isPresent()) {
                return wait.map(left -> new Reservation.Refused(left, false));
            }
        }
        Limit limit = limits.of(order.name());
        Subject other = order.hidden() == null ? order.visible() : order.hidden();
        String visibleId = id(order.name(), order.visible());
        String hiddenId = id(order.name(), other);
        Map<String, Failures> found = FailureTable.find(handle, visibleId, hiddenId);
        Failures none = new Failures(0, 0, now);
        Failures visible = found.getOrDefault(visibleId, none);
        if (!visible.allows(limit, now)) {
            return Optional.of(refused(visible, limit, now));
        }
        Failures hidden = found.getOrDefault(hiddenId, none);
        boolean mayMatch = hidden.allows(limit, now);
        Failures visibleAfter = visible.andOne(limit, now);
        Failures hiddenAfter = mayMatch ? hidden.andOne(limit, now) : hidden;
        if (!FailureTable.ensure(handle, visibleId, hiddenId, now)) {
            return Optional.empty();
        }
        // One statement for each, also where nothing changes: the clock tells none from another.
        Map<String, Reservation.Entry> entries = new TreeMap<>();
        entries.put(
                visibleId,
                new Reservation.Entry(visibleId, visible, visibleAfter, expiry(order.visible(), visibleAfter, limit)));
        entries.put(hiddenId, new Reservation.Entry(hiddenId, hidden, hiddenAfter, expiry(other, hiddenAfter, limit)));
        for (Reservation.Entry entry : entries.values()) {
            if (!FailureTable.replace(handle, entry.id(), entry.before(), entry.after(), entry.expiresAt())) {
                return Optional.empty();
            }
        }
        if (network != null && !takeOne(handle, network, rate, Rate.micros(now))) {
            return Optional.empty();
        }
        return Optional.of(new Reservation.Granted(
                mayMatch, mayMatch ? hiddenAfter.consequence(limit) : Consequence.NONE, List.copyOf(entries.values())));
    }

    private static Reservation refused(Failures failures, Limit limit, Instant now) {
        return failures.isStopped(limit)
                ? new Reservation.Refused(STOPPED_RETRY, true)
                : new Reservation.Refused(failures.untilNext(limit, now), false);
    }

    private static Instant expiry(Subject subject, Failures failures, Limit limit) {
        if (subject.isLasting()) {
            return KEPT_FOR_EVER;
        }
        Duration kept = failures.consecutive() < limit.count() ? Duration.ZERO : KEPT;
        return failures.lastAt().plus(limit.window()).plus(kept);
    }

    /** Nothing was looked at after all. What was taken from the network stays so. */
    public void giveBack(Reservation.Granted granted) {
        database.useTransaction(handle -> {
            for (Reservation.Entry entry : granted.entries()) {
                boolean last =
                        FailureTable.replace(handle, entry.id(), entry.after(), entry.before(), entry.expiresAt());
                if (!last && entry.isCounted()) {
                    FailureTable.takeBack(handle, entry.id(), entry.after().lastAt());
                }
            }
        });
    }

    /**
     * Forgets the failures of these subjects: the credential was right, or the address was proved.
     *
     * @param handle of the transaction that acts on it
     */
    public void clear(Handle handle, LimitName failures, Subject... subjects) {
        Stream.of(subjects)
                .map(subject -> id(failures, subject))
                .distinct()
                .sorted()
                .forEach(id -> FailureTable.delete(handle, id));
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

    private String id(LimitName name, Subject subject) {
        String value = subject.isTyped() ? pseudonyms.of(subject.kind() + " " + subject.value()) : subject.value();
        return name.word() + " " + subject.kind() + " " + value;
    }

    /** @param work empty where somebody else got in between: then all of it is undone, and done again */
    private <T> T untilDone(Function<Handle, Optional<T>> work) {
        Optional<T> done = Optional.empty();
        while (done.isEmpty()) {
            done = database.inTransaction(handle -> {
                Optional<T> result = work.apply(handle);
                if (result.isEmpty()) {
                    handle.rollback();
                }
                return result;
            });
        }
        return done.get();
    }
}
