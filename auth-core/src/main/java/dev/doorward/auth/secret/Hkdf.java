package dev.doorward.auth.secret;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** HKDF with SHA-256, RFC 5869. */
final class Hkdf {

    private static final int HASH_LENGTH = 32;

    private Hkdf() {}

    /** RFC 5869 section 2.2. An empty salt is the string of zeros that the section asks for: HMAC pads with zeros. */
    static byte[] extract(byte[] salt, byte[] inputKeyingMaterial) {
        return Hmac.sha256(salt.length == 0 ? new byte[HASH_LENGTH] : salt, inputKeyingMaterial);
    }

    /** RFC 5869 section 2.3. */
    static byte[] expand(byte[] pseudoRandomKey, byte[] info, int length) {
        if (length < 1 || length > 255 * HASH_LENGTH) {
            throw new IllegalArgumentException("HKDF gives 1 to " + 255 * HASH_LENGTH + " bytes, not " + length);
        }
        ByteArrayOutputStream output = new ByteArrayOutputStream(length + HASH_LENGTH);
        byte[] block = {};
        for (int counter = 1; output.size() < length; counter++) {
            block = Hmac.sha256(pseudoRandomKey, block, info, new byte[] {(byte) counter});
            output.writeBytes(block);
        }
        return Arrays.copyOf(output.toByteArray(), length);
    }
}
