package dev.doorward.auth.session;

/**
 * What to make of a session's cookie that comes from elsewhere than the session was opened in. It makes a stolen cookie
 * worth less; a thief who knows what to imitate passes.
 *
 * <p>Browsers are compared by name and system, which an update leaves as they are; programs that are neither by what
 * they send without the numbers in it. Networks are compared as limits are counted, see
 * {@link dev.doorward.auth.identity.Client#network}.
 */
public enum SessionProtection {
    /** Nothing. */
    OFF,
    /**
     * From another kind of browser the session is not fresh: the password is asked for before anything sensitive. The
     * standard, because a network changes whenever a phone leaves the house, and a browser does not change its name.
     */
    BASIC,
    /**
     * From another kind of browser or another network the session ends; from another kind of browser, a remembered
     * login too. A remembered login may come from another network, for that is what lets people in again who have
     * moved.
     */
    STRONG
}
