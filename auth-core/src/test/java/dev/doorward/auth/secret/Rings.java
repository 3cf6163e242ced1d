package dev.doorward.auth.secret;

import java.security.SecureRandom;
import java.util.SortedMap;
import java.util.TreeMap;

/** Rings for tests, with as many random keys as asked for. */
final class Rings {

    static final SecureRandom RANDOM = new SecureRandom();

    private Rings() {}

    static KeyRing ring(int... numbers) {
        return of(keys(numbers));
    }

    static KeyRing of(SortedMap<Integer, byte[]> keys) {
        return KeyRing.checked(keys, "The ring of this test");
    }

    static SortedMap<Integer, byte[]> keys(int... numbers) {
        SortedMap<Integer, byte[]> keys = new TreeMap<>();
        for (int number : numbers) {
            keys.put(number, key());
        }
        return keys;
    }

    static byte[] key() {
        byte[] key = new byte[KeyRing.KEY_LENGTH];
        RANDOM.nextBytes(key);
        return key;
    }
}
