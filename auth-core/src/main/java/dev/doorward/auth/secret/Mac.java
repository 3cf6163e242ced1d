package dev.doorward.auth.secret;

import java.security.MessageDigest;
import java.util.Arrays;

/** A message authentication code, ready to be stored. */
public final class Mac {

    private final int keyNumber;
    private final byte[] bytes;

    /**
     * As read back from the database.
     *
     * @param keyNumber the key of the ring it was made under
     * @param bytes 32 bytes, HMAC-SHA256
     */
    public Mac(int keyNumber, byte[] bytes) {
        this.keyNumber = keyNumber;
        this.bytes = bytes.clone();
    }

    /** The key of the ring it was made under. */
    public int keyNumber() {
        return keyNumber;
    }

    /** The caller's own copy. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Compares in constant time. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Mac mac && keyNumber == mac.keyNumber && MessageDigest.isEqual(bytes, mac.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * keyNumber + Arrays.hashCode(bytes);
    }

    /** Names the key's number only: a log is no place for what the database guards. */
    @Override
    public String toString() {
        return "Mac[keyNumber=" + keyNumber + "]";
    }
}
