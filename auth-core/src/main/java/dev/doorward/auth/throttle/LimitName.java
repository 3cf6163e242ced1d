package dev.doorward.auth.throttle;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** What is limited, by the words of {@code DOORWARD_LIMITS}; docs/throttling.md says more of each. */
public enum LimitName {
    /**
     * Passwords tried, right ones too: from a network by browsers that the account does not know, in one browser that
     * it knows, and by the sessions of an account.
     */
    LOGIN("login", 30, Duration.ofMinutes(1)),
    /** Wrong passwords for a name and for an account, before each further one has to wait. */
    LOGIN_FAILURES("login-failures", 5, Duration.ofMinutes(15)),
    /** Wrong passwords of somebody logged in who is asked again, before each further one has to wait. */
    CONFIRM("confirm", 5, Duration.ofMinutes(15)),
    /** Registrations from a network. */
    REGISTRATION("registration", 20, Duration.ofHours(1)),
    /** Mails that set a new password, asked for from a network and for an address. */
    RESET("reset", 5, Duration.ofHours(1)),
    /**
     * Mails that prove an address, asked for again from a network; and for an address all of these, and those that say
     * that it has an account.
     */
    RESEND("resend", 5, Duration.ofHours(1)),
    /** Mails that log in, asked for from a network and for an address. */
    LOGIN_LINK("login-link", 5, Duration.ofHours(1)),
    /** Codes of such mails, typed in a network. */
    LOGIN_CODE("login-code", 30, Duration.ofMinutes(1)),
    /** Changes of address that an account asks for, and mails that prove an address for one. */
    EMAIL_CHANGE("email-change", 5, Duration.ofHours(1)),
    /** Names that an account asks for in place of its own, whether or not it gets them. */
    USERNAME_CHANGE("username-change", 5, Duration.ofHours(1)),
    /** Mails of one kind to an address that anybody can cause, but those of a forgotten password. */
    MAILS("mails", 20, Duration.ofDays(1)),
    /** Notices of one kind to an account's address, of what was done with the account. */
    NOTICES("notices", 10, Duration.ofDays(1));

    private final String word;
    private final int count;
    private final Duration window;

    LimitName(String word, int count, Duration window) {
        this.word = word;
        this.count = count;
        this.window = window;
    }

    /** As settings spell it. */
    public String word() {
        return word;
    }

    /** What holds unless it is set. */
    public Limit standard() {
        return new Limit(count, window);
    }

    /** The limit of this word, in lower case. */
    public static Optional<LimitName> of(String word) {
        return Arrays.stream(values()).filter(name -> name.word.equals(word)).findFirst();
    }
}
