package dev.doorward.auth.audit;

/** What can happen. The names are stored and logged, so they are stable. */
public enum AuditType {
    /** Somebody wants an account, whose address is to be proved first; whose, is nobody's yet. */
    REGISTRATION_REQUESTED,
    REGISTERED,
    /** The mail that proves an address was asked for again. */
    VERIFICATION_REQUESTED,
    EMAIL_VERIFIED,
    IMPORTED,
    LOGGED_IN,
    LOGIN_REFUSED,
    /** Wrong as the others, and one too many: further ones have to wait, or are not looked at any more. */
    LOGIN_LIMITED,
    LOGIN_LINK_REQUESTED,
    /** A login link was opened in another browser than asked for it, which was shown the code to type there. */
    LOGIN_CODE_SHOWN,
    LOGGED_OUT,
    /** Somebody logged in showed again that it is really them. */
    CONFIRMED,
    CONFIRM_REFUSED,
    /** A remembered login opened a new session. */
    SESSION_RESUMED,
    /** A remembered login's token came again after it was replaced: somebody has a copy, so all of it was ended. */
    REMEMBER_REUSED,
    SESSION_ENDED,
    /** All logins, mailed links and known browsers of an account at once, by an administrator. */
    EVERYTHING_ENDED,
    /** What wrong passwords had stopped was lifted, by an administrator. */
    FAILURES_FORGOTTEN,
    /** A session's or a remembered login's cookie came from elsewhere than it was opened, and so it was ended. */
    SESSION_MOVED,
    USERNAME_CHANGED,
    PASSWORD_CHANGED,
    RESET_REQUESTED,
    /** A forgotten password was replaced by whoever reads the account's mail. */
    PASSWORD_RESET,
    EMAIL_CHANGE_REQUESTED,
    EMAIL_CHANGED,
    /** A change of address was undone from the former one. */
    EMAIL_RESTORED,
    ROLE_GRANTED,
    ROLE_REVOKED,
    DISABLED,
    ENABLED,
    CLOSED,
    /** What is stored as an account's password is no hash: somebody changed the database by other means. */
    PASSWORD_HASH_UNREADABLE,
    /** A mail could not be sent and is not tried again. Concerns no account, for a row does not say whose it was. */
    MAIL_GIVEN_UP;

    /** Whether an {@link AuthListener} may refuse it: a registration, when it is asked for and when it happens. */
    boolean isRefusable() {
        return this == REGISTRATION_REQUESTED || this == REGISTERED;
    }
}
