package dev.doorward.auth.login;

import dev.doorward.auth.session.IssuedSession;
import dev.doorward.auth.session.Proof;
import java.time.Duration;
import java.util.Optional;

/** What became of a confirmation. */
public sealed interface ConfirmResult {

    /** The session is fresh and goes on under a new token, which belongs into its cookie. */
    record Confirmed(Proof proof, IssuedSession issued) implements ConfirmResult {}

    /**
     * The session is as it was.
     *
     * @param code {@link LoginResult.Refused#INVALID_CREDENTIALS}, {@link LoginResult.Refused#RATE_LIMITED},
     *     {@link LoginResult.Refused#TOO_MANY_FAILURES} or {@link LoginResult.Refused#BUSY}
     */
    record Refused(String code, Optional<Duration> retryAfter) implements ConfirmResult {}
}
