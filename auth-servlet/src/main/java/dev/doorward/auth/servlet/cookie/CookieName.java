package dev.doorward.auth.servlet.cookie;

/**
 * Every cookie this library sets.
 *
 * <p>All are {@code __Host-} cookies: {@code Secure}, {@code Path=/} and without {@code Domain} (RFC 6265bis section
 * 4.1.3.2), so that no sub-domain and no plain-HTTP neighbour can plant one. All are {@code HttpOnly}.
 */
public enum CookieName {
    /** The session. Ends with the browser. */
    SESSION("__Host-session", "Lax"),
    /** The remembered login. Lasts a month. */
    REMEMBER("__Host-remember", "Lax"),
    /** To which accounts this browser is known. Outlasts logins and their end. */
    DEVICE("__Host-device", "Lax"),
    /** What a CSRF token is bound to before there is a session. */
    CSRF("__Host-csrf", "Strict"),
    /** Messages for the page after a redirect. */
    FLASH("__Host-flash", "Lax"),
    /** Which registration this browser waits for: there its mailed link needs no password. */
    REGISTRATION("__Host-registration", "Lax"),
    /** Which login by mail this browser waits for. */
    PENDING("__Host-pending", "Lax"),
    /** Where a registration or a login by mail was on its way to. */
    NEXT("__Host-next", "Lax");

    private final String base;
    private final String attributes;

    CookieName(String base, String sameSite) {
        this.base = base;
        this.attributes = "; Secure; HttpOnly; SameSite=" + sameSite + "; Path=/";
    }

    String base() {
        return base;
    }

    String attributes() {
        return attributes;
    }
}
