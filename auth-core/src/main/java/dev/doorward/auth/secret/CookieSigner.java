package dev.doorward.auth.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Signs small values that a browser keeps for us, as {@code number.base64url(value).base64url(mac)}.
 *
 * <p>Guaranteed: a value that opens was signed by this ring for this purpose. Not guaranteed: secrecy, for the browser
 * can read the value; age, unless the value says it; and that it was signed for this browser, unless the value says so.
 *
 * <p>Instances are immutable and may be shared between threads.
 */
public final class CookieSigner {

    /** Browsers keep 4096 bytes per cookie, so nothing longer was ever signed by us. */
    private static final int MAXIMUM_LENGTH = 4096;

    private static final int MAXIMUM_NUMBER_DIGITS = 9;

    private final String purpose;
    private final TextMac macs;

    /** @param purpose a constant of the program that no other sealer, MAC or signer uses */
    public CookieSigner(KeyRing ring, String purpose) {
        this.purpose = purpose;
        this.macs = new TextMac(ring, purpose);
    }

    /**
     * The value, signed under the current key, in characters that a cookie may hold. Unpaired surrogates in the value
     * become question marks.
     *
     * @throws IllegalArgumentException if the signed text would be longer than the 4096 bytes a browser keeps
     */
    public String sign(String value) {
        byte[] payload = value.getBytes(UTF_8);
        Mac mac = macs.sign(payload);
        String signed = mac.keyNumber() + "." + Base64Url.encode(payload) + "." + Base64Url.encode(mac.bytes());
        if (signed.length() > MAXIMUM_LENGTH) {
            throw new IllegalArgumentException("A value of " + payload.length + " bytes does not fit into a cookie");
        }
        return signed;
    }

    /**
     * The value that was signed, or empty if it was not signed by this ring for this purpose. A key number that the
     * ring does not hold is no outage here, because it comes from the browser and not from our database.
     */
    public Optional<String> open(@Nullable String signed) {
        if (signed == null || signed.length() > MAXIMUM_LENGTH) {
            return Optional.empty();
        }
        int first = signed.indexOf('.');
        int second = signed.indexOf('.', first + 1);
        if (first < 0 || second < 0) {
            return Optional.empty();
        }
        int number = number(signed, first);
        byte[] payload = Base64Url.decode(signed, first + 1, second);
        byte[] mac = Base64Url.decode(signed, second + 1, signed.length());
        if (payload == null || mac == null) {
            return Optional.empty();
        }
        return macs.verify(new Mac(number, mac), payload) ? Optional.of(new String(payload, UTF_8)) : Optional.empty();
    }

    /** The decimal number before {@code end} in its one spelling, or 0, which no key has. */
    private static int number(String text, int end) {
        if (end < 1 || end > MAXIMUM_NUMBER_DIGITS || text.charAt(0) == '0') {
            return 0;
        }
        int number = 0;
        for (int i = 0; i < end; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return 0;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    @Override
    public String toString() {
        return "CookieSigner[" + purpose + "]";
    }
}
