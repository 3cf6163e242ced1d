package dev.doorward.auth.identity;

import java.util.StringJoiner;

/** The network that an address in text is of. */
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
        IpAddress parsed = IpAddress.parse(address);
        if (parsed == null) {
            return address;
        }
        return parsed.isSix() ? first64Bits(parsed.bytes()) : parsed.toString();
    }

    private static String first64Bits(byte[] address) {
        StringJoiner groups = new StringJoiner(":", "", "::/64");
        for (int i = 0; i < 8; i += 2) {
            groups.add(Integer.toHexString((address[i] & 0xff) << 8 | (address[i + 1] & 0xff)));
        }
        return groups.toString();
    }
}
