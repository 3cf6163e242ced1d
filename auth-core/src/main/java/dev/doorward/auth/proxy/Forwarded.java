package dev.doorward.auth.proxy;

import dev.doorward.auth.identity.IpAddress;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code Forwarded} (RFC 7239 section 4) from its end, where the nearest proxy wrote. Read from its beginning, a
 * quotation mark that a client leaves open would swallow what the proxies say. Reading ends at the first element that
 * is not as the standard has it.
 */
final class Forwarded implements Iterator<Hop> {
    static final String NAME = "Forwarded";

    /** {@code 192.0.2.7:80} or {@code [2001:db8::1]:_port}; section 6. */
    private static final Pattern NODE =
            Pattern.compile("(?:(?<four>[0-9.]+)|\\[(?<six>[^\\]]*)\\])(?::(?:[0-9]{1,5}|_[A-Za-z0-9._-]+))?");

    private static final Pattern PAIR =
            Pattern.compile("(?<name>[A-Za-z-]+)=(?:(?<token>[A-Za-z0-9!#$%&'*+.^_`|~-]+)|\"(?<quoted>[^\"\\\\]*)\")");

    private final List<String> lines;
    private int line;
    /** Where in the line the unread part ends; negative when all of it is read. */
    private int end;

    private @Nullable Hop next;
    private boolean over;

    Forwarded(HeaderLines headers) {
        lines = headers.of(NAME);
        line = lines.size();
        end = -1;
    }

    @Override
    public boolean hasNext() {
        if (next == null && !over) {
            next = read();
            over = next == null;
        }
        return next != null;
    }

    @Override
    public Hop next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Hop hop = Objects.requireNonNull(next);
        next = null;
        return hop;
    }

    /** Null at the end, and for an element that is not as the standard has it. */
    private @Nullable Hop read() {
        if (end < 0) {
            line--;
            if (line < 0) {
                return null;
            }
            end = lines.get(line).length();
        }
        int comma = lastOutsideQuotes(lines.get(line), ',', end);
        String element = lines.get(line).substring(comma + 1, end);
        end = comma;
        return hopOf(element);
    }

    private static @Nullable Hop hopOf(String element) {
        Map<String, String> pairs = new HashMap<>();
        int end = element.length();
        while (end >= 0) {
            int start = lastOutsideQuotes(element, ';', end);
            Matcher pair = PAIR.matcher(element.substring(start + 1, end).strip());
            if (!pair.matches()) {
                return null;
            }
            String token = pair.group("token");
            String name = pair.group("name").toLowerCase(Locale.ROOT);
            if (pairs.put(name, token == null ? pair.group("quoted") : token) != null) {
                return null;
            }
            end = start;
        }
        return new Hop(addressOf(pairs.getOrDefault("for", "")), Hop.schemeOf(pairs.get("proto")));
    }

    /** Null also for {@code unknown} and {@code _hidden}, behind which there may be anybody. */
    private static @Nullable IpAddress addressOf(String node) {
        Matcher parts = NODE.matcher(node);
        if (!parts.matches()) {
            return null;
        }
        String six = parts.group("six");
        return IpAddress.parse(six == null ? parts.group("four") : six);
    }

    private static int lastOutsideQuotes(String text, char separator, int end) {
        boolean quoted = false;
        for (int i = end - 1; i >= 0; i--) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                return i;
            }
        }
        return -1;
    }
}
