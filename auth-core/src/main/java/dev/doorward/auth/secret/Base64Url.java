package dev.doorward.auth.secret;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * base64url without padding (RFC 4648 section 5), read so strictly that every byte string has exactly one text: the
 * JDK's decoder also takes padding and non-zero trailing bits, so that one token would have many spellings.
 */
public final class Base64Url {

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final byte[] VALUES = new byte[128];

    static {
        Arrays.fill(VALUES, (byte) -1);
        byte[] alphabet =
                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".getBytes(StandardCharsets.US_ASCII);
        for (int value = 0; value < alphabet.length; value++) {
            VALUES[alphabet[value]] = (byte) value;
        }
    }

    private Base64Url() {}

    /** The one text of these bytes. */
    public static String encode(byte[] bytes) {
        return ENCODER.encodeToString(bytes);
    }

    /**
     * The bytes spelt by {@code text} from {@code start} to before {@code end}, or null if it is not their one text.
     *
     * @throws IndexOutOfBoundsException if the text has no such part
     */
    public static byte @Nullable [] decode(String text, int start, int end) {
        int length = end - start;
        if (length % 4 == 1) {
            return null;
        }
        byte[] bytes = new byte[length * 6 / 8];
        int pending = 0;
        int pendingBits = 0;
        int written = 0;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            int value = c < VALUES.length ? VALUES[c] : -1;
            if (value < 0) {
                return null;
            }
            pending = pending << 6 | value;
            pendingBits += 6;
            if (pendingBits >= 8) {
                pendingBits -= 8;
                bytes[written++] = (byte) (pending >> pendingBits);
                pending &= (1 << pendingBits) - 1;
            }
        }
        return pending == 0 ? bytes : null;
    }
}
