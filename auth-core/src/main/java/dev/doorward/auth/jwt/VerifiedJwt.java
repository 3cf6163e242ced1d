package dev.doorward.auth.jwt;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a token says, after every check was passed: signed by a key of the ring, of the type and for the audience that
 * were asked for, by this installation, and in its time. Only {@link JwtVerifier} makes one.
 *
 * <p>Not guaranteed: that it was not used before, and that what it says is still so.
 */
public final class VerifiedJwt {

    private final String type;
    private final String audience;
    private final String subject;
    private final String id;
    private final Instant issuedAt;
    private final Instant expiresAt;
    private final Map<String, String> texts;

    VerifiedJwt(JwtClaims claims, Instant issuedAt) {
        this.type = claims.type();
        this.audience = claims.audience();
        this.subject = claims.subject();
        this.id = claims.id();
        this.issuedAt = issuedAt;
        this.expiresAt = claims.expiresAt();
        this.texts = claims.texts();
    }

    /** The header's {@code typ}, as it was asked for. */
    public String type() {
        return type;
    }

    /** {@code aud}, as it was asked for. */
    public String audience() {
        return audience;
    }

    /** {@code sub}. */
    public String subject() {
        return subject;
    }

    /** {@code jti}. */
    public String id() {
        return id;
    }

    /** {@code iat}, in whole seconds; at most a minute ahead of this node's clock. */
    public Instant issuedAt() {
        return issuedAt;
    }

    /** {@code exp}, in whole seconds. */
    public Instant expiresAt() {
        return expiresAt;
    }

    /** A further claim; empty if the token has none of this name, and for the registered names. */
    public Optional<String> text(String claim) {
        return Optional.ofNullable(texts.get(claim));
    }

    /** Names the token only: what it says may be personal. */
    @Override
    public String toString() {
        return "VerifiedJwt[" + type + " " + id + "]";
    }
}
