package dev.doorward.auth.login;

import dev.doorward.auth.session.IssuedSession;
import java.time.Duration;
import java.util.Optional;

/** What became of a login. */
public sealed interface LoginResult {

    /** The session is open; its tokens belong into the browser's cookies. */
    record LoggedIn(IssuedSession issued) implements LoginResult {}

    /**
     * Nobody was let in.
     *
     * @param code {@link #INVALID_CREDENTIALS}, one for everything that can be wrong so that it tells an outsider
     *     nothing, {@link #INVALID_CODE}, {@link #RATE_LIMITED}, {@link #TOO_MANY_FAILURES}, or {@link #BUSY}
     * @param retryAfter when trying again may do; empty where it may at once
     */
    record Refused(String code, Optional<Duration> retryAfter) implements LoginResult {
        /**
         * No such account, a wrong password, an account without one, one that is disabled or closed, or one whose
         * address must be proved and is not: a reset of the password proves it.
         */
        public static final String INVALID_CREDENTIALS = "invalid_credentials";

        /** The code of a login link does not fit, was tried too often, or is too old. */
        public static final String INVALID_CODE = "code_invalid";

        /** Too many passwords are being checked; this one was not. */
        public static final String BUSY = "busy";

        /**
         * Too many tries: from this network, in this browser where the account knows it, or by the account's sessions
         * together; or too many wrong ones for this name or by those sessions. The password or code was not looked at.
         * A name that nobody has is limited alike.
         */
        public static final String RATE_LIMITED = "rate_limited";

        /**
         * A hundred wrong passwords in a row for this name or by the account's sessions: none is looked at any more
         * until the account's address is proved, by a new password or a login link, or an administrator forgets them. A
         * name that nobody has is stopped alike.
         */
        public static final String TOO_MANY_FAILURES = "too_many_failures";

        static Refused limited(Duration retryAfter) {
            return new Refused(RATE_LIMITED, Optional.of(retryAfter));
        }

        static Refused stopped(Duration retryAfter) {
            return new Refused(TOO_MANY_FAILURES, Optional.of(retryAfter));
        }

        static Refused invalid() {
            return new Refused(INVALID_CREDENTIALS, Optional.empty());
        }

        static Refused invalidCode() {
            return new Refused(INVALID_CODE, Optional.empty());
        }

        static Refused busy(Duration retryAfter) {
            return new Refused(BUSY, Optional.of(retryAfter));
        }
    }
}
