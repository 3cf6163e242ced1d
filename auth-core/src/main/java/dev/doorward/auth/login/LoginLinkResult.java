package dev.doorward.auth.login;

import dev.doorward.auth.session.IssuedSession;

/** What became of a mailed login link. */
public sealed interface LoginLinkResult {

    /** It was opened in the browser that asked for it, which is logged in. */
    record LoggedIn(IssuedSession issued) implements LoginLinkResult {}

    /** It was opened elsewhere, where nobody is logged in: this is to be typed in the browser that asked. */
    record ShowCode(String code) implements LoginLinkResult {}

    /**
     * Nothing came of it.
     *
     * @param code {@link dev.doorward.auth.ticket.Tickets#INVALID}
     */
    record Refused(String code) implements LoginLinkResult {}
}
