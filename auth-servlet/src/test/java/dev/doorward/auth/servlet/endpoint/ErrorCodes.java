package dev.doorward.auth.servlet.endpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tables of {@code docs/errors.md}. */
final class ErrorCodes {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z_]+)` \\| (\\d{3}) \\|");
    private static final Map<String, Integer> DOCUMENTED = read();

    private ErrorCodes() {}

    /** The HTTP status by code. */
    static Map<String, Integer> documented() {
        return DOCUMENTED;
    }

    private static Map<String, Integer> read() {
        try {
            Matcher row = ROW.matcher(Files.readString(Path.of("../docs/errors.md")));
            Map<String, Integer> statuses = new TreeMap<>();
            while (row.find()) {
                if (statuses.put(row.group(1), Integer.valueOf(row.group(2))) != null) {
                    throw new AssertionError("listed twice: " + row.group(1));
                }
            }
            return statuses;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
