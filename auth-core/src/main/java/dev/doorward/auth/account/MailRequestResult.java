package dev.doorward.auth.account;

import java.time.Duration;

/** What becomes of a request for a mail. Neither tells whether the address has an account, or what else it got. */
public sealed interface MailRequestResult {

    /** If the address is one that this mail is for, and has not got too many, a mail is on its way. */
    record Accepted() implements MailRequestResult {}

    /**
     * Too many were asked for from this network, or by the browsers that the account knows, together. Nothing was done.
     */
    record RateLimited(Duration retryAfter) implements MailRequestResult {}
}
