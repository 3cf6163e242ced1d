package dev.doorward.auth.servlet.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.doorward.auth.jwt.JwtClaims;
import dev.doorward.auth.jwt.JwtIssuer;
import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.secret.KeyRotation;
import dev.doorward.auth.servlet.server.Reply;
import dev.doorward.auth.testing.TestClock;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The public keys, as whoever checks tokens elsewhere fetches them. */
final class JwksTest {
    private static final String PATH = "/.well-known/jwks.json";
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    Path directory;

    @Test
    void everybody_sees_the_public_keys_and_nothing_private() throws Exception {
        try (Site site = new Site()) {
            for (String accept : List.of("Accept: */*", Person.PAGES, "Accept: application/json")) {
                Reply reply = Contract.holds(site.server.get(PATH, accept));
                assertEquals(200, reply.status());
                assertEquals("application/jwk-set+json", reply.header("Content-Type"));
                assertEquals("public, max-age=300", reply.header("Cache-Control"));
                assertEquals(List.of(), reply.all("Set-Cookie"));
                JsonNode keys = Contract.json(reply).get("keys");
                assertEquals(1, keys.size());
                assertEquals(
                        Set.of("kty", "use", "crv", "kid", "x", "y", "alg"),
                        Set.copyOf(keys.get(0).propertyNames()));
            }
            assertEquals(
                    405,
                    Contract.holds(site.server.post(PATH, "{}", Program.JSON)).status());
        }
    }

    @Test
    void a_library_of_others_verifies_a_token_with_them_also_after_a_rotation() throws Exception {
        Path file = directory.resolve("keys.json");
        TestClock clock = new TestClock(Instant.parse("2026-11-20T12:00:00Z"));
        KeyRing ring = KeyRing.readOrCreate(file, RANDOM, clock);
        try (Site site = new Site("", builder -> builder.keys(ring).clock(clock))) {
            JwtIssuer issuer = new JwtIssuer(ring, "https://localhost", clock, RANDOM);
            JwtClaims claims = new JwtClaims(
                    "test+jwt", "test", "ada", "1", clock.instant().plus(Duration.ofDays(1)));
            String before = issuer.issue(claims);
            new KeyRotation(file, RANDOM, clock).rotate();
            ring.refresh();
            // Published ten minutes before it signs.
            JWKSet fetched = JWKSet.parse(site.server.get(PATH).body());
            clock.turn(Duration.ofMinutes(10));
            for (String token : List.of(before, issuer.issue(claims))) {
                SignedJWT jwt = SignedJWT.parse(token);
                assertTrue(jwt.verify(new ECDSAVerifier(
                        fetched.getKeyByKeyId(jwt.getHeader().getKeyID()).toECKey())));
            }
        }
    }
}
