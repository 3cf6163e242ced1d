package dev.doorward.auth.login;

import java.time.Duration;

/** What becomes of a request for a login by mail. Neither tells whether anybody got one. */
public sealed interface LinkRequestResult {

    /** @param cookie for {@code __Host-pending}: which browser asked, whether or not anybody got a mail */
    record Accepted(String cookie) implements LinkRequestResult {}

    /**
     * Too many were asked for from this network, or by the browsers that the account knows, together. Nothing was done.
     */
    record RateLimited(Duration retryAfter) implements LinkRequestResult {}
}
