package dev.doorward.auth.proxy;

import dev.doorward.auth.identity.IpAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads {@code X-Forwarded-For} and {@code X-Forwarded-Proto}, each a list that every proxy adds to at the end. */
final class XForwarded {
    static final String FOR = "X-Forwarded-For";
    static final String PROTO = "X-Forwarded-Proto";

    /** Some proxies add the port; an IPv6 address is then in brackets. */
    private static final Pattern ADDRESS =
            Pattern.compile("\\[(?<six>[^\\]]*)\\](:[0-9]{1,5})?|(?<four>[^:]*):[0-9]{1,5}");

    private XForwarded() {}

    static Iterator<Hop> hops(HeaderLines headers) {
        List<String> addresses = elements(headers.of(FOR));
        List<String> schemes = elements(headers.of(PROTO));
        // A proxy may add to the one list and replace the other. What it wrote is then at the end.
        boolean paired = addresses.size() == schemes.size();
        String last = schemes.isEmpty() ? null : schemes.get(schemes.size() - 1);
        List<Hop> hops = new ArrayList<>();
        for (int i = addresses.size() - 1; i >= 0; i--) {
            hops.add(new Hop(addressOf(addresses.get(i)), Hop.schemeOf(paired ? schemes.get(i) : last)));
        }
        return (hops.isEmpty() ? List.of(new Hop(null, Hop.schemeOf(last))) : hops).iterator();
    }

    private static List<String> elements(List<String> lines) {
        return lines.stream()
                .flatMap(line -> Stream.of(line.split(",", -1)))
                .map(String::strip)
                .toList();
    }

    private static @Nullable IpAddress addressOf(String text) {
        Matcher withPort = ADDRESS.matcher(text);
        if (!withPort.matches()) {
            return IpAddress.parse(text);
        }
        String six = withPort.group("six");
        return IpAddress.parse(six == null ? withPort.group("four") : six);
    }
}
