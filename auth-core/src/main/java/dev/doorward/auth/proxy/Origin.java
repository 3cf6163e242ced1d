package dev.doorward.auth.proxy;

import org.jspecify.annotations.Nullable;

/**
 * Where a request began, as far as trusted proxies tell.
 *
 * @param address the IP address of the farthest peer that one of them names; it may be anything behind that
 * @param scheme {@code http} or {@code https} as the outermost of them was asked, or null where they do not say, so
 *     that the connection's own holds
 */
public record Origin(String address, @Nullable String scheme) {}
