package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.servlet.server.Reply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The cookies that a client holds for the site. */
final class Jar {
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private final List<String> everSet = new ArrayList<>();

    Reply take(Reply reply) {
        everSet.addAll(reply.all("Set-Cookie"));
        for (String line : reply.all("Set-Cookie")) {
            String[] pair = line.split(";", 2)[0].split("=", 2);
            if (line.endsWith("; Max-Age=0")) {
                cookies.remove(pair[0]);
            } else {
                cookies.put(pair[0], pair[1]);
            }
        }
        return reply;
    }

    Map<String, String> cookies() {
        return cookies;
    }

    /** Each line that set or expired a cookie. */
    List<String> everSet() {
        return everSet;
    }

    boolean isEmpty() {
        return cookies.isEmpty();
    }

    /** The header line, also where there is no cookie. */
    String header() {
        return cookies.entrySet().stream()
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                .collect(Collectors.joining("; ", "Cookie: ", ""));
    }
}
