package dev.doorward.auth.throttle;

import dev.doorward.auth.store.Database;
import dev.doorward.auth.throttle.Reservation.Consequence;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Counts of wrong credentials, each counted before it is looked at; {@link Throttle} says what is guaranteed. Rows are
 * held in the order of their ids, and before those of {@link Rates}.
 */
final class FailureCounts {
    /**
     * What a name that made somebody wait is remembered for; others are forgotten when they are quiet. Names are made
     * up for nothing: what is kept of them is no more than a program can make in a day.
     */
    private static final Duration KEPT = Duration.ofDays(1);

    /**
     * What a name is remembered for that is more than half of the way to its stop: to bring one there takes hours, and
     * ten times as many attempts of a network that has so many a minute.
     */
    private static final Duration KEPT_NEAR_STOP = Duration.ofDays(30);

    private static final Instant KEPT_FOR_EVER = Instant.parse("9999-01-01T00:00:00Z");

    /** There is no time after which trying again does: this keeps a program from asking all day. */
    private static final Duration STOPPED_RETRY = Duration.ofDays(1);

    private final Database database;
    private final Limits limits;
    private final BudgetIds ids;
    private final Rates rates;
    private final Clock clock;

    FailureCounts(Database database, Limits limits, BudgetIds ids, Rates rates, Clock clock) {
        this.database = database;
        this.limits = limits;
        this.ids = ids;
        this.rates = rates;
        this.clock = clock;
    }

    Reservation reserve(LimitName name, Subject subject) {
        return reserve(new Order(name, subject, subject, null));
    }

    Reservation reserveConfirmation(Subject account) {
        return reserve(new Order(LimitName.CONFIRM, account, account, account));
    }

    Reservation reserveLogin(Subject network, Subject identifier, Subject account) {
        return reserve(new Order(LimitName.LOGIN_FAILURES, identifier, account, network));
    }

    /**
     * What is to be counted.
     *
     * @param visible whose count refuses
     * @param hidden whose count lets go on in vain; the visible one again where there is only one
     * @param rated whose logins are counted too, if any are
     */
    private record Order(
            LimitName name,
            Subject visible,
            Subject hidden,
            @Nullable Subject rated) {}

    private Reservation reserve(Order order) {
        return Attempted.untilDone(database, handle -> reserve(handle, order));
    }

    private Attempted<Reservation> reserve(Handle handle, Order order) {
        Instant now = clock.instant();
        Optional<Duration> untilLogin =
                order.rated() == null ? Optional.empty() : rates.untilLeft(handle, LimitName.LOGIN, order.rated(), now);
        if (untilLogin.isPresent()) {
            return new Attempted.Done<>(new Reservation.Refused(untilLogin.get(), false));
        }
        Limit limit = limits.of(order.name());
        String visibleId = ids.of(order.name(), order.visible());
        String hiddenId = ids.of(order.name(), order.hidden());
        Map<String, Failures> found = FailureTable.find(handle, visibleId, hiddenId);
        Failures none = new Failures(0, 0, now);
        Failures visible = found.getOrDefault(visibleId, none);
        if (!visible.allows(limit, now)) {
            return new Attempted.Done<>(refused(visible, limit, now));
        }
        Failures hidden = found.getOrDefault(hiddenId, none);
        boolean mayMatch = hidden.allows(limit, now);
        Failures visibleAfter = visible.andOne(limit, now);
        Failures hiddenAfter = mayMatch ? hidden.andOne(limit, now) : hidden;
        List<FailureChange> changes = Stream.of(
                        new FailureChange(
                                visibleId, visible, visibleAfter, expiry(order.visible(), visibleAfter, limit)),
                        new FailureChange(hiddenId, hidden, hiddenAfter, expiry(order.hidden(), hiddenAfter, limit)))
                .distinct()
                .sorted(Comparator.comparing(FailureChange::id))
                .toList();
        boolean counted = FailureTable.ensure(handle, visibleId, hiddenId, now)
                // One statement for each, also where nothing changes: the clock tells none from another.
                && changes.stream().allMatch(change -> FailureTable.make(handle, change))
                && (order.rated() == null || rates.takeOne(handle, LimitName.LOGIN, order.rated(), now));
        if (!counted) {
            return new Attempted.Overtaken<>();
        }
        Consequence ifWrong = mayMatch ? hiddenAfter.consequence(limit) : Consequence.NONE;
        return new Attempted.Done<>(new Reservation.Granted(mayMatch, ifWrong, changes));
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
        return failures.lastAt().plus(limit.window()).plus(kept(failures, limit));
    }

    private static Duration kept(Failures failures, Limit limit) {
        if (failures.consecutive() > Failures.stop(limit) / 2) {
            return KEPT_NEAR_STOP;
        }
        return failures.consecutive() < limit.count() ? Duration.ZERO : KEPT;
    }

    void giveBack(Reservation.Granted granted) {
        database.useTransaction(handle -> {
            for (FailureChange change : granted.changes()) {
                boolean last = FailureTable.unmake(handle, change);
                if (!last && change.isCounted()) {
                    FailureTable.takeBack(handle, change.id(), change.after().lastAt());
                }
            }
        });
    }

    void clear(Handle handle, LimitName name, Subject... subjects) {
        ids.ofEach(name, subjects).forEach(id -> FailureTable.delete(handle, id));
    }
}
