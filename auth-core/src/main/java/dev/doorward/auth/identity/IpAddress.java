package dev.doorward.auth.identity;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An IP address that was written as one. Names are never looked up, and nothing is guessed: an octet is decimal and has
 * no leading zero, which some readers take for octal; there are four of them; and there is no zone, port or bracket
 * (RFC 4291 section 2.2, RFC 6943 section 3.1.1). An IPv4 address that is mapped into IPv6 is the IPv4 address.
 */
public final class IpAddress {
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern FOUR = Pattern.compile("(" + OCTET + "\\.){3}" + OCTET);
    /** What an IPv6 address can be made of; whether it is one is left to the parser. */
    private static final Pattern SIX = Pattern.compile("[0-9A-Fa-f:]{2,39}|[0-9A-Fa-f:]{2,30}:" + FOUR.pattern());

    private final InetAddress address;
    private final byte[] bytes;

    private IpAddress(InetAddress address) {
        this.address = address;
        this.bytes = address.getAddress();
    }

    /** The address, or null for what is none. */
    public static @Nullable IpAddress parse(String text) {
        boolean four = FOUR.matcher(text).matches();
        if (!four && !SIX.matcher(text).matches()) {
            return null;
        }
        try {
            // Four octets are parsed, and in brackets text is an IPv6 address or nothing: neither is looked up.
            return new IpAddress(InetAddress.getByName(four ? text : '[' + text + ']'));
        } catch (UnknownHostException notAnAddress) {
            return null;
        }
    }

    /** As containers tell a peer's: in brackets and with a zone if they like, neither of which is kept. */
    public static @Nullable IpAddress parseOfPeer(@Nullable String text) {
        return text == null ? null : parse(IpNetwork.withoutBracketsAndZone(text));
    }

    public boolean isSix() {
        return address instanceof Inet6Address;
    }

    /** 32 or 128. */
    public int bits() {
        return bytes.length * Byte.SIZE;
    }

    /** Whether the first bits of both are the same; false for addresses of different kinds. */
    public boolean sharesPrefix(IpAddress other, int length) {
        if (bytes.length != other.bytes.length) {
            return false;
        }
        int whole = length / Byte.SIZE;
        int rest = Byte.SIZE - length % Byte.SIZE;
        return Arrays.equals(bytes, 0, whole, other.bytes, 0, whole)
                && (rest == Byte.SIZE || (bytes[whole] & 0xff) >>> rest == (other.bytes[whole] & 0xff) >>> rest);
    }

    /** Whether every bit behind the first {@code length} is 0. */
    public boolean endsAfter(int length) {
        for (int bit = length; bit < bits(); bit++) {
            if ((bytes[bit / Byte.SIZE] & 0x80 >>> bit % Byte.SIZE) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether it is of this machine: 127.0.0.0/8 or ::1. */
    public boolean isLoopback() {
        return address.isLoopbackAddress();
    }

    /** Whether it is of this machine or of a network that the Internet does not lead to (RFC 1918, 4193, 6598). */
    public boolean isPrivate() {
        int first = bytes[0] & 0xff;
        boolean shared = !isSix() && first == 100 && (bytes[1] & 0xc0) == 64;
        boolean local = isSix() && (first & 0xfe) == 0xfc;
        return shared || local || isLoopback() || address.isSiteLocalAddress() || address.isLinkLocalAddress();
    }

    byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IpAddress that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** {@code 192.0.2.7} or {@code 2001:db8:0:0:0:0:0:1}. */
    @Override
    public String toString() {
        return address.getHostAddress();
    }
}
