package dev.doorward.auth.secret;

import com.nimbusds.jose.jwk.JWK;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Rings for tests, with as many random keys as asked for. */
public final class Rings {

    static final SecureRandom RANDOM = new SecureRandom();

    private Rings() {}

    public static KeyRing ring(int... numbers) {
        return of(keys(numbers));
    }

    public static KeyRing of(SortedMap<Integer, byte[]> keys) {
        return KeyRing.of(
                KeySet.checked(keys, Map.of(), new TreeMap<>(), false, RANDOM, "The ring of this test"),
                Clock.systemUTC());
    }

    /** The public half of a JWK that says its algorithm, as any ring would check with it. */
    public static VerifyingKey verifying(JWK jwk) {
        return SigningKeys.verifying(jwk, "The key of this test");
    }

    public static SortedMap<Integer, byte[]> keys(int... numbers) {
        SortedMap<Integer, byte[]> keys = new TreeMap<>();
        for (int number : numbers) {
            keys.put(number, key());
        }
        return keys;
    }

    public static byte[] key() {
        byte[] key = new byte[KeyRing.KEY_LENGTH];
        RANDOM.nextBytes(key);
        return key;
    }
}
