package dev.doorward.auth.jwt;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.doorward.auth.secret.Base64Url;
import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.secret.SigningKey;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Signs tokens with the ring's current signing key.
 *
 * <p>Guaranteed: what it issues is at most 8192 characters of the letters, digits and {@code - _ .} that a URL and a
 * header may hold. Not guaranteed: secrecy, for whoever has a token can read it.
 *
 * <p>Instances are immutable and may be shared between threads.
 */
public final class JwtIssuer {

    private final KeyRing ring;
    private final String issuer;
    private final Clock clock;
    private final SecureRandom random;

    /** @param issuer who says so, {@code iss}: the base URL of the application */
    public JwtIssuer(KeyRing ring, String issuer, Clock clock, SecureRandom random) {
        if (issuer.isEmpty()) {
            throw new IllegalArgumentException("An issuer has a name");
        }
        this.ring = ring;
        this.issuer = issuer;
        this.clock = clock;
        this.random = random;
    }

    /**
     * A token that says this from now until it expires.
     *
     * @throws IllegalArgumentException if it would be longer than {@link JwtVerifier} reads
     */
    public String issue(JwtClaims claims) {
        SigningKey key = ring.signing();
        Map<String, Object> header = new LinkedHashMap<>();
        header.put(CompactJws.ALGORITHM, key.algorithm());
        header.put(CompactJws.KEY_ID, key.id());
        header.put(CompactJws.TYPE, claims.type());
        long now = clock.instant().getEpochSecond();
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put(Claim.ISSUER, issuer);
        payload.put(Claim.AUDIENCE, claims.audience());
        payload.put(Claim.SUBJECT, claims.subject());
        payload.put(Claim.ID, claims.id());
        payload.put(Claim.ISSUED_AT, now);
        payload.put(Claim.NOT_BEFORE, now);
        payload.put(Claim.EXPIRES_AT, claims.expiresAt().getEpochSecond());
        payload.putAll(claims.texts());
        String text = Base64Url.encode(FlatJson.write(header)) + "." + Base64Url.encode(FlatJson.write(payload));
        String token = text + "." + Base64Url.encode(key.sign(text.getBytes(US_ASCII), random));
        if (token.length() > CompactJws.MAXIMUM_LENGTH) {
            throw new IllegalArgumentException("A token of " + token.length() + " characters is too long");
        }
        return token;
    }

    @Override
    public String toString() {
        return "JwtIssuer[" + issuer + "]";
    }
}
