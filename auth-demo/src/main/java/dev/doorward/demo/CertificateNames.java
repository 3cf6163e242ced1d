package dev.doorward.demo;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Which hosts a certificate is for: its subject alternative names (RFC 9525 section 6), never its common name. */
final class CertificateNames {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private CertificateNames() {}

    /** @param host as it stands in a URL */
    static boolean cover(X509Certificate certificate, String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return names(certificate).stream().anyMatch(entry -> switch ((Integer) entry.get(0)) {
            case DNS_NAME -> isName(((String) entry.get(1)).toLowerCase(Locale.ROOT), name);
            case IP_ADDRESS -> isAddress((String) entry.get(1), name);
            default -> false;
        });
    }

    /** Whether the host of a URL is an address, and no name. */
    static boolean isAddress(String host) {
        return host.startsWith("[") || host.matches("[0-9.]+");
    }

    private static Collection<List<?>> names(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null ? List.of() : names;
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    /** A star stands for one label, the first (RFC 9525 section 6.3). */
    private static boolean isName(String pattern, String name) {
        int dot = name.indexOf('.');
        return pattern.equals(name)
                || (pattern.startsWith("*.") && dot > 0 && pattern.substring(1).equals(name.substring(dot)));
    }

    /** Written in different ways, so compared as what they stand for; a name is never looked up. */
    private static boolean isAddress(String address, String host) {
        String literal = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        if (!literal.contains(":") && !literal.matches("[0-9.]+")) {
            return false;
        }
        try {
            return InetAddress.getByName(address).equals(InetAddress.getByName(literal));
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
