package dev.doorward.auth.session;

import dev.doorward.auth.identity.Client;
import dev.doorward.auth.identity.Device;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a session was opened, to be compared with where its cookie comes from. Every request asks; so what is compared
 * first is what was sent, as it was sent, and nearly always it is equal.
 */
record Origin(String address, String userAgent) {
    private static final Pattern NUMBERS = Pattern.compile("[0-9][0-9._]*");

    /** Whether it may be the same browser, perhaps after an update. One that does not name itself is one of a kind. */
    boolean isSameAgent(@Nullable String sent) {
        if (userAgent.equals(sent)) {
            return true;
        }
        String asStored = new Client("", sent == null ? "" : sent).userAgent();
        if (userAgent.equals(asStored)) {
            return true;
        }
        Device device = Device.of(userAgent);
        if (device.browser() == null || device.system() == null) {
            return withoutNumbers(userAgent).equals(withoutNumbers(asStored));
        }
        return device.equals(Device.of(asStored));
    }

    private static String withoutNumbers(String text) {
        return NUMBERS.matcher(text).replaceAll("");
    }

    boolean isSameNetwork(String sent) {
        return address.equals(sent) || new Client(address, "").network().equals(new Client(sent, "").network());
    }
}
