package dev.doorward.auth.throttle;

import java.util.EnumMap;
import java.util.Map;

/** A limit for everything that is limited. Immutable. */
public final class Limits {
    private final Map<LimitName, Limit> limits;

    private Limits(Map<LimitName, Limit> limits) {
        this.limits = limits;
    }

    /** Those of docs/throttling.md. */
    public static Limits standard() {
        Map<LimitName, Limit> limits = new EnumMap<>(LimitName.class);
        for (LimitName name : LimitName.values()) {
            limits.put(name, name.standard());
        }
        return new Limits(limits);
    }

    /** These with another limit in one place. */
    public Limits with(LimitName name, Limit limit) {
        Map<LimitName, Limit> changed = new EnumMap<>(limits);
        changed.put(name, limit);
        return new Limits(changed);
    }

    public Limit of(LimitName name) {
        Limit limit = limits.get(name);
        if (limit == null) {
            throw new IllegalStateException("Every name has a limit");
        }
        return limit;
    }

    /** As {@code DOORWARD_LIMITS} is written. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        limits.forEach((name, limit) -> text.append(text.isEmpty() ? "" : ", ")
                .append(name.word())
                .append('=')
                .append(limit));
        return text.toString();
    }
}
