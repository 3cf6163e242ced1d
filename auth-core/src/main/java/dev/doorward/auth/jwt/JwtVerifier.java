package dev.doorward.auth.jwt;

import dev.doorward.auth.secret.KeyRing;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks tokens that {@link JwtIssuer} made, on this node or another, with any key the ring holds.
 *
 * <p>All of these are checked, always, and none is optional: the length before anything is read; the header, which has
 * {@code alg}, {@code kid} and {@code typ} and nothing else; the key, which only the ring has; the signature, by the
 * key's own algorithm; {@code typ} and {@code aud} against what the caller expects; {@code iss} against the
 * installation; {@code exp}, {@code nbf} and {@code iat} against the clock; the JSON type of each. A clock of another
 * node may be a minute ahead; expiry allows for nothing.
 *
 * <p>Instances are immutable and may be shared between threads.
 */
public final class JwtVerifier {

    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

    private final KeyRing ring;
    private final String issuer;
    private final Clock clock;

    /** @param issuer who must say so, {@code iss}: the base URL of the application */
    public JwtVerifier(KeyRing ring, String issuer, Clock clock) {
        if (issuer.isEmpty()) {
            throw new IllegalArgumentException("An issuer has a name");
        }
        this.ring = ring;
        this.issuer = issuer;
        this.clock = clock;
    }

    /**
     * What the token says, or empty for null and for whatever is not a token of this installation, of this type, for
     * this audience, and in its time. Which of them it was is not told: nobody who asks in good faith needs it.
     *
     * @param type a constant of the program
     */
    public Optional<VerifiedJwt> verify(@Nullable String token, String type, String audience) {
        if (token == null) {
            return Optional.empty();
        }
        return CompactJws.verified(token, ring::verifying)
                .filter(jws -> type.equals(jws.type()))
                .flatMap(jws -> claims(jws.payload(), type, audience));
    }

    /** RFC 7519 section 7.2 steps 10 and after. */
    private Optional<VerifiedJwt> claims(byte[] payload, String type, String audience) {
        Map<String, Object> json = FlatJson.read(payload);
        if (json == null
                || !issuer.equals(json.get(Claim.ISSUER))
                || !audience.equals(json.get(Claim.AUDIENCE))
                || !(json.get(Claim.SUBJECT) instanceof String subject)
                || !(json.get(Claim.ID) instanceof String id)
                || !(json.get(Claim.EXPIRES_AT) instanceof Long expiresAt)
                || !(json.get(Claim.NOT_BEFORE) instanceof Long notBefore)
                || !(json.get(Claim.ISSUED_AT) instanceof Long issuedAt)) {
            return Optional.empty();
        }
        Map<String, String> texts = new HashMap<>();
        for (Map.Entry<String, Object> member : json.entrySet()) {
            if (!Claim.REGISTERED.contains(member.getKey())) {
                if (!(member.getValue() instanceof String text)) {
                    return Optional.empty();
                }
                texts.put(member.getKey(), text);
            }
        }
        try {
            Instant now = clock.instant();
            Instant latest = now.plus(CLOCKS_DIFFER);
            Instant issued = Instant.ofEpochSecond(issuedAt);
            Instant expiry = Instant.ofEpochSecond(expiresAt);
            if (!now.isBefore(expiry)
                    || issued.isAfter(latest)
                    || Instant.ofEpochSecond(notBefore).isAfter(latest)) {
                return Optional.empty();
            }
            return Optional.of(new VerifiedJwt(new JwtClaims(type, audience, subject, id, expiry, texts), issued));
        } catch (DateTimeException | IllegalArgumentException e) {
            // A year beyond all calendars, or a text that no issuer writes.
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "JwtVerifier[" + issuer + "]";
    }
}
