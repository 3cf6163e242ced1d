package dev.doorward.auth.secret;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Instant;

/**
 * A key of the ring that signs with its one algorithm. The private key stays inside.
 *
 * <p>Instances are immutable and may be shared between threads.
 */
public final class SigningKey {

    private static final byte[] TEST_TEXT = "doorward signs".getBytes(US_ASCII);
    private static final byte[] OTHER_TEXT = "doorward sings".getBytes(US_ASCII);

    private final PrivateKey key;
    private final VerifyingKey verifying;
    private final Instant madeAt;

    SigningKey(PrivateKey key, VerifyingKey verifying, Instant madeAt) {
        this.key = key;
        this.verifying = verifying;
        this.madeAt = madeAt;
    }

    /** The {@code kid} for a header. */
    public String id() {
        return verifying.id();
    }

    /** The {@code alg} for a header. */
    public String algorithm() {
        return verifying.algorithm();
    }

    /** The signature of {@code text} as JWS writes it: for ES256 the 64 bytes of r and s. */
    public byte[] sign(byte[] text, SecureRandom random) {
        try {
            Signature signature = verifying.open();
            signature.initSign(key, random);
            signature.update(text);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java platform cannot sign with " + algorithm(), e);
        }
    }

    VerifyingKey verifying() {
        return verifying;
    }

    Instant madeAt() {
        return madeAt;
    }

    /** Whether the two halves belong together and this platform does not take anything for a signature. */
    boolean works(SecureRandom random) {
        byte[] signature = sign(TEST_TEXT, random);
        return verifying.verify(TEST_TEXT, signature)
                && !verifying.verify(OTHER_TEXT, signature)
                && !verifying.verify(TEST_TEXT, new byte[signature.length]);
    }

    @Override
    public String toString() {
        return "SigningKey[" + id() + "]";
    }
}
