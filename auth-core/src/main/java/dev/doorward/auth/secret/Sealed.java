package dev.doorward.auth.secret;

import java.util.Arrays;

/** What a {@link Sealer} made, ready to be stored. */
public final class Sealed {

    private final int keyNumber;
    private final byte[] bytes;

    /**
     * As read back from the database.
     *
     * @param keyNumber the key of the ring it was sealed under
     * @param bytes a nonce of 12 bytes, the ciphertext, and a tag of 16 bytes: 28 bytes more than the plain value
     */
    public Sealed(int keyNumber, byte[] bytes) {
        this.keyNumber = keyNumber;
        this.bytes = bytes.clone();
    }

    /** The key of the ring it was sealed under. */
    public int keyNumber() {
        return keyNumber;
    }

    /** The caller's own copy. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sealed sealed && keyNumber == sealed.keyNumber && Arrays.equals(bytes, sealed.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * keyNumber + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Sealed[keyNumber=" + keyNumber + ", " + bytes.length + " bytes]";
    }
}
