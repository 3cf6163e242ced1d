package dev.doorward.auth.mail;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The mails there are. The names are stored, so they are stable; each says what a {@link Mail} of it must bring. */
public enum MailTemplate {
    /** Asks to prove an address, of an account or of one to be. Goes to whoever was named, so it repeats nothing. */
    VERIFY_EMAIL(true),
    /** Tells whoever has an address, or had it until lately, that somebody wanted it for another account. */
    ALREADY_REGISTERED(false),
    /** The link to choose a new password. */
    RESET_PASSWORD(true),
    /** Tells that somebody logged in changed the password. */
    PASSWORD_CHANGED(false),
    /** Tells that the password was reset by a mailed link. */
    PASSWORD_RESET(false),
    /**
     * Asks to prove the address an account is to have. Goes to whoever was named, who must see whether the account is
     * theirs. Fact: {@code account}, the username or, where there is none, the present address; nothing else.
     */
    CONFIRM_EMAIL(true, "account"),
    /** Tells the address an account had, with the link to undo it. Fact: {@code new_email}. */
    EMAIL_CHANGED_OLD(true, "new_email"),
    /** Tells the address an account has now. */
    EMAIL_CHANGED_NEW(false),
    /**
     * Tells the address an account has again that the change to another was undone, and the password removed with it.
     * The link to choose a new one.
     */
    EMAIL_RESTORED(true),
    /** Tells the address an account had meanwhile that the change to it was undone. */
    EMAIL_REMOVED(false),
    /** Tells of a new username. Fact: {@code username}. */
    USERNAME_CHANGED(false, "username"),
    /** The link to log in. */
    LOGIN_LINK(true),
    /** Tells of a login with a browser that was not known to the account. The link to end it. */
    NEW_DEVICE(true),
    /** Tells that a remembered login was ended because its cookie has been copied. */
    REMEMBER_REUSED(false);

    private final boolean ticket;
    private final @Nullable String fact;

    MailTemplate(boolean ticket) {
        this(ticket, null);
    }

    MailTemplate(boolean ticket, @Nullable String fact) {
        this.ticket = ticket;
        this.fact = fact;
    }

    /** Whether such a mail carries a link that a ticket makes. */
    public boolean hasTicket() {
        return ticket;
    }

    /** The names of the facts that such a mail tells. */
    public Set<String> facts() {
        return fact == null ? Set.of() : Set.of(fact);
    }

    /** As keys of texts begin. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
