package dev.doorward.auth.throttle;

import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.identity.EmailAddress;
import java.util.Objects;
import java.util.UUID;

/** Who, or what, is counted. Two subjects are equal if they share a budget. */
public final class Subject {

    /** What there is to count. The words are stored. */
    private enum Kind {
        NETWORK("network"),
        IDENTIFIER("identifier"),
        MAILBOX("mailbox"),
        ACCOUNT("account"),
        DEVICE("device"),
        /** Stands where an account would stand if the name had one. */
        NOBODY("nobody");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    private final Kind kind;
    private final String value;

    private Subject(Kind kind, String value) {
        this.kind = kind;
        this.value = value;
    }

    /** Where a request came from: {@link Client#network}. */
    public static Subject network(Client client) {
        return new Subject(Kind.NETWORK, client.network());
    }

    /**
     * What somebody typed to be known by, whether or not anybody is. It is stored as a MAC alone.
     *
     * @param canonical one text for all spellings, such as {@link dev.doorward.auth.identity.EmailAddress#key}
     */
    public static Subject identifier(String canonical) {
        return new Subject(Kind.IDENTIFIER, canonical);
    }

    /**
     * Where mail to an address that somebody typed arrives at most providers: {@code ada+anything@} at that of
     * {@code ada@} (the detail of RFC 5233). Two such addresses may still be two people's; so it serves to spare a
     * mailbox, never to know anybody.
     */
    public static Subject mailbox(EmailAddress address) {
        String key = address.key();
        int at = key.lastIndexOf('@');
        int detail = key.indexOf('+', 1);
        boolean hasDetail = detail > 0 && detail < at;
        return new Subject(Kind.MAILBOX, hasDetail ? key.substring(0, detail) + key.substring(at) : key);
    }

    public static Subject account(AccountId account) {
        return new Subject(Kind.ACCOUNT, account.toString());
    }

    /** @param id of a browser that an account knows */
    public static Subject device(UUID id) {
        return new Subject(Kind.DEVICE, id.toString());
    }

    /** In an account's place where a name has none, so that both cost the same. */
    public static Subject nobody(String canonical) {
        return new Subject(Kind.NOBODY, canonical);
    }

    String kind() {
        return kind.word;
    }

    String value() {
        return value;
    }

    /** Whether the value was typed by somebody and is nobody's to know. */
    boolean isTyped() {
        return kind == Kind.IDENTIFIER || kind == Kind.MAILBOX || kind == Kind.NOBODY;
    }

    /** Whether what it has failed is kept until it succeeds. There are no more of these than accounts. */
    boolean isLasting() {
        return kind == Kind.ACCOUNT;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Subject that && kind == that.kind && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, value);
    }

    /** Leaves out what was typed: it is often a password. */
    @Override
    public String toString() {
        return isTyped() ? kind.word : kind.word + " " + value;
    }
}
