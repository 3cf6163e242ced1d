package dev.doorward.auth.servlet.page;

import java.util.Locale;

/** The mails that a page waits for. */
public enum SentMail {
    /** Has the address of a registration proved, or the one of an account that has not proved it. */
    VERIFY_EMAIL("/verify-email/resend"),
    /** Has the address proved that an account is to have. */
    CHANGE_EMAIL("/account/email"),
    /** Has a forgotten password replaced. */
    RESET_PASSWORD("/forgot-password"),
    /** Has a password chosen for an account whose change of address was undone. */
    EMAIL_RESTORED("/forgot-password");

    private final String again;

    SentMail(String again) {
        this.again = again;
    }

    /** Where it can be asked for again, below the prefix. */
    public String again() {
        return again;
    }

    /** Whether the account that it is for can be logged in to before it has come. */
    public boolean leavesLogin() {
        return this != EMAIL_RESTORED;
    }

    /** Where its text is found. */
    String textKey() {
        return name().toLowerCase(Locale.ROOT);
    }
}
