package dev.doorward.auth.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.secret.Base64Url;
import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.testing.TestClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwtTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final String ISSUER = "https://app.example/shop";
    private static final String TYPE = "reset-password+jwt";
    private static final String AUDIENCE = "reset-password";

    private final TestClock clock = new TestClock(NOW.plusMillis(789));
    private final KeyRing ring = KeyRing.inMemory(RANDOM);
    private final JwtIssuer issuer = new JwtIssuer(ring, ISSUER, clock, RANDOM);
    private final JwtVerifier verifier = new JwtVerifier(ring, ISSUER, clock);

    private static JwtClaims claims() {
        return new JwtClaims(
                TYPE, AUDIENCE, "account 7", "token 1", NOW.plusSeconds(1800), Map.of("email", "änn@example.com"));
    }

    private Optional<VerifiedJwt> verify(String token) {
        return verifier.verify(token, TYPE, AUDIENCE);
    }

    @Test
    void what_was_issued_comes_back() {
        VerifiedJwt jwt = verify(issuer.issue(claims())).orElseThrow();
        assertEquals(TYPE, jwt.type());
        assertEquals(AUDIENCE, jwt.audience());
        assertEquals("account 7", jwt.subject());
        assertEquals("token 1", jwt.id());
        assertEquals(NOW, jwt.issuedAt());
        assertEquals(NOW.plusSeconds(1800), jwt.expiresAt());
        assertEquals(Optional.of("änn@example.com"), jwt.text("email"));
        assertEquals(Optional.empty(), jwt.text("username"));
        assertEquals(Optional.empty(), jwt.text("iss"));
        assertEquals("VerifiedJwt[reset-password+jwt token 1]", jwt.toString());
    }

    @Test
    void a_token_looks_as_the_standard_says() {
        String[] parts = issuer.issue(claims()).split("\\.", -1);
        assertEquals(3, parts.length);
        assertEquals("{\"alg\":\"ES256\",\"kid\":\"1-es256\",\"typ\":\"reset-password+jwt\"}", text(parts[0]));
        assertEquals(
                "{\"iss\":\"https://app.example/shop\",\"aud\":\"reset-password\",\"sub\":\"account 7\","
                        + "\"jti\":\"token 1\",\"iat\":1795168800,\"nbf\":1795168800,\"exp\":1795170600,"
                        + "\"email\":\"änn@example.com\"}",
                text(parts[1]));
    }

    @Test
    void a_token_of_another_type_audience_issuer_or_ring_is_refused() {
        String token = issuer.issue(claims());
        assertTrue(verify(token).isPresent());
        assertRefused(verifier.verify(token, "verify-email+jwt", AUDIENCE));
        assertRefused(verifier.verify(token, TYPE, "verify-email"));
        assertRefused(new JwtVerifier(ring, "https://app.example", clock).verify(token, TYPE, AUDIENCE));
        assertRefused(new JwtVerifier(KeyRing.inMemory(RANDOM), ISSUER, clock).verify(token, TYPE, AUDIENCE));
        assertRefused(verifier.verify(null, TYPE, AUDIENCE));
    }

    @Test
    void a_token_is_refused_from_the_second_it_expires() {
        String token = issuer.issue(claims());
        clock.turn(Duration.ofMinutes(30).minusMillis(790));
        assertTrue(verify(token).isPresent());
        clock.turn(Duration.ofMillis(1));
        assertRefused(verify(token));
    }

    @Test
    void a_token_of_a_clock_more_than_a_minute_ahead_is_refused() {
        TestClock ahead = new TestClock(NOW.plusSeconds(60));
        JwtIssuer other = new JwtIssuer(ring, ISSUER, ahead, RANDOM);
        assertTrue(verify(other.issue(claims())).isPresent());
        ahead.turn(Duration.ofSeconds(1));
        assertRefused(verify(other.issue(claims())));
    }

    @Test
    void a_changed_character_anywhere_is_refused() {
        String token = issuer.issue(claims());
        for (int i = 0; i < token.length(); i++) {
            char changed = token.charAt(i) == 'A' ? 'B' : 'A';
            assertRefused(verify(token.substring(0, i) + changed + token.substring(i + 1)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "UPPER+jwt", "a b", "a/b", "a\nb", "ä"})
    void a_type_of_another_form_is_misuse(String type) {
        assertThrows(
                IllegalArgumentException.class,
                () -> new JwtClaims(type, AUDIENCE, "subject", "id", NOW.plusSeconds(1)));
    }

    @Test
    void a_claim_that_would_replace_a_registered_one_is_misuse() {
        for (String name : Claim.REGISTERED) {
            Map<String, String> texts = Map.of(name, "x");
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new JwtClaims(TYPE, AUDIENCE, "subject", "id", NOW.plusSeconds(1), texts));
        }
    }

    @Test
    void a_claim_that_would_come_back_changed_is_misuse() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new JwtClaims(TYPE, AUDIENCE, "subject", "id", NOW, Map.of("name", "half \ud83d")));
        assertThrows(IllegalArgumentException.class, () -> new JwtClaims(TYPE, "", "subject", "id", NOW));
    }

    @Test
    void a_token_longer_than_the_verifier_reads_is_not_issued() {
        Map<String, String> texts = Map.of("note", "x".repeat(6000));
        JwtClaims claims = new JwtClaims(TYPE, AUDIENCE, "subject", "id", NOW.plusSeconds(1), texts);
        assertThrows(IllegalArgumentException.class, () -> issuer.issue(claims));
    }

    @Test
    void the_published_keys_verify_a_token_and_hold_nothing_private() {
        String published = ring.published();
        assertTrue(published.contains("\"kid\":\"1-es256\""), published);
        assertFalse(published.contains("\"d\""), published);
        assertFalse(published.contains("oct"), published);
    }

    private static void assertRefused(Optional<VerifiedJwt> result) {
        assertEquals(Optional.empty(), result);
    }

    private static String text(String part) {
        return new String(Base64Url.decode(part, 0, part.length()), UTF_8);
    }
}
