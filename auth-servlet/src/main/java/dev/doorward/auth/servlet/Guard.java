package dev.doorward.auth.servlet;

import dev.doorward.auth.session.Session;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What somebody must be or have done to be let in. Immutable.
 *
 * <pre>{@code
 * Guard.role("admin").freshWithin(Duration.ofMinutes(10))
 * }</pre>
 */
public final class Guard {

    /** What a guard says to somebody. When several things are lacking it names the one to be had first. */
    public enum Verdict {
        ADMITTED,
        LOGIN_NEEDED,
        ROLE_NEEDED,
        FRESH_LOGIN_NEEDED
    }

    private static final Guard OPEN = new Guard(false, List.of(), null);
    private static final Guard LOGGED_IN = new Guard(true, List.of(), null);

    private final boolean login;
    /** Of each of these sets at least one role must be held. */
    private final List<Set<String>> roles;

    private final @Nullable Duration fresh;

    private Guard(boolean login, List<Set<String>> roles, @Nullable Duration fresh) {
        this.login = login;
        this.roles = roles;
        this.fresh = fresh;
    }

    /** Lets everybody in. */
    public static Guard open() {
        return OPEN;
    }

    /** Lets in whoever is logged in. */
    public static Guard loggedIn() {
        return LOGGED_IN;
    }

    /**
     * Lets in whoever has the role, or at least one of them where several are given. To ask for two roles at once,
     * combine two guards with {@link #stricter}.
     *
     * @throws IllegalArgumentException if no role is given, or a blank one, which nobody could ever have
     */
    public static Guard role(String... anyOf) {
        Set<String> names = Set.copyOf(List.of(anyOf));
        if (names.isEmpty() || names.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("Guard.role(...) needs the name of at least one role, and no blank one");
        }
        return new Guard(true, List.of(names), null);
    }

    /**
     * This guard, which then also asks that a credential was checked within the given time.
     *
     * @throws IllegalArgumentException if the time is not positive, which would let nobody in
     * @throws IllegalStateException on an open guard: nothing is fresh about somebody who need not be logged in
     */
    public Guard freshWithin(Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("freshWithin(" + time + ") lets nobody in; give a positive duration");
        }
        if (!login) {
            throw new IllegalStateException("Guard.open() cannot ask for freshness; use Guard.loggedIn()");
        }
        return new Guard(true, roles, fresh == null || time.compareTo(fresh) < 0 ? time : fresh);
    }

    /** A guard that lets in only whom both let in. */
    public static Guard stricter(Guard one, Guard other) {
        if (one == other || !other.login) {
            return one;
        }
        if (!one.login) {
            return other;
        }
        Guard both = new Guard(
                true,
                Stream.concat(one.roles.stream(), other.roles.stream())
                        .distinct()
                        .toList(),
                one.fresh);
        return other.fresh == null ? both : both.freshWithin(other.fresh);
    }

    /** Whether it lets everybody in. */
    public boolean isOpen() {
        return !login;
    }

    /**
     * Judges whoever has this session, or a stranger where it is null. Useful in a page too: to show a link only to
     * whom it leads somewhere.
     */
    public Verdict verdict(@Nullable Session session, Clock clock) {
        if (!login) {
            return Verdict.ADMITTED;
        }
        if (session == null) {
            return Verdict.LOGIN_NEEDED;
        }
        for (int i = 0; i < roles.size(); i++) {
            if (!hasOneOf(session, roles.get(i))) {
                return Verdict.ROLE_NEEDED;
            }
        }
        boolean stale = fresh != null && !session.isFresh(fresh, clock.instant());
        return stale ? Verdict.FRESH_LOGIN_NEEDED : Verdict.ADMITTED;
    }

    /** What whoever got this verdict lacks, in words for a log: {@code needs role clerk or editor}. */
    public String lacking(Verdict verdict) {
        return switch (verdict) {
            case ADMITTED -> "lets in";
            case LOGIN_NEEDED -> "needs a login";
            case ROLE_NEEDED -> "needs role " + String.join(", and ", roleNames());
            case FRESH_LOGIN_NEEDED -> "needs a login or confirmation within the last " + words(fresh);
        };
    }

    private List<String> roleNames() {
        return roles.stream()
                .map(names -> String.join(" or ", names.stream().sorted().toList()))
                .toList();
    }

    /** {@code 10m} for {@code PT10M}, as {@code web.xml} has it. */
    private static String words(@Nullable Duration time) {
        return time == null ? "" : time.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    private static boolean hasOneOf(Session session, Set<String> names) {
        for (String name : names) {
            if (session.hasRole(name)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        if (!login) {
            return "open";
        }
        StringBuilder text = new StringBuilder("login");
        roleNames().forEach(names -> text.append(", role ").append(names));
        return fresh == null
                ? text.toString()
                : text.append(", fresh within ").append(fresh).toString();
    }
}
