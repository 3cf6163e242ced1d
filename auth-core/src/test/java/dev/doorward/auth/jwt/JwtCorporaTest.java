package dev.doorward.auth.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.util.Base64URL;
import dev.doorward.auth.secret.Base64Url;
import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.secret.KeyRingException;
import dev.doorward.auth.secret.Rings;
import dev.doorward.auth.secret.VerifyingKey;
import dev.doorward.auth.testing.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Tokens and secrets that others collected. */
class JwtCorporaTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SecureRandom RANDOM = new SecureRandom();

    /** What is refused although it is valid: other algorithms than ours, and messages without what we ask for. */
    private record Judged(int accepted, int wronglyAccepted, List<String> validRefused) {}

    @Test
    void no_invalid_signature_of_wycheproof_is_accepted_and_the_valid_ones_of_our_algorithms_are() throws IOException {
        Judged judged = judge("json_web_signature_test.json");
        assertEquals(0, judged.wronglyAccepted());
        assertTrue(judged.accepted() > 0);
        for (String refused : judged.validRefused()) {
            assertTrue(refused.matches("(HS256|[RP]S(384|512)) .*"), refused);
        }
    }

    @Test
    void no_invalid_key_of_wycheproof_is_used() throws IOException {
        assertEquals(0, judge("json_web_key_test.json").wronglyAccepted());
        Judged mixed = judge("json_web_crypto_test.json");
        assertEquals(0, mixed.wronglyAccepted());
        assertEquals(0, mixed.accepted());
    }

    @Test
    void nothing_encrypted_of_wycheproof_is_accepted() throws IOException {
        Judged judged = judge("json_web_encryption_test.json");
        assertEquals(0, judged.wronglyAccepted());
        assertEquals(0, judged.accepted());
    }

    private Judged judge(String file) throws IOException {
        int accepted = 0;
        int wronglyAccepted = 0;
        List<String> validRefused = new ArrayList<>();
        JsonNode root =
                JSON.readTree(Files.readString(corpora().resolve("wycheproof").resolve(file), UTF_8));
        for (JsonNode group : root.get("testGroups")) {
            Map<String, VerifyingKey> keys = keys(group.has("private") ? group.get("private") : group.get("public"));
            for (JsonNode test : group.get("tests")) {
                JsonNode given = test.get(test.has("jws") ? "jws" : "jwe");
                // Some are in the JSON form of JWS, which is none of ours.
                String token = given.isString() ? given.asString() : given.toString();
                boolean accepts = CompactJws.verified(token, id -> Optional.ofNullable(keys.get(id)))
                        .isPresent();
                boolean valid = test.get("result").asString().equals("valid");
                accepted += accepts ? 1 : 0;
                wronglyAccepted += accepts && !valid ? 1 : 0;
                if (valid && !accepts) {
                    validRefused.add(algorithm(token) + " " + test.get("tcId"));
                }
            }
        }
        return new Judged(accepted, wronglyAccepted, validRefused);
    }

    private static String algorithm(String token) {
        String[] parts = token.split("\\.", -1);
        byte[] header = Base64Url.decode(parts[0], 0, parts[0].length());
        return header == null ? "" : JSON.readTree(header).path("alg").asString();
    }

    /** Of one key or a set of them, those that a ring takes. */
    private static Map<String, VerifyingKey> keys(JsonNode jwks) {
        List<JsonNode> all = new ArrayList<>();
        if (jwks.has("keys")) {
            jwks.get("keys").forEach(all::add);
        } else {
            all.add(jwks);
        }
        Map<String, VerifyingKey> keys = new HashMap<>();
        all.forEach(one -> key(one).ifPresent(key -> keys.put(key.id(), key)));
        return keys;
    }

    private static Optional<VerifyingKey> key(JsonNode jwk) {
        try {
            return Optional.of(Rings.verifying(JWK.parse(jwk.toString())));
        } catch (ParseException | RuntimeException e) {
            return Optional.empty();
        }
    }

    @Test
    void no_token_signed_with_a_well_known_secret_is_accepted() throws Exception {
        TestClock clock = new TestClock(Instant.parse("2026-11-20T10:00:00Z"));
        JwtVerifier verifier = new JwtVerifier(KeyRing.inMemory(RANDOM), "https://app.example", clock);
        String header = "{\"alg\":\"HS256\",\"kid\":\"%s\",\"typ\":\"test+jwt\"}";
        String claims = "{\"iss\":\"https://app.example\",\"aud\":\"test\",\"sub\":\"admin\",\"jti\":\"1\","
                + "\"iat\":1795168800,\"nbf\":1795168800,\"exp\":1795170600}";
        for (String secret : secrets()) {
            for (String kid : List.of("1", "1-es256")) {
                String text = Base64Url.encode(header.formatted(kid).getBytes(UTF_8)) + "."
                        + Base64Url.encode(claims.getBytes(UTF_8));
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
                String token = text + "." + Base64Url.encode(mac.doFinal(text.getBytes(UTF_8)));
                assertEquals(Optional.empty(), verifier.verify(token, "test+jwt", "test"));
            }
        }
    }

    /** Whatever somebody puts into the file by hand: too short, too long, or text. */
    @Test
    void no_well_known_secret_is_taken_for_a_root_key(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("keys.json");
        KeyRing.readOrCreate(file);
        for (String secret : secrets()) {
            String cut = secret.substring(0, Math.min(secret.length(), 32));
            for (byte[] key : List.of(secret.getBytes(UTF_8), cut.getBytes(UTF_8))) {
                Files.writeString(
                        file, "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"1\",\"k\":\"" + Base64URL.encode(key) + "\"}]}");
                if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
                    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
                }
                assertThrows(KeyRingException.class, () -> KeyRing.read(file), secret);
            }
        }
    }

    private static List<String> secrets() throws IOException {
        List<String> secrets = new ArrayList<>();
        for (String file : List.of("jwt_weak_secrets_ge32bytes.txt", "jwt_weak_secrets_short_first2000.txt")) {
            Files.readAllLines(corpora().resolve(file), UTF_8).stream()
                    .filter(line -> !line.isEmpty())
                    .forEach(secrets::add);
        }
        return secrets;
    }

    private static Path corpora() {
        String corpora = System.getProperty("corpora.dir", "");
        assumeTrue(!corpora.isEmpty() && !corpora.startsWith("$"), "no corpora: set -Dcorpora.dir");
        return Path.of(corpora);
    }
}
