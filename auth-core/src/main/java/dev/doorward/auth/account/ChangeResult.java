package dev.doorward.auth.account;

import dev.doorward.auth.session.IssuedSession;
import java.time.Duration;
import java.util.List;

/** What became of a change to one's own account. */
public sealed interface ChangeResult {

    /** It is done. The session that asked goes on under a new token, which belongs into its cookie. */
    record Changed(Account account, IssuedSession issued) implements ChangeResult {}

    /**
     * A mail is on its way to the new address, which takes effect when its link is used; the same answer for an address
     * that is somebody else's.
     */
    record EmailProofSent() implements ChangeResult {}

    /** Nothing was changed. With {@link #STALE_PROOF} as code there are no reasons: the proof must be given again. */
    record Refused(String code, List<Reason> reasons) implements ChangeResult {
        /** The session ended or the account changed after the proof was given. */
        public static final String STALE_PROOF = "fresh_login_needed";

        public Refused {
            reasons = List.copyOf(reasons);
        }

        static Refused because(List<Reason> reasons) {
            return new Refused(reasons.get(0).code(), reasons);
        }

        static Refused staleProof() {
            return new Refused(STALE_PROOF, List.of());
        }
    }

    /** Too many passwords are being hashed; nothing was changed. */
    record Busy(Duration retryAfter) implements ChangeResult {}

    /** The account asked too often for another address, or another name; nothing was changed. */
    record RateLimited(Duration retryAfter) implements ChangeResult {}
}
