package dev.doorward.auth.proxy;

import dev.doorward.auth.identity.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code Forwarded} (RFC 7239 section 4) from its end, where the nearest proxy wrote. Read from its beginning, a
 * quotation mark that a client leaves open would swallow what the proxies say. Reading ends at the first element that
 * is not as the standard has it.
 */
final class Forwarded {
    static final String NAME = "Forwarded";

    /** {@code 192.0.2.7:80} or {@code [2001:db8::1]:_port}; section 6. */
    private static final Pattern NODE =
            Pattern.compile("(?:(?<four>[0-9.]+)|\\[(?<six>[^\\]]*)\\])(?::(?:[0-9]{1,5}|_[A-Za-z0-9._-]+))?");

    private static final Pattern PAIR =
            Pattern.compile("(?<name>[A-Za-z-]+)=(?:(?<token>[A-Za-z0-9!#$%&'*+.^_`|~-]+)|\"(?<quoted>[^\"\\\\]*)\")");

    private Forwarded() {}

    static List<Hop> hops(HeaderLines headers) {
        List<Hop> hops = new ArrayList<>();
        List<String> lines = headers.of(NAME);
        for (int i = lines.size() - 1; i >= 0; i--) {
            String rest = lines.get(i);
            while (rest != null) {
                int comma = lastOutsideQuotes(rest, ',', rest.length());
                Hop hop = hopOf(rest.substring(comma + 1));
                if (hop == null) {
                    return hops;
                }
                hops.add(hop);
                rest = comma < 0 ? null : rest.substring(0, comma);
            }
        }
        return hops;
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
