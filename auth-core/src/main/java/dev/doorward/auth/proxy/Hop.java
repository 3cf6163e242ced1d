package dev.doorward.auth.proxy;

import dev.doorward.auth.identity.IpAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What one proxy says of the request that it was sent.
 *
 * @param address who sent it, or null if it says nothing that is an address
 * @param scheme {@code http} or {@code https}, or null if it says neither
 */
record Hop(@Nullable IpAddress address, @Nullable String scheme) {

    /** Some proxies name a web socket's own scheme. */
    static @Nullable String schemeOf(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "https", "wss" -> "https";
            case "http", "ws" -> "http";
            default -> null;
        };
    }
}
