package dev.doorward.auth.ticket;

import dev.doorward.auth.secret.Base64Url;
import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.secret.Mac;
import dev.doorward.auth.secret.TextMac;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What stands before the signed token of a link, as {@code number.tag.token}: an HMAC-SHA256 of the token under the
 * numbered key of the ring. To check a signature is dear, and any page can have its visitors' browsers bring links. So
 * what was not made here costs one HMAC, and nobody has to wait because of what others bring.
 *
 * <p>It says nothing that the signature does not: what it lets through is still to be verified.
 */
final class TicketTag {
    /** Characters; what is longer is not looked at. */
    private static final int MAXIMUM_LENGTH = 8192;

    /** A key's number in its one spelling. */
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

    private final TextMac macs;

    TicketTag(KeyRing keys) {
        this.macs = new TextMac(keys, "ticket");
    }

    /** @throws IllegalArgumentException if it would be longer than {@link #open} reads */
    String put(String token) {
        Mac mac = macs.sign(token);
        String tagged = mac.keyNumber() + "." + Base64Url.encode(mac.bytes()) + "." + token;
        if (tagged.length() > MAXIMUM_LENGTH) {
            throw new IllegalArgumentException("A token of " + tagged.length() + " characters is too long");
        }
        return tagged;
    }

    /** The token, or empty for null and for whatever {@link #put} did not return. */
    Optional<String> open(@Nullable String tagged) {
        if (tagged == null || tagged.length() > MAXIMUM_LENGTH) {
            return Optional.empty();
        }
        String[] parts = tagged.split("[.]", 3);
        if (parts.length < 3 || !NUMBER.matcher(parts[0]).matches()) {
            return Optional.empty();
        }
        byte[] tag = Base64Url.decode(parts[1], 0, parts[1].length());
        return tag != null && macs.verify(new Mac(Integer.parseInt(parts[0]), tag), parts[2])
                ? Optional.of(parts[2])
                : Optional.empty();
    }
}
