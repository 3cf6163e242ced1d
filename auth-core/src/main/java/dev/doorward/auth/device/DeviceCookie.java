package dev.doorward.auth.device;

import dev.doorward.auth.secret.OpaqueToken;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that a browser carries: one for each account that was used with it, the newest first. Nothing about them
 * is checked but their form.
 */
record DeviceCookie(List<OpaqueToken> tokens) {
    /** As many people may share a browser, and each stay known. */
    static final int MAXIMUM_TOKENS = 5;

    private static final String SEPARATOR = "~";
    private static final int LONGEST = MAXIMUM_TOKENS * (OpaqueToken.LENGTH + SEPARATOR.length()) - SEPARATOR.length();

    /** None where the value is not what {@link #text} would return. */
    static DeviceCookie parse(@Nullable String value) {
        if (value == null || value.length() > LONGEST) {
            return new DeviceCookie(List.of());
        }
        List<Optional<OpaqueToken>> parsed = Arrays.stream(value.split(SEPARATOR, -1))
                .map(OpaqueToken::parse)
                .toList();
        return parsed.stream().allMatch(Optional::isPresent)
                ? new DeviceCookie(parsed.stream().map(Optional::orElseThrow).toList())
                : new DeviceCookie(List.of());
    }

    boolean isEmpty() {
        return tokens.isEmpty();
    }

    Set<UUID> ids() {
        return tokens.stream().map(OpaqueToken::id).collect(Collectors.toSet());
    }

    /** With a token in front, without those of {@code replaced}, and without the oldest where there are too many. */
    DeviceCookie with(OpaqueToken token, Set<UUID> replaced) {
        return new DeviceCookie(Stream.concat(
                        Stream.of(token), tokens.stream().filter(other -> !replaced.contains(other.id())))
                .limit(MAXIMUM_TOKENS)
                .toList());
    }

    String text() {
        return tokens.stream().map(OpaqueToken::text).collect(Collectors.joining(SEPARATOR));
    }
}
