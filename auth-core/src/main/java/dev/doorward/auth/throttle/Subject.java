package dev.doorward.auth.throttle;

import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Client;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** Who, or what, is counted. Two subjects are equal if they share a budget. */
public final class Subject {

    /** What there is to count. The words are stored. */
    private enum Kind {
        NETWORK("network"),
        IDENTIFIER("identifier"),
        RECIPIENT("recipient"),
        MAILBOX("mailbox"),
        ACCOUNT("account"),
        DEVICE("device"),
        NOTICE("notice"),
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
     * Whoever gets mails of one kind at an address that somebody typed.
     *
     * @param mail the kind's name, without blanks
     * @param address {@link dev.doorward.auth.identity.EmailAddress#key}
     */
    public static Subject recipient(String mail, String address) {
        return new Subject(Kind.RECIPIENT, mail + " " + address);
    }

    /**
     * All who get mails of one kind at what most providers take to one mailbox: {@code ada+anything@} to that of
     * {@code ada@} (the detail of RFC 5233). Two such addresses may still be two people's; so it serves to spare a
     * mailbox, never to know anybody.
     *
     * @param mail and {@code address} as for {@link #recipient}
     * @return empty where the address has no detail: it is spared as a recipient, and what others add to it takes
     *     nothing from it
     */
    public static Optional<Subject> mailbox(String mail, String address) {
        int at = address.lastIndexOf('@');
        int detail = address.indexOf('+', 1);
        return detail > 0 && detail < at
                ? Optional.of(
                        new Subject(Kind.MAILBOX, mail + " " + address.substring(0, detail) + address.substring(at)))
                : Optional.empty();
    }

    public static Subject account(AccountId account) {
        return new Subject(Kind.ACCOUNT, account.toString());
    }

    /** @param id of a browser that an account knows */
    public static Subject device(UUID id) {
        return new Subject(Kind.DEVICE, id.toString());
    }

    /**
     * What an account is told of one kind.
     *
     * @param notice the kind's name
     */
    public static Subject notice(AccountId account, String notice) {
        return new Subject(Kind.NOTICE, account + " " + notice);
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
        return switch (kind) {
            case IDENTIFIER, RECIPIENT, MAILBOX, NOBODY -> true;
            case NETWORK, ACCOUNT, DEVICE, NOTICE -> false;
        };
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
