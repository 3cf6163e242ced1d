package dev.doorward.auth.mail;

/**
 * A message was not accepted. Its text is logged, so it holds no address: a server's answer often repeats the
 * recipient, and only its codes belong here.
 */
public final class MailException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** Whose fault it is, which decides what is tried again and when. */
    public enum Kind {
        /** The recipient or the message, for good: it is given up. */
        REFUSED,
        /** This message, and not for good: it is tried again after a pause, others meanwhile. */
        DEFERRED,
        /** The server, whoever the recipient is: nothing is tried before a pause is over. */
        UNAVAILABLE
    }

    private MailException(Kind kind, String reason) {
        super(reason);
        this.kind = kind;
    }

    /** This recipient will not be reached by trying again. */
    public static MailException refused(String reason) {
        return new MailException(Kind.REFUSED, reason);
    }

    /** This message may be accepted later; others may be accepted now. */
    public static MailException deferred(String reason) {
        return new MailException(Kind.DEFERRED, reason);
    }

    /**
     * No message is accepted now: the server is away, or does not let us in. Not for what a recipient may cause, such
     * as a server that falls silent when it hears who it is: anybody could hold up everybody's mail then.
     */
    public static MailException unavailable(String reason) {
        return new MailException(Kind.UNAVAILABLE, reason);
    }

    public Kind kind() {
        return kind;
    }
}
