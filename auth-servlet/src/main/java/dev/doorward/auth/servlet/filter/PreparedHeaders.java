package dev.doorward.auth.servlet.filter;

import dev.doorward.auth.Headers;
import java.util.Arrays;
import java.util.Map;

/** {@link Headers} in the form in which they are written, worked out once: an ordinary answer builds no text. */
final class PreparedHeaders {

    private final String[] names;
    /** Of an HTML page whose template asked for no nonce. */
    private final String[] pageValues;
    /** Of everything else. */
    private final String[] dataValues;
    /** With a place for the nonce. */
    private final String[] templates;

    private final int transportSecurity;

    PreparedHeaders(Headers headers) {
        Map<String, String> pages = headers.ofPages();
        names = pages.keySet().toArray(String[]::new);
        templates = pages.values().toArray(String[]::new);
        pageValues = pages.values().stream().map(Headers::withoutNonce).toArray(String[]::new);
        dataValues =
                headers.ofData().values().stream().map(Headers::withoutNonce).toArray(String[]::new);
        transportSecurity = Arrays.asList(names).indexOf(Headers.TRANSPORT_SECURITY);
    }

    int size() {
        return names.length;
    }

    String name(int index) {
        return names[index];
    }

    /** Which header this is, or -1. */
    int indexOf(String name) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    /** The one that speaks for the host, and on secure connections only (RFC 6797 section 7.2). */
    boolean isTransportSecurity(int index) {
        return index == transportSecurity;
    }

    String ofPage(int index) {
        return pageValues[index];
    }

    String ofPage(int index, String nonce) {
        return Headers.withNonce(templates[index], nonce);
    }

    String ofData(int index) {
        return dataValues[index];
    }

    boolean differsByContent(int index) {
        return !pageValues[index].equals(dataValues[index]);
    }

    boolean takesNonce(int index) {
        return templates[index].contains(Headers.NONCE_SOURCE);
    }
}
