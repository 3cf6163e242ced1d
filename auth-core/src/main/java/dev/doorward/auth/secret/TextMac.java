package dev.doorward.auth.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * Authenticates texts that go out and come back, by an HMAC-SHA256 over purpose and text.
 *
 * <p>Guaranteed: a text that verifies was signed by this ring for this purpose. Not guaranteed: secrecy, age, and that
 * it comes back from whom it was given to, unless the text says so.
 *
 * <p>Instances are immutable and may be shared between threads.
 */
public final class TextMac {

    private final KeyRing ring;
    private final String purpose;
    private final byte[] purposeBytes;

    /** @param purpose a constant of the program that no other sealer, MAC or signer uses */
    public TextMac(KeyRing ring, String purpose) {
        this.ring = ring;
        this.purpose = purpose;
        this.purposeBytes = purpose.getBytes(UTF_8);
    }

    /** Signs under the current key. Unpaired surrogates count as question marks. */
    public Mac sign(String text) {
        return sign(text.getBytes(UTF_8));
    }

    /**
     * Whether {@code claimed} was made by this ring for this purpose and text; in constant time. A key number that the
     * ring does not hold is no outage here, because it comes with the text and not from our database.
     */
    public boolean verify(Mac claimed, String text) {
        return verify(claimed, text.getBytes(UTF_8));
    }

    Mac sign(byte[] text) {
        int number = ring.current();
        return new Mac(number, compute(number, text));
    }

    boolean verify(Mac claimed, byte[] text) {
        return ring.holds(claimed.keyNumber())
                && MessageDigest.isEqual(claimed.bytes(), compute(claimed.keyNumber(), text));
    }

    /** The purpose's length stands before it, so that no two inputs run together to the same bytes. */
    private byte[] compute(int number, byte[] text) {
        byte[] input = ByteBuffer.allocate(Integer.BYTES + purposeBytes.length + text.length)
                .putInt(purposeBytes.length)
                .put(purposeBytes)
                .put(text)
                .array();
        return Hmac.sha256(ring.derived(number, purpose), input);
    }

    @Override
    public String toString() {
        return "TextMac[" + purpose + "]";
    }
}
