package dev.doorward.auth.ticket;

import java.time.Duration;

/**
 * What a ticket is for. One of one purpose is nothing where another is asked for: each has a type of its own in the
 * token's header, and an audience.
 */
public enum TicketPurpose {
    /** Proves the address of a registration; its subject is the registration, for there is no account yet. */
    VERIFY_EMAIL("verify-email", "register+jwt", Duration.ofHours(24)),
    /** Proves an address for an account that exists: its own, or the one it changes to. */
    CONFIRM_EMAIL("verify-email", "confirm-email+jwt", Duration.ofHours(24)),
    /** Sets a new password. */
    RESET_PASSWORD("reset-password", "reset-password+jwt", Duration.ofMinutes(30)),
    /** Takes a change of address back. Carries no epoch and so outlives other changes, which may be a thief's. */
    UNDO_EMAIL("undo-email", "undo-email+jwt", Duration.ofDays(7)),
    /** Ends what a new device was let in with. Its id is the device's; it carries no epoch for the same reason. */
    END_SESSION("end-session", "end-session+jwt", Duration.ofDays(7)),
    /** Logs in. */
    LOGIN_LINK("login-link", "login-link+jwt", Duration.ofMinutes(10));

    private final String path;
    private final String type;
    private final Duration lifetime;

    TicketPurpose(String path, String type, Duration lifetime) {
        this.path = path;
        this.type = type;
        this.lifetime = lifetime;
    }

    /** The page its link leads to, below the prefix. */
    public String path() {
        return path;
    }

    /** How long after it was ordered it can be used. */
    public Duration lifetime() {
        return lifetime;
    }

    String type() {
        return type;
    }
}
