package dev.doorward.auth.servlet.server;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a server sent back, as it was sent. */
public record Reply(int status, List<String> headers, String body) {

    static Reply parsed(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new AssertionError("no HTTP response: " + text);
        }
        List<String> lines = List.of(text.substring(0, end).split("\r\n"));
        return new Reply(
                Integer.parseInt(lines.get(0).split(" ")[1]), lines.subList(1, lines.size()), text.substring(end + 4));
    }

    /** The values of a header, in the order they came. */
    public List<String> all(String name) {
        return headers.stream()
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip())
                .toList();
    }

    /** The only value of a header, or null where there is none. */
    public String header(String name) {
        List<String> values = all(name);
        if (values.size() > 1) {
            throw new AssertionError("more than one " + name + ": " + values);
        }
        return values.isEmpty() ? null : values.get(0);
    }

    /** The value that a cookie was set to, or null. */
    public String cookie(String name) {
        return all("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith(name + "="))
                .map(cookie -> cookie.substring(name.length() + 1).split(";", 2)[0])
                .reduce((first, last) -> last)
                .orElse(null);
    }
}
