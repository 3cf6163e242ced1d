package dev.doorward.auth.session;

import dev.doorward.auth.identity.AccountId;

/**
 * That the account's owner, using this session, confirmed who they are within the last minutes.
 *
 * <p>Only {@link SessionIssuer} makes one, from the database and never from a cache, and only {@code login} calls that.
 * A proof is for at once: an operation that takes it locks the account and refuses a proof gathered under an older
 * epoch or from a session that has ended or been renewed since.
 */
public final class Proof {
    private final Session session;

    Proof(Session session) {
        this.session = session;
    }

    public AccountId account() {
        return session.account();
    }

    /** The session it was given in. */
    public Session session() {
        return session;
    }

    @Override
    public String toString() {
        return "Proof[session=" + session.id() + "]";
    }
}
