package dev.doorward.auth.secret;

import com.nimbusds.jose.jwk.JWK;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Arrays;

/**
 * The public half of a signing key. It checks signatures of its one algorithm and of no other, whatever a header says.
 *
 * <p>Instances are immutable and may be shared between threads.
 */
public final class VerifyingKey {

    /** The order of P-256's base point (SEC 2 version 2 section 2.4.2). */
    private static final BigInteger P256_ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    private static final int P256_HALF = 32;

    private final String id;
    private final SignatureAlgorithm algorithm;
    private final PublicKey key;
    private final JWK published;

    /** @param published the key as others may see it */
    VerifyingKey(String id, SignatureAlgorithm algorithm, PublicKey key, JWK published) {
        this.id = id;
        this.algorithm = algorithm;
        this.key = key;
        this.published = published;
    }

    /** The {@code kid} that a header names this key by. */
    public String id() {
        return id;
    }

    /** The {@code alg} of every signature of this key, as RFC 7518 section 3.1 and RFC 8037 write it. */
    public String algorithm() {
        return algorithm.joseName();
    }

    /** Whether {@code signature} is one of this key over {@code text}; false for whatever has another form. */
    public boolean verify(byte[] text, byte[] signature) {
        if (algorithm == SignatureAlgorithm.ES256 && !isInRange(signature)) {
            return false;
        }
        try {
            Signature check = open();
            check.initVerify(key);
            check.update(text);
            return check.verify(signature);
        } catch (SignatureException e) {
            // How platforms say that it has not the form of a signature.
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java platform cannot check " + algorithm.joseName(), e);
        }
    }

    /**
     * RFC 7518 section 3.4: r and s, 32 bytes each; FIPS 186-5 section 6.4.2: both at least 1 and below the order.
     * Asked here too, because Java 15 to 18 forgot to (CVE-2022-21449) and took zeros for everybody's signature.
     */
    private static boolean isInRange(byte[] signature) {
        return signature.length == 2 * P256_HALF
                && isInRange(signature, 0, P256_HALF)
                && isInRange(signature, P256_HALF, 2 * P256_HALF);
    }

    private static boolean isInRange(byte[] signature, int from, int to) {
        BigInteger half = new BigInteger(1, Arrays.copyOfRange(signature, from, to));
        return half.signum() > 0 && half.compareTo(P256_ORDER) < 0;
    }

    Signature open() throws GeneralSecurityException {
        return algorithm.open();
    }

    JWK published() {
        return published;
    }

    @Override
    public String toString() {
        return "VerifyingKey[" + id + "]";
    }
}
