package dev.doorward.auth.identity;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a request came from, as far as the container (behind a trusted proxy, or facing the world) can tell. Address
 * and user agent are fit to be stored and logged: both are bounded and of one line.
 *
 * @param address the peer's IP address as text, without brackets or zone, at most 45 characters
 * @param userAgent what the program says it is, at most 300 characters: for people to recognise a device by, and
 *     evidence of nothing
 * @param device the device cookie as it was sent, which may be anything; null where there is none, or one of more than
 *     300 characters, which is none of ours. It is secret: never stored or logged
 */
public record Client(
        String address, String userAgent, @Nullable String device) {

    private static final int MAXIMUM_ADDRESS = 45;
    private static final int MAXIMUM_USER_AGENT = 300;
    private static final int MAXIMUM_DEVICE = 300;
    private static final Client UNKNOWN = new Client("", "");

    public Client {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(userAgent, "userAgent");
        address = oneLine(IpNetwork.withoutBracketsAndZone(address), MAXIMUM_ADDRESS);
        userAgent = oneLine(userAgent, MAXIMUM_USER_AGENT);
        device = device == null || device.length() > MAXIMUM_DEVICE ? null : device;
    }

    /** A client that carries no device cookie. */
    public Client(String address, String userAgent) {
        this(address, userAgent, null);
    }

    /** The same with this device cookie. */
    public Client withDevice(@Nullable String cookie) {
        return new Client(address, userAgent, cookie);
    }

    /** For what no request caused: a command, a job, an import. */
    public static Client unknown() {
        return UNKNOWN;
    }

    /**
     * What limits are counted by: an IPv4 address as it is, an IPv6 address cut to its /64 such as
     * {@code 2001:db8:0:1::/64}, since that is what one subscriber is given and can walk through at will. Spellings of
     * one address share a network, also an IPv4 address mapped into IPv6. What is no IP address stands for itself.
     */
    public String network() {
        return IpNetwork.of(address);
    }

    /** Control and invisible characters, line separators and halves of surrogate pairs become question marks. */
    private static String oneLine(String text, int maximumLength) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), maximumLength));
        int i = 0;
        while (i < text.length()) {
            int codePoint = text.codePointAt(i);
            i += Character.charCount(codePoint);
            int shown = isPrintable(codePoint) ? codePoint : '?';
            if (line.length() + Character.charCount(shown) > maximumLength) {
                break;
            }
            line.appendCodePoint(shown);
        }
        return line.toString();
    }

    private static boolean isPrintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    /** Leaves out the device cookie. */
    @Override
    public String toString() {
        return "Client[address=" + address + ", userAgent=" + userAgent + "]";
    }
}
