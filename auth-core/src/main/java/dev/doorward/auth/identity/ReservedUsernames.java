package dev.doorward.auth.identity;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names in {@code reserved-usernames.txt}: words between blanks, {@code #} begins a comment. */
final class ReservedUsernames {

    private static final String RESOURCE = "reserved-usernames.txt";

    private ReservedUsernames() {}

    static Set<String> standard() {
        try (InputStream file = ReservedUsernames.class.getResourceAsStream(RESOURCE)) {
            if (file == null) {
                // A list that is gone must not mean that everything may be chosen.
                throw new IllegalStateException(RESOURCE + " is missing from the jar of auth-core");
            }
            return new BufferedReader(new InputStreamReader(file, StandardCharsets.US_ASCII))
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .flatMap(line -> Stream.of(line.split(" ")))
                    .filter(name -> !name.isEmpty())
                    .map(UsernameRules::withoutSeparators)
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
