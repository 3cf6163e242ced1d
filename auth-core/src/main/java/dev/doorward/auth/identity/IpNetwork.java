package dev.doorward.auth.identity;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.StringJoiner;

/** Reads IP addresses in text, without ever asking the name service. */
final class IpNetwork {

    private IpNetwork() {}

    /** {@code [fe80::1%eth0]}, as some containers and headers write it, is {@code fe80::1}. */
    static String withoutBracketsAndZone(String address) {
        String bare =
                address.startsWith("[") && address.endsWith("]") ? address.substring(1, address.length() - 1) : address;
        int zone = bare.indexOf('%');
        return zone < 0 ? bare : bare.substring(0, zone);
    }

    static String of(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            // In brackets text is an IPv6 address or nothing: it is parsed or refused, never looked up.
            InetAddress parsed = InetAddress.getByName('[' + address + ']');
            return parsed instanceof Inet6Address ? first64Bits(parsed.getAddress()) : parsed.getHostAddress();
        } catch (UnknownHostException notAnAddress) {
            return address;
        }
    }

    private static String first64Bits(byte[] address) {
        StringJoiner groups = new StringJoiner(":", "", "::/64");
        for (int i = 0; i < 8; i += 2) {
            groups.add(Integer.toHexString((address[i] & 0xff) << 8 | (address[i + 1] & 0xff)));
        }
        return groups.toString();
    }
}
