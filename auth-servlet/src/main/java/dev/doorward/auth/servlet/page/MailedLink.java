package dev.doorward.auth.servlet.page;

import java.util.Locale;

/** The links that come by mail, as far as pages differ by them. */
public enum MailedLink {
    /** Proves an address: of a registration, of an account, or the one that an account changes to. */
    VERIFY_EMAIL("/verify-email", "/verify-email/resend"),
    /** Sets a new password. */
    RESET_PASSWORD("/reset-password", "/forgot-password"),
    /** Gives an account its former address back. */
    UNDO_EMAIL("/undo-email", "/login"),
    /** Ends the login of a device that was new to an account. */
    END_SESSION("/end-session", "/forgot-password"),
    /** Logs in. */
    LOGIN_LINK("/login-link", "/login-link");

    private final String path;
    private final String another;

    MailedLink(String path, String another) {
        this.path = path;
        this.another = another;
    }

    /** Where the link leads and its form posts to, below the prefix. */
    public String path() {
        return path;
    }

    /** Where another one is to be had, or what else to do where there is none, below the prefix. */
    public String another() {
        return another;
    }

    /** Where its texts are found. */
    String textKey() {
        return name().toLowerCase(Locale.ROOT);
    }
}
