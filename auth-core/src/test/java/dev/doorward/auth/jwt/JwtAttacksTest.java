package dev.doorward.auth.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDHEncrypter;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import dev.doorward.auth.secret.Base64Url;
import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.secret.KeyRingException;
import dev.doorward.auth.secret.SigningKey;
import dev.doorward.auth.testing.TestClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.DeflaterOutputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was done to tokens of others: entries 63 to 69 of the threats. */
class JwtAttacksTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final String ISSUER = "https://app.example";
    private static final String TYPE = "reset-password+jwt";
    private static final String AUDIENCE = "reset-password";
    private static final String HEADER = header("ES256", "\"typ\":\"" + TYPE + "\"");
    private static final String CLAIMS =
            "{\"iss\":\"https://app.example\",\"aud\":\"reset-password\",\"sub\":\"admin\","
                    + "\"jti\":\"1\",\"iat\":1795168800,\"nbf\":1795168800,\"exp\":1795170600}";

    /** The order of P-256's base point. */
    private static final BigInteger ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    private final KeyRing ring = KeyRing.inMemory(RANDOM);
    private final JwtVerifier verifier = new JwtVerifier(ring, ISSUER, new TestClock(NOW));

    private static String header(String algorithm, String rest) {
        return "{\"alg\":\"" + algorithm + "\",\"kid\":\"1-es256\"," + rest + "}";
    }

    private static String encoded(String text) {
        return Base64Url.encode(text.getBytes(UTF_8));
    }

    /** Signed by the ring's own key, whatever stands in it. */
    private String signed(String header, String claims) {
        return signed(header, claims.getBytes(UTF_8));
    }

    private String signed(String header, byte[] claims) {
        SigningKey key = ring.signing();
        String text = encoded(header) + "." + Base64Url.encode(claims);
        return text + "." + Base64Url.encode(key.sign(text.getBytes(UTF_8), RANDOM));
    }

    private boolean accepts(String token) {
        return verifier.verify(token, TYPE, AUDIENCE).isPresent();
    }

    private void assertRefused(String token) {
        assertEquals(Optional.empty(), verifier.verify(token, TYPE, AUDIENCE));
    }

    private ECKey published() throws Exception {
        return JWKSet.parse(ring.published()).getKeyByKeyId("1-es256").toECKey();
    }

    @Test
    void the_token_that_the_attacks_change_is_good() {
        assertTrue(accepts(signed(HEADER, CLAIMS)));
    }

    /** Entry 63: CVE-2026-29000, CVE-2023-51774. */
    @Test
    void a_token_encrypted_to_the_public_key_is_not_taken_for_a_signed_one() throws Exception {
        String plain = encoded("{\"alg\":\"none\"}") + "." + encoded(CLAIMS) + ".";
        for (String inside : List.of(plain, signed(HEADER, CLAIMS), CLAIMS)) {
            JWEObject encrypted = new JWEObject(
                    new JWEHeader.Builder(JWEAlgorithm.ECDH_ES, EncryptionMethod.A256GCM)
                            .keyID("1-es256")
                            .type(new com.nimbusds.jose.JOSEObjectType(TYPE))
                            .contentType("JWT")
                            .build(),
                    new Payload(inside));
            encrypted.encrypt(new ECDHEncrypter(published().toECPublicKey()));
            assertRefused(encrypted.serialize());
        }
    }

    /** Entry 63. */
    @Test
    void a_token_inside_a_signed_token_is_not_opened() {
        assertRefused(signed(HEADER, signed(HEADER, CLAIMS)));
        assertRefused(signed(header("ES256", "\"typ\":\"" + TYPE + "\",\"cty\":\"JWT\""), CLAIMS));
    }

    /** Entry 64: CVE-2021-44878, CVE-2015-9235. */
    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE", "nOnE", "", " none", "none ", "n\\u006fne", "null"})
    void an_unsigned_token_is_refused(String none) {
        String header = header(none, "\"typ\":\"" + TYPE + "\"");
        String unsigned = encoded(header) + "." + encoded(CLAIMS);
        assertRefused(unsigned + ".");
        assertRefused(unsigned);
        assertRefused(signed(header, CLAIMS));
    }

    /** Entry 64: CVE-2020-28042. */
    @Test
    void a_token_without_its_signature_is_refused() {
        String token = signed(HEADER, CLAIMS);
        String text = token.substring(0, token.lastIndexOf('.'));
        for (String stripped : List.of(text + ".", text, text + "..", "." + token, token + ".", "", ".", "..", "...")) {
            assertRefused(stripped);
        }
    }

    /** Entry 64: CVE-2016-5431. */
    @Test
    void a_mac_made_with_the_public_key_is_refused() throws Exception {
        byte[] der = published().toECPublicKey().getEncoded();
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END PUBLIC KEY-----\n";
        List<byte[]> guesses = List.of(
                der,
                pem.getBytes(UTF_8),
                pem.strip().getBytes(UTF_8),
                ring.published().getBytes(UTF_8),
                published().toJSONString().getBytes(UTF_8),
                published().getX().decode());
        for (byte[] guess : guesses) {
            for (String algorithm : List.of("HS256", "HS384", "HS512", "hs256", "ES256")) {
                String text = encoded(header(algorithm, "\"typ\":\"" + TYPE + "\"")) + "." + encoded(CLAIMS);
                String name = algorithm.matches("[EH]S256|hs256") ? "HmacSHA256" : "HmacSHA" + algorithm.substring(2);
                Mac mac = Mac.getInstance(name);
                mac.init(new SecretKeySpec(guess, name));
                assertRefused(text + "." + Base64Url.encode(mac.doFinal(text.getBytes(UTF_8))));
            }
        }
    }

    /** Entry 64: whatever a header says, a key has its one algorithm. */
    @ParameterizedTest
    @ValueSource(strings = {"RS256", "PS256", "EdDSA", "Ed25519", "ES384", "ES512", "ES256K", "es256", "ES256 ", "*"})
    void an_algorithm_that_is_not_the_keys_own_is_refused(String algorithm) {
        assertRefused(signed(header(algorithm, "\"typ\":\"" + TYPE + "\""), CLAIMS));
    }

    /** Entry 64: CVE-2018-0114. */
    @Test
    void a_key_that_comes_with_the_token_is_not_used() throws Exception {
        KeyRing attacker = KeyRing.inMemory(RANDOM);
        String key = JWKSet.parse(attacker.published()).getKeys().get(0).toJSONString();
        for (String rest :
                List.of("\"jwk\":" + key, "\"x5c\":[\"MIIB\"]", "\"x5t\":\"AAAA\"", "\"x5t#S256\":\"AAAA\"")) {
            String text = encoded(header("ES256", "\"typ\":\"" + TYPE + "\"," + rest)) + "." + encoded(CLAIMS);
            byte[] signature = attacker.signing().sign(text.getBytes(UTF_8), RANDOM);
            assertRefused(text + "." + Base64Url.encode(signature));
            assertRefused(signed(header("ES256", "\"typ\":\"" + TYPE + "\"," + rest), CLAIMS));
        }
    }

    /** Entry 64: a trap stands where the header points. */
    @Test
    void no_address_in_a_header_is_asked_for_a_key() throws IOException {
        try (ServerSocket trap = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            String url = "http://127.0.0.1:" + trap.getLocalPort() + "/keys.json";
            for (String name : List.of("jku", "x5u", "jwks_uri", "kid")) {
                String rest = "\"typ\":\"" + TYPE + "\",\"" + name + "\":\"" + url + "\"";
                assertRefused(signed(header("ES256", rest), CLAIMS));
            }
            assertRefused(signed("{\"alg\":\"ES256\",\"kid\":\"" + url + "\",\"typ\":\"" + TYPE + "\"}", CLAIMS));
            trap.setSoTimeout(1);
            assertThrows(SocketTimeoutException.class, trap::accept, "nobody asked");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"crit\":[\"exp\"]",
                "\"crit\":[]",
                "\"b64\":false,\"crit\":[\"b64\"]",
                "\"b64\":false",
                "\"zip\":\"DEF\"",
                "\"enc\":\"A256GCM\"",
                "\"cty\":\"JWT\"",
                "\"alg\":\"ES256\"",
                "\"anything\":\"else\""
            })
    void a_header_that_says_more_than_ours_is_refused(String more) {
        assertRefused(signed(header("ES256", "\"typ\":\"" + TYPE + "\"," + more), CLAIMS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"kid\":\"1-es256\",\"typ\":\"reset-password+jwt\"}",
                "{\"alg\":\"ES256\",\"typ\":\"reset-password+jwt\"}",
                "{\"alg\":\"ES256\",\"kid\":\"1-es256\"}",
                "{\"alg\":\"ES256\",\"kid\":\"1-es256\",\"typ\":null}",
                "{\"alg\":\"ES256\",\"kid\":\"1-es256\",\"typ\":[\"reset-password+jwt\"]}",
                "{\"alg\":[\"ES256\"],\"kid\":\"1-es256\",\"typ\":\"reset-password+jwt\"}",
                "{\"alg\":\"ES256\",\"kid\":[\"1-es256\"],\"typ\":\"reset-password+jwt\"}",
                "{\"alg\":\"ES256\",\"kid\":1,\"typ\":\"reset-password+jwt\"}",
                "{\"alg\":\"ES256\",\"kid\":\"1-es256\",\"typ\":\"RESET-PASSWORD+JWT\"}",
                "{\"alg\":\"ES256\",\"kid\":\"1-es256\",\"typ\":\"JWT\"}",
                "[]",
                "null",
                "\"\"",
                "1",
                ""
            })
    void a_header_that_is_not_whole_is_refused(String header) {
        assertRefused(signed(header, CLAIMS));
    }

    /** Entry 65: CVE-2022-21449. */
    @Test
    void a_signature_whose_numbers_are_out_of_range_is_refused() {
        String token = signed(HEADER, CLAIMS);
        String text = token.substring(0, token.lastIndexOf('.') + 1);
        byte[] good = Base64Url.decode(token, text.length(), token.length());
        BigInteger r = new BigInteger(1, Arrays.copyOfRange(good, 0, 32));
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(good, 32, 64));
        BigInteger all = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);
        for (BigInteger bad : List.of(BigInteger.ZERO, ORDER, ORDER.add(BigInteger.ONE), all)) {
            assertRefused(text + pair(bad, bad));
            assertRefused(text + pair(r, bad));
            assertRefused(text + pair(bad, s));
        }
        assertRefused(text + pair(BigInteger.ONE, BigInteger.ONE));
        assertTrue(accepts(text + pair(r, s)));
        // As DER writes it, too short, too long, and nothing.
        for (byte[] bytes : List.of(
                new byte[] {0x30, 6, 2, 1, 1, 2, 1, 1},
                Arrays.copyOf(good, 63),
                Arrays.copyOf(good, 65),
                Arrays.copyOf(good, 128),
                new byte[1],
                new byte[64],
                new byte[0])) {
            assertRefused(text + Base64Url.encode(bytes));
        }
    }

    private static String pair(BigInteger r, BigInteger s) {
        byte[] bytes = new byte[64];
        put(r, bytes, 0);
        put(s, bytes, 32);
        return Base64Url.encode(bytes);
    }

    private static void put(BigInteger number, byte[] into, int at) {
        byte[] bytes = number.toByteArray();
        int length = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - length, into, at + 32 - length, length);
    }

    /** Entry 67: CVE-2026-45363. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "0-es256",
                "2-es256",
                "1-ES256",
                "1-es256 ",
                "1-es256\\u0000",
                "../../../../dev/null",
                "/dev/null",
                "keys.json",
                "' or '1'='1",
                "1-es256' union select 'secret",
                "%31-es256",
                "$(id)",
                "${jndi:ldap://127.0.0.1/x}"
            })
    void a_key_that_the_ring_does_not_have_is_refused_before_any_signature_is_looked_at(String kid) {
        Set<String> asked = new HashSet<>();
        String header = "{\"alg\":\"ES256\",\"kid\":\"" + kid + "\",\"typ\":\"" + TYPE + "\"}";
        String token = signed(header, CLAIMS);
        assertEquals(Optional.empty(), CompactJws.verified(token, id -> {
            asked.add(id);
            return ring.verifying(id);
        }));
        assertEquals(1, asked.size());
        assertRefused(token);
    }

    /** Entry 68: CVE-2025-30144. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"iss\":[\"https://app.example\"]",
                "\"iss\":[\"https://evil.example\",\"https://app.example\"]",
                "\"iss\":{\"https://app.example\":1}",
                "\"iss\":\"https://app.example/\"",
                "\"iss\":null",
                "\"aud\":[\"reset-password\"]",
                "\"aud\":[\"verify-email\",\"reset-password\"]",
                "\"aud\":\"reset-password \"",
                "\"aud\":null",
                "\"sub\":7",
                "\"sub\":[\"admin\"]",
                "\"sub\":null",
                "\"sub\":\"\"",
                "\"jti\":1",
                "\"jti\":true",
                "\"jti\":\"\"",
                "\"exp\":\"1795170600\"",
                "\"exp\":1795170600.0",
                "\"exp\":1.7951706e9",
                "\"exp\":[1795170600]",
                "\"exp\":null",
                "\"exp\":true",
                "\"exp\":-1795170600",
                "\"exp\":9223372036854775807",
                "\"exp\":99999999999999999999",
                "\"exp\":1e400",
                "\"exp\":NaN",
                "\"exp\":Infinity",
                "\"nbf\":\"0\"",
                "\"nbf\":null",
                "\"nbf\":1795168861",
                "\"nbf\":0.5",
                "\"iat\":\"1795168800\"",
                "\"iat\":null",
                "\"iat\":1795168861",
                "\"admin\":true",
                "\"roles\":[\"admin\"]",
                "\"nested\":{\"a\":1}"
            })
    void a_claim_of_another_json_type_or_value_is_refused(String claim) {
        String name = claim.substring(0, claim.indexOf(':'));
        String claims = CLAIMS.contains(name + ":")
                ? CLAIMS.replaceFirst(name + ":(\"[^\"]*\"|[0-9]+)", java.util.regex.Matcher.quoteReplacement(claim))
                : CLAIMS.replace("}", "," + claim + "}");
        assertRefused(signed(HEADER, claims));
    }

    /** Entry 68: each is needed. */
    @ParameterizedTest
    @ValueSource(strings = {"iss", "aud", "sub", "jti", "iat", "nbf", "exp"})
    void a_claim_that_is_missing_or_there_twice_is_refused(String name) {
        String without = CLAIMS.replaceFirst("\"" + name + "\":(\"[^\"]*\"|[0-9]+),?", "")
                .replace(",}", "}");
        assertRefused(signed(HEADER, without));
        String twice = CLAIMS.replaceFirst("(\"" + name + "\":(\"[^\"]*\"|[0-9]+))", "$1,$1");
        assertRefused(signed(HEADER, twice));
    }

    /** Entry 69: CVE-2025-53864. */
    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "[[[[{\"a\":"})
    void json_that_is_nested_deep_reaches_no_parser(String opening) {
        String deep = opening.repeat(100_000);
        assertRefused(signed(HEADER, deep));
        assertRefused(signed(deep, CLAIMS));
        // Within the length that is read, where a parser would have met it.
        String shallow = opening.repeat(4_000 / opening.length());
        assertRefused(signed(HEADER, shallow));
        assertRefused(signed(HEADER, CLAIMS.replace("}", ",\"x\":" + shallow)));
        assertRefused(signed(shallow, CLAIMS));
        assertEquals(null, FlatJson.read("{\"a\":[1]}".getBytes(UTF_8)));
        assertEquals(null, FlatJson.read("{\"a\":{}}".getBytes(UTF_8)));
        assertEquals(Map.of("a\\\"[{", "[{\\\""), FlatJson.read("{\"a\\\\\\\"[{\":\"[{\\\\\\\"\"}".getBytes(UTF_8)));
    }

    /** Entry 69: nothing of what is too long is read. */
    @Test
    void a_token_that_is_too_long_is_refused_whole() {
        String longest = CLAIMS.replace("}", ",\"x\":\"%s\"}");
        int room = 8192 - signed(HEADER, longest.replace("%s", "")).length();
        int fill = room * 3 / 4;
        assertTrue(accepts(signed(HEADER, longest.replace("%s", "x".repeat(fill - 3)))));
        assertRefused(signed(HEADER, longest.replace("%s", "x".repeat(fill + 3))));
        assertRefused("a".repeat(10_000_000));
        assertRefused(".".repeat(10_000_000));
    }

    /** Entry 69: CVE-2023-52428, CVE-2024-29371. */
    @Test
    void nothing_is_unpacked_and_no_password_is_stretched() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(packed)) {
            deflater.write(new byte[1_000_000]);
        }
        assertRefused(signed(header("ES256", "\"typ\":\"" + TYPE + "\",\"zip\":\"DEF\""), packed.toByteArray()));
        String pbes2 =
                encoded("{\"alg\":\"PBES2-HS512+A256KW\",\"enc\":\"A256GCM\",\"p2c\":2147483647,\"p2s\":\"AAAA\"}");
        assertRefused(pbes2 + ".AAAA.AAAA.AAAA.AAAA");
    }

    /** Entry 69: CVE-2019-17195. */
    @Test
    void no_bytes_whatever_come_out_as_an_exception() {
        byte[] token = signed(HEADER, CLAIMS).getBytes(UTF_8);
        for (int i = 0; i < 3000; i++) {
            byte[] broken = token.clone();
            for (int j = 0; j <= i % 4; j++) {
                broken[RANDOM.nextInt(broken.length)] = (byte) RANDOM.nextInt();
            }
            if (!MessageDigest.isEqual(broken, token)) {
                assertRefused(new String(broken, UTF_8));
            }
            byte[] noise = new byte[i % 200];
            RANDOM.nextBytes(noise);
            assertRefused(signed(HEADER, noise));
            assertRefused(new String(noise, UTF_8));
        }
        for (byte[] notUtf8 : List.of(new byte[] {'{', '"', (byte) 0xc0, (byte) 0x80, '"', ':', '1', '}'})) {
            assertRefused(signed(HEADER, notUtf8));
        }
    }

    /** Every token has one text, or a used one could be used again under another. */
    @Test
    void another_spelling_of_the_same_token_is_refused() {
        String token = signed(HEADER, CLAIMS);
        for (String other : List.of(
                " " + token,
                token + " ",
                token + "=",
                token + "\n",
                token.replace(".", "=."),
                token.replace('-', '+').replace('_', '/') + "=",
                token.substring(0, token.length() - 1) + other(token.charAt(token.length() - 1)))) {
            assertRefused(other);
        }
    }

    /** The last character of 64 bytes has four bits that mean nothing. */
    private static char other(char last) {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        return alphabet.charAt(alphabet.indexOf(last) ^ 1);
    }

    /** Entry 66: CVE-2017-12974. */
    @Test
    void a_key_that_is_not_on_the_curve_is_refused(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("keys.json");
        KeyRing.readOrCreate(file);
        String text = Files.readString(file);
        String x = JWKSet.parse(text).getKeyByKeyId("1-es256").toECKey().getX().toString();
        byte[] moved = Base64Url.decode(x, 0, x.length());
        moved[31] ^= 1;
        Files.writeString(file, text.replace(x, Base64Url.encode(moved)));
        if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        assertThrows(KeyRingException.class, () -> KeyRing.read(file));
    }
}
