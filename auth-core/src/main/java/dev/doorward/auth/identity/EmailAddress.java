package dev.doorward.auth.identity;

import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Exactly one e-mail address, in pure ASCII. That one exists means it was checked, now or when it was stored.
 *
 * <p>{@link #parse} takes spaces and tabs around the text away, normalises it to NFKC, then checks it, and nothing
 * changes it afterwards:
 *
 * <ul>
 *   <li>the local part is a dot-atom (RFC 5322 section 3.2.3) of 1 to 64 octets. It keeps its case in {@link #value};
 *   <li>the domain is 1 to 127 labels of letters, digits and inner hyphens, 63 octets each, and is kept in lower case.
 *       The last one begins with a letter, so that no resolver takes the domain for a number;
 *   <li>a label in Unicode becomes its A-label (RFC 3490), but only where that loses nothing: what IDNA 2003 would map
 *       to somebody else's domain (sharp s to {@code ss}, final sigma, joiners that vanish) is refused. Its owner can
 *       give the A-label, {@code xn--...}, which is taken as it is;
 *   <li>the whole is at most 254 octets (RFC 5321 section 4.5.3.1.3 with erratum 1690).
 * </ul>
 *
 * <p>Refused are quoted strings, comments, display names, lists, line breaks and other control characters, domain
 * literals, and local parts beyond ASCII (RFC 6531). Whether the domain exists and somebody reads the mailbox is not
 * known: only an answered mail tells.
 *
 * <p>Two addresses are equal if their keys are.
 */
public final class EmailAddress {

    /** Octets, and characters, of the longest address. */
    public static final int MAXIMUM_LENGTH = 254;

    private static final int MAXIMUM_LOCAL_PART = 64;
    private static final int MAXIMUM_LABEL = 63;

    private final String value;
    private final String key;

    private EmailAddress(String value) {
        this.value = value;
        this.key = value.toLowerCase(Locale.ROOT);
    }

    public static Optional<EmailAddress> parse(@Nullable String raw) {
        if (raw == null) {
            return Optional.empty();
        }
        String trimmed = AsciiText.trimBlanks(raw);
        if (trimmed.length() > MAXIMUM_LENGTH) {
            return Optional.empty();
        }
        // Before any check: a full-width @ or dot must be seen as what a mailer would make of it.
        String text = Normalizer.normalize(trimmed, Normalizer.Form.NFKC);
        int at = text.indexOf('@');
        if (at < 0 || !isDotAtom(text, at)) {
            return Optional.empty();
        }
        String domain = asciiDomain(text.substring(at + 1));
        if (domain == null || at + 1 + domain.length() > MAXIMUM_LENGTH) {
            return Optional.empty();
        }
        return Optional.of(new EmailAddress(text.substring(0, at + 1) + domain));
    }

    /** An address read from the database, where only what {@link #parse} made is stored. It is not checked again. */
    public static EmailAddress stored(String value) {
        return new EmailAddress(value);
    }

    private static boolean isDotAtom(String text, int length) {
        if (length == 0 || length > MAXIMUM_LOCAL_PART) {
            return false;
        }
        boolean dotMayFollow = false;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (isAtomCharacter(c)) {
                dotMayFollow = true;
            } else if (c == '.' && dotMayFollow) {
                dotMayFollow = false;
            } else {
                return false;
            }
        }
        return dotMayFollow;
    }

    private static boolean isAtomCharacter(char c) {
        return AsciiText.isLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0;
    }

    private static @Nullable String asciiDomain(String domain) {
        StringBuilder ascii = new StringBuilder(domain.length());
        int start = 0;
        while (true) {
            int dot = domain.indexOf('.', start);
            String label = asciiLabel(domain.substring(start, dot < 0 ? domain.length() : dot));
            if (label == null || !isHostLabel(label)) {
                return null;
            }
            ascii.append(label);
            if (dot < 0) {
                return AsciiText.isLetter(label.charAt(0)) ? ascii.toString() : null;
            }
            ascii.append('.');
            start = dot + 1;
        }
    }

    private static @Nullable String asciiLabel(String label) {
        String lower = label.toLowerCase(Locale.ROOT);
        if (AsciiText.isAscii(label)) {
            return lower;
        }
        String wanted = Normalizer.normalize(lower, Normalizer.Form.NFC);
        try {
            String ascii = IDN.toASCII(wanted, IDN.USE_STD3_ASCII_RULES);
            return IDN.toUnicode(ascii, IDN.USE_STD3_ASCII_RULES).equals(wanted) ? ascii : null;
        } catch (IllegalArgumentException notADomainName) {
            return null;
        }
    }

    private static boolean isHostLabel(String label) {
        if (label.isEmpty() || label.length() > MAXIMUM_LABEL || label.startsWith("-") || label.endsWith("-")) {
            return false;
        }
        for (int i = 0; i < label.length(); i++) {
            if (!AsciiText.isLetterOrDigit(label.charAt(i)) && label.charAt(i) != '-') {
                return false;
            }
        }
        return true;
    }

    /** The address mail is sent to. */
    public String value() {
        return value;
    }

    /**
     * What is unique: the address in lower case. Hardly any server keeps {@code Ann@} and {@code ann@} apart (RFC 5321
     * section 2.4 lets it), so here they are one; mail still goes to {@link #value}.
     */
    public String key() {
        return key;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EmailAddress that && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    @Override
    public String toString() {
        return value;
    }
}
