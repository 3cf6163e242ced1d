package dev.doorward.auth.secret;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/** The keys that come into a ring together under one number: a root key, and one that signs. */
final class Generation {

    private Generation() {}

    static List<JWK> make(int number, SecureRandom random, Instant now) {
        JWK root = new OctetSequenceKey.Builder(KeyRing.newKey(random))
                .keyID(Integer.toString(number))
                .issueTime(Date.from(now))
                .build();
        return List.of(root, SigningKeys.generate(number, random, now));
    }
}
