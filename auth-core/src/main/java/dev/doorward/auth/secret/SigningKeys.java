package dev.doorward.auth.secret;

import com.nimbusds.jose.Algorithm;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.Locale;

/** Makes signing keys, and reads them from private JWKs: one algorithm for each key, which the key itself names. */
final class SigningKeys {

    private static final int FEWEST_RSA_BITS = 2048;
    private static final int MOST_RSA_BITS = 8192;
    private static final BigInteger SMALLEST_RSA_EXPONENT = BigInteger.valueOf(65_537);
    private static final int ED25519_LENGTH = 32;

    private SigningKeys() {}

    /** The {@code kid} of the signing key of this number. */
    static String id(int number, SignatureAlgorithm algorithm) {
        return number + "-" + algorithm.joseName().toLowerCase(Locale.ROOT);
    }

    /** A new P-256 key as a private JWK. */
    static JWK generate(int number, SecureRandom random, Instant now) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair pair = generator.generateKeyPair();
            return new ECKey.Builder(Curve.P_256, (ECPublicKey) pair.getPublic())
                    .privateKey(pair.getPrivate())
                    .keyID(id(number, SignatureAlgorithm.ES256))
                    .algorithm(JWSAlgorithm.ES256)
                    .keyUse(KeyUse.SIGNATURE)
                    .issueTime(Date.from(now))
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has P-256", e);
        }
    }

    /**
     * @param origin begins the message of a refusal
     * @throws KeyRingException for a key that {@link #verifying} refuses, is named otherwise than {@link #id} does it,
     *     or is public only
     */
    static SigningKey parse(JWK jwk, String origin) {
        String place = place(jwk, origin);
        VerifyingKey verifying = verifying(jwk, origin);
        if (!jwk.getKeyID().endsWith("-" + verifying.algorithm().toLowerCase(Locale.ROOT))) {
            throw new KeyRingException(place + " has the algorithm " + verifying.algorithm()
                    + ". Remedy: name a key after its number and its own algorithm.");
        }
        if (!jwk.isPrivate()) {
            throw new KeyRingException(place + " has no private part. Remedy: keep the whole key in this file.");
        }
        Instant madeAt =
                jwk.getIssueTime() == null ? Instant.EPOCH : jwk.getIssueTime().toInstant();
        try {
            return new SigningKey(privateKey(jwk), verifying, madeAt);
        } catch (GeneralSecurityException | JOSEException | RuntimeException e) {
            throw unusable(place, e);
        }
    }

    /**
     * The public half.
     *
     * @throws KeyRingException for a key without {@code alg}, with one that is not of its type, that is too short, or
     *     is for something else
     */
    static VerifyingKey verifying(JWK jwk, String origin) {
        String place = place(jwk, origin);
        SignatureAlgorithm algorithm = algorithm(jwk, place);
        if (jwk.getKeyUse() != null && !jwk.getKeyUse().equals(KeyUse.SIGNATURE)) {
            throw new KeyRingException(place + " is not for signatures (use " + jwk.getKeyUse()
                    + "). Remedy: use a key of its own for signing, with use sig.");
        }
        if (jwk instanceof RSAKey rsa) {
            refuseWeak(rsa, place);
        }
        try {
            return new VerifyingKey(jwk.getKeyID(), algorithm, publicKey(jwk), published(jwk, algorithm));
        } catch (GeneralSecurityException | JOSEException | RuntimeException e) {
            throw unusable(place, e);
        }
    }

    private static String place(JWK jwk, String origin) {
        return origin + ": key " + jwk.getKeyID();
    }

    /** The cause is left out: it may quote the key. */
    private static KeyRingException unusable(String place, Exception e) {
        return new KeyRingException(place + " cannot be used on this Java platform ("
                + e.getClass().getSimpleName() + "). Remedy: make an EC key of P-256, by the command keys rotate.");
    }

    private static SignatureAlgorithm algorithm(JWK jwk, String place) {
        Algorithm named = jwk.getAlgorithm();
        if (named == null) {
            throw new KeyRingException(place + " does not say its algorithm. Remedy: name it as alg, one of"
                    + " ES256, EdDSA, PS256 and RS256.");
        }
        SignatureAlgorithm algorithm = SignatureAlgorithm.named(named.getName()).orElse(null);
        if (algorithm == null || !isOf(algorithm, jwk)) {
            throw new KeyRingException(place + " cannot be one of " + named.getName()
                    + ". Remedy: ES256 takes a key on P-256, EdDSA one on Ed25519, PS256 and RS256 an RSA key.");
        }
        return algorithm;
    }

    private static boolean isOf(SignatureAlgorithm algorithm, JWK jwk) {
        return switch (algorithm) {
            case ES256 -> jwk instanceof ECKey key && key.getCurve().equals(Curve.P_256);
            case EDDSA -> jwk instanceof OctetKeyPair key && key.getCurve().equals(Curve.Ed25519);
            case PS256, RS256 -> jwk instanceof RSAKey;
        };
    }

    /** Above 8192 bits one check of a signature would take long enough to be a weapon. */
    private static void refuseWeak(RSAKey key, String place) {
        BigInteger exponent = key.getPublicExponent().decodeToBigInteger();
        int bits = key.getModulus().decodeToBigInteger().bitLength();
        if (bits < FEWEST_RSA_BITS || bits > MOST_RSA_BITS) {
            throw new KeyRingException(place + " has " + bits + " bits. Remedy: an RSA key has " + FEWEST_RSA_BITS
                    + " to " + MOST_RSA_BITS + "; better make an EC key of P-256, by the command keys rotate.");
        }
        if (Roca.made(key.getModulus().decodeToBigInteger())) {
            throw new KeyRingException(place + " was made by a device whose keys can be broken (CVE-2017-15361)."
                    + " Remedy: make an EC key of P-256, by the command keys rotate.");
        }
        if (exponent.compareTo(SMALLEST_RSA_EXPONENT) < 0 || !exponent.testBit(0)) {
            throw new KeyRingException(
                    place + " has a weak public exponent. Remedy: make it with exponent 65537, as every tool does.");
        }
    }

    private static PublicKey publicKey(JWK jwk) throws GeneralSecurityException, JOSEException {
        if (jwk instanceof ECKey key) {
            return key.toECPublicKey();
        }
        if (jwk instanceof RSAKey key) {
            return key.toRSAPublicKey();
        }
        byte[] x = exactly(((OctetKeyPair) jwk).getDecodedX());
        // RFC 8032 section 5.1.2: y, little-endian, with the lowest bit of x in the highest place.
        boolean xOdd = (x[ED25519_LENGTH - 1] & 0x80) != 0;
        byte[] y = new byte[ED25519_LENGTH];
        for (int i = 0; i < ED25519_LENGTH; i++) {
            y[i] = x[ED25519_LENGTH - 1 - i];
        }
        y[0] &= 0x7f;
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(
                        new EdECPublicKeySpec(NamedParameterSpec.ED25519, new EdECPoint(xOdd, new BigInteger(1, y))));
    }

    private static PrivateKey privateKey(JWK jwk) throws GeneralSecurityException, JOSEException {
        if (jwk instanceof ECKey key) {
            return key.toECPrivateKey();
        }
        if (jwk instanceof RSAKey key) {
            return key.toRSAPrivateKey();
        }
        return KeyFactory.getInstance("Ed25519")
                .generatePrivate(new EdECPrivateKeySpec(
                        NamedParameterSpec.ED25519, exactly(((OctetKeyPair) jwk).getDecodedD())));
    }

    private static byte[] exactly(byte[] bytes) {
        if (bytes.length != ED25519_LENGTH) {
            throw new IllegalArgumentException("Ed25519 keys have " + ED25519_LENGTH + " bytes");
        }
        return bytes;
    }

    /** Built from the public members that are wanted, and not by leaving the private ones out. */
    private static JWK published(JWK jwk, SignatureAlgorithm algorithm) {
        JWSAlgorithm name = new JWSAlgorithm(algorithm.joseName());
        if (jwk instanceof ECKey key) {
            return new ECKey.Builder(key.getCurve(), key.getX(), key.getY())
                    .keyID(key.getKeyID())
                    .algorithm(name)
                    .keyUse(KeyUse.SIGNATURE)
                    .build();
        }
        if (jwk instanceof RSAKey key) {
            return new RSAKey.Builder(key.getModulus(), key.getPublicExponent())
                    .keyID(key.getKeyID())
                    .algorithm(name)
                    .keyUse(KeyUse.SIGNATURE)
                    .build();
        }
        OctetKeyPair key = (OctetKeyPair) jwk;
        return new OctetKeyPair.Builder(key.getCurve(), key.getX())
                .keyID(key.getKeyID())
                .algorithm(name)
                .keyUse(KeyUse.SIGNATURE)
                .build();
    }
}
