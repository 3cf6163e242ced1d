package dev.doorward.auth.proxy;

import java.util.Iterator;
import java.util.List;

/**
 * Which headers of a trusted proxy are read. Only one family is, since a proxy writes one and hands on whatever a
 * client put into the other.
 */
public enum HeaderFamily {
    /** {@code X-Forwarded-For} and {@code X-Forwarded-Proto}, of which there is no standard but much use. */
    X_FORWARDED("x-forwarded"),

    /** {@code Forwarded}, with its parameters {@code for} and {@code proto} (RFC 7239). */
    FORWARDED("forwarded");

    private final String word;

    HeaderFamily(String word) {
        this.word = word;
    }

    /** As {@code DOORWARD_PROXY_HEADERS} calls it. */
    public String word() {
        return word;
    }

    /** The names of its headers. */
    public List<String> names() {
        return switch (this) {
            case X_FORWARDED -> List.of(XForwarded.FOR, XForwarded.PROTO);
            case FORWARDED -> List.of(Forwarded.NAME);
        };
    }

    /**
     * The nearest proxy's first. What stands behind the last one that is taken may be of any length, and is not read.
     */
    Iterator<Hop> hops(HeaderLines headers) {
        return switch (this) {
            case X_FORWARDED -> XForwarded.hops(headers);
            case FORWARDED -> new Forwarded(headers);
        };
    }
}
