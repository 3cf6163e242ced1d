package dev.doorward.auth.secret;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeysTest {

    private static final byte[] TEXT = "said".getBytes(US_ASCII);

    @TempDir
    Path directory;

    private int files;

    private KeyRing ring(JWK... signing) {
        List<JWK> keys = new ArrayList<>(List.of(signing));
        keys.add(new OctetSequenceKey.Builder(Rings.key()).keyID("1").build());
        keys.add(new OctetSequenceKey.Builder(Rings.key()).keyID("2").build());
        Path file = directory.resolve("keys" + files++ + ".json");
        new KeyRingFile(file, Rings.RANDOM).create(keys, false);
        return KeyRing.read(file);
    }

    private void assertRefused(String reason, JWK... signing) {
        KeyRingException e = assertThrows(KeyRingException.class, () -> ring(signing));
        assertTrue(e.getMessage().contains(reason), e.getMessage());
        assertTrue(e.getMessage().contains("Remedy: "), e.getMessage());
    }

    private static ECKey.Builder ec(Curve curve, String parameter) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(parameter));
        KeyPair pair = generator.generateKeyPair();
        return new ECKey.Builder(curve, (ECPublicKey) pair.getPublic()).privateKey(pair.getPrivate());
    }

    private static ECKey.Builder p256() throws Exception {
        return ec(Curve.P_256, "secp256r1").keyID("1-es256").algorithm(JWSAlgorithm.ES256);
    }

    private static RSAKey.Builder rsa(int bits, BigInteger exponent) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(new RSAKeyGenParameterSpec(bits, exponent));
        KeyPair pair = generator.generateKeyPair();
        return new RSAKey.Builder((RSAPublicKey) pair.getPublic()).privateKey(pair.getPrivate());
    }

    private static RSAKey.Builder rsa(int bits) throws Exception {
        return rsa(bits, RSAKeyGenParameterSpec.F4);
    }

    private static OctetKeyPair.Builder ed25519() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        // The encoded form of RFC 8410 ends in the 32 bytes of the key.
        byte[] encoded = ((EdECPublicKey) pair.getPublic()).getEncoded();
        byte[] x = java.util.Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        byte[] d = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
        return new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(x)).d(Base64URL.encode(d));
    }

    @Test
    void keys_of_every_accepted_type_sign_and_verify_and_are_published_without_their_private_part() throws Exception {
        for (JWK jwk : List.of(
                p256().build(),
                ed25519().keyID("1-eddsa").algorithm(JWSAlgorithm.EdDSA).build(),
                rsa(2048).keyID("1-ps256").algorithm(JWSAlgorithm.PS256).build(),
                rsa(2048).keyID("1-rs256").algorithm(JWSAlgorithm.RS256).build())) {
            KeyRing ring = ring(jwk);
            SigningKey key = ring.signing();
            assertEquals(jwk.getKeyID(), key.id());
            assertEquals(jwk.getAlgorithm().getName(), key.algorithm());
            byte[] signature = key.sign(TEXT, Rings.RANDOM);
            VerifyingKey verifying = ring.verifying(key.id()).orElseThrow();
            assertTrue(verifying.verify(TEXT, signature));
            signature[5] ^= 1;
            assertFalse(verifying.verify(TEXT, signature));
            for (int length : new int[] {0, 1, 63, 64, 65, 255, 256, 257, 5000}) {
                assertFalse(verifying.verify(TEXT, new byte[length]));
            }
            JWK published = JWKSet.parse(ring.published()).getKeyByKeyId(key.id());
            assertFalse(published.isPrivate());
            assertEquals(jwk.toPublicJWK().getRequiredParams(), published.getRequiredParams());
            assertEquals(jwk.getAlgorithm(), published.getAlgorithm());
            assertEquals("SigningKey[" + key.id() + "] VerifyingKey[" + key.id() + "]", key + " " + verifying);
        }
    }

    /** RFC 8037 appendix A.4. */
    @Test
    void an_ed25519_signature_is_that_of_the_standard() throws Exception {
        JWK jwk = JWK.parse(
                "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\","
                        + "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\",\"kid\":\"1-eddsa\",\"alg\":\"EdDSA\"}");
        String text = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
        String signature = "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
        assertEquals(signature, Base64Url.encode(ring(jwk).signing().sign(text.getBytes(US_ASCII), Rings.RANDOM)));
    }

    /** RFC 7515 appendix A.3. */
    @Test
    void an_es256_signature_of_the_standard_verifies() throws Exception {
        JWK jwk = JWK.parse("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
                + "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\","
                + "\"d\":\"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI\",\"kid\":\"1-es256\",\"alg\":\"ES256\"}");
        String text = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvb"
                + "S9pc19yb290Ijp0cnVlfQ";
        String signature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
        assertTrue(Rings.verifying(jwk)
                .verify(text.getBytes(US_ASCII), Base64Url.decode(signature, 0, signature.length())));
    }

    @Test
    void a_key_that_does_not_say_its_algorithm_is_refused() throws Exception {
        assertRefused("does not say its algorithm", p256().algorithm(null).build());
    }

    @Test
    void an_algorithm_that_is_not_of_the_keys_type_is_refused() throws Exception {
        for (JWSAlgorithm wrong : List.of(
                JWSAlgorithm.HS256,
                JWSAlgorithm.RS256,
                JWSAlgorithm.EdDSA,
                JWSAlgorithm.ES384,
                new JWSAlgorithm("none"))) {
            assertRefused("cannot be one of", p256().algorithm(wrong).build());
        }
        assertRefused(
                "cannot be one of ES256",
                ec(Curve.P_384, "secp384r1")
                        .keyID("1-es256")
                        .algorithm(JWSAlgorithm.ES256)
                        .build());
    }

    @Test
    void a_name_of_another_algorithm_or_of_no_number_is_refused() throws Exception {
        assertRefused("has the algorithm ES256", p256().keyID("1-eddsa").build());
        for (String id : List.of("es256", "0-es256", "1-ES256", "1_es256", "1-es256 ", "1", "../1-es256")) {
            assertRefused(
                    "whose kid is not its number and algorithm",
                    p256().keyID(id).build());
        }
    }

    @Test
    void a_key_of_a_number_that_no_root_key_has_is_refused() throws Exception {
        assertRefused("holds 3-es256 but no key 3", p256().keyID("3-es256").build());
    }

    @Test
    void two_keys_of_one_number_are_refused() throws Exception {
        assertRefused(
                "holds two keys with number 1",
                p256().build(),
                ed25519().keyID("1-eddsa").algorithm(JWSAlgorithm.EdDSA).build());
    }

    @Test
    void the_same_key_under_two_numbers_is_refused() throws Exception {
        ECKey key = p256().build();
        assertRefused(
                "1-es256 and 2-es256 are the same key",
                key,
                new ECKey.Builder(key).keyID("2-es256").build());
    }

    @Test
    void a_key_for_encryption_is_refused() throws Exception {
        assertRefused("is not for signatures", p256().keyUse(KeyUse.ENCRYPTION).build());
    }

    @Test
    void a_public_key_alone_is_refused() throws Exception {
        assertRefused("has no private part", p256().build().toPublicJWK());
    }

    @Test
    void halves_of_two_keys_are_refused() throws Exception {
        ECKey one = p256().build();
        ECKey other = p256().build();
        assertRefused(
                "do not belong together",
                new ECKey.Builder(Curve.P_256, one.getX(), one.getY())
                        .d(other.getD())
                        .keyID("1-es256")
                        .algorithm(JWSAlgorithm.ES256)
                        .build());
        OctetKeyPair ed = ed25519().build();
        assertRefused(
                "do not belong together",
                new OctetKeyPair.Builder(Curve.Ed25519, ed.getX())
                        .d(ed25519().build().getD())
                        .keyID("1-eddsa")
                        .algorithm(JWSAlgorithm.EdDSA)
                        .build());
    }

    @Test
    void a_short_rsa_key_and_one_with_a_weak_exponent_are_refused() throws Exception {
        assertRefused(
                "has 1024 bits",
                rsa(1024).keyID("1-rs256").algorithm(JWSAlgorithm.RS256).build());
        assertRefused(
                "weak public exponent",
                rsa(2048, RSAKeyGenParameterSpec.F0)
                        .keyID("1-rs256")
                        .algorithm(JWSAlgorithm.RS256)
                        .build());
    }

    /** CVE-2017-15361; a real one is among the vectors of Wycheproof. */
    @Test
    void a_modulus_that_is_a_power_of_65537_modulo_small_primes_is_known_as_broken() throws Exception {
        assertTrue(Roca.made(RSAKeyGenParameterSpec.F4.pow(128)));
        for (int i = 0; i < 3; i++) {
            assertFalse(Roca.made(rsa(1024).build().getModulus().decodeToBigInteger()));
        }
    }

    @Test
    void what_is_refused_is_not_quoted() throws Exception {
        ECKey key = p256().keyUse(KeyUse.ENCRYPTION).build();
        KeyRingException e = assertThrows(KeyRingException.class, () -> ring(key));
        assertFalse(e.getMessage().contains(key.getD().toString().substring(0, 6)), e.getMessage());
    }

    @Test
    void a_ring_without_a_signing_key_says_so() {
        assertThrows(IllegalStateException.class, () -> Rings.ring(1).signing());
        assertEquals("{\"keys\":[]}", Rings.ring(1).published());
    }
}
