package dev.doorward.auth.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Refuses rings whose keys nobody can have meant. It cannot prove that a key is random. */
final class WeakKeys {

    /**
     * Thirty-two random bytes hold 16 or fewer different values about once in 10^14 keys; text typed in hexadecimal and
     * short repeated patterns always do.
     */
    private static final int FEWEST_DIFFERENT_BYTES = 17;

    private static final String REMEDY = " Remedy: let Doorward make the file, or make each key with 32 bytes from a"
            + " cryptographic random generator.";

    private WeakKeys() {}

    static void refuse(SortedMap<Integer, byte[]> keys, String origin) {
        if (keys.isEmpty()) {
            throw new KeyRingException(origin + " holds no key." + REMEDY);
        }
        List<Map.Entry<Integer, byte[]>> seen = new ArrayList<>();
        for (Map.Entry<Integer, byte[]> entry : keys.entrySet()) {
            int number = entry.getKey();
            byte[] key = entry.getValue();
            if (!KeyRing.isNumber(number)) {
                throw new KeyRingException(origin + " numbers a key " + number
                        + ". Remedy: number keys 1, 2, 3 and so on, in the order they were made.");
            }
            if (key.length != KeyRing.KEY_LENGTH) {
                throw new KeyRingException(origin + ": key " + number + " has " + key.length + " bytes instead of "
                        + KeyRing.KEY_LENGTH + "." + REMEDY);
            }
            if (isText(key)) {
                throw new KeyRingException(
                        origin + ": key " + number + " is weak: it is a text, which somebody chose." + REMEDY);
            }
            if (hasPattern(key)) {
                throw new KeyRingException(
                        origin + ": key " + number + " is weak: its bytes follow a pattern." + REMEDY);
            }
            for (Map.Entry<Integer, byte[]> other : seen) {
                if (MessageDigest.isEqual(key, other.getValue())) {
                    throw new KeyRingException(origin + ": keys " + other.getKey() + " and " + number
                            + " are the same key, so a rotation would change nothing." + REMEDY);
                }
            }
            seen.add(entry);
        }
    }

    /** One of 10^11 random keys can be read as a text; every password that was pasted as a key can. */
    private static boolean isText(byte[] key) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).chars().noneMatch(Character::isISOControl);
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static boolean hasPattern(byte[] key) {
        boolean[] present = new boolean[256];
        int different = 0;
        boolean evenSteps = true;
        for (int i = 0; i < key.length; i++) {
            int value = Byte.toUnsignedInt(key[i]);
            if (!present[value]) {
                present[value] = true;
                different++;
            }
            evenSteps &= i < 2 || (byte) (key[i] - key[i - 1]) == (byte) (key[1] - key[0]);
        }
        return evenSteps || different < FEWEST_DIFFERENT_BYTES;
    }
}
