package dev.doorward.auth.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.UUID;

/**
 * What the database keeps of a token: an HMAC-SHA256 over purpose, token id, account and the token's secret.
 *
 * <p>Guaranteed: who reads the database cannot make a token from it, and who writes to it without the key ring cannot
 * make a row that any token opens: neither by giving a row another id or account, nor by copying the MAC of another
 * row, purpose or kind of token.
 *
 * <p>Instances are immutable and may be shared between threads.
 */
public final class TokenMac {

    private final KeyRing ring;
    private final String purpose;
    private final byte[] purposeBytes;

    /** @param purpose a constant of the program that no other sealer, MAC or signer uses */
    public TokenMac(KeyRing ring, String purpose) {
        this.ring = ring;
        this.purpose = purpose;
        this.purposeBytes = purpose.getBytes(UTF_8);
    }

    /** Signs under the current key. */
    public Mac sign(UUID id, UUID account, byte[] secret) {
        int number = ring.current();
        return new Mac(number, compute(number, id, account, secret));
    }

    /**
     * Whether {@code expected} was made by this ring for this purpose, id, account and secret; in constant time.
     *
     * @throws UnknownKeyException if the ring does not hold the key that {@code expected} names
     */
    public boolean verify(Mac expected, UUID id, UUID account, byte[] secret) {
        return MessageDigest.isEqual(expected.bytes(), compute(expected.keyNumber(), id, account, secret));
    }

    /** Lengths stand before what has no fixed length, so that no two inputs run together to the same bytes. */
    private byte[] compute(int number, UUID id, UUID account, byte[] secret) {
        ByteBuffer input = ByteBuffer.allocate(
                Integer.BYTES + purposeBytes.length + 4 * Long.BYTES + Integer.BYTES + secret.length);
        input.putInt(purposeBytes.length).put(purposeBytes);
        input.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        input.putLong(account.getMostSignificantBits()).putLong(account.getLeastSignificantBits());
        input.putInt(secret.length).put(secret);
        return Hmac.sha256(ring.derived(number, purpose), input.array());
    }

    @Override
    public String toString() {
        return "TokenMac[" + purpose + "]";
    }
}
