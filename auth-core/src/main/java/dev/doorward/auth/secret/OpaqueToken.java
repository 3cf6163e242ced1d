package dev.doorward.auth.secret;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a browser or program carries to be known again: {@code id.secret}. The id finds the row, the secret (192 random
 * bits) is compared by {@link TokenMac}.
 *
 * <p>The text has 55 characters: 16 bytes of id and 24 bytes of secret in base64url without padding, with a dot between
 * them. Every token has exactly one text. That a text parses says only that it has this form.
 */
public final class OpaqueToken {

    /** Characters of every token's text. */
    public static final int LENGTH = 55;

    private static final int SECRET_LENGTH = 24;
    private static final int ID_CHARACTERS = 22;

    private final UUID id;
    private final byte[] secret;

    private OpaqueToken(UUID id, byte[] secret) {
        this.id = id;
        this.secret = secret;
    }

    /** A token with this id and a new secret. */
    public static OpaqueToken random(UUID id, SecureRandom random) {
        byte[] secret = new byte[SECRET_LENGTH];
        random.nextBytes(secret);
        return new OpaqueToken(id, secret);
    }

    /** The token that {@code text} spells, or empty for null and for anything that {@link #text()} would not return. */
    public static Optional<OpaqueToken> parse(@Nullable String text) {
        if (text == null || text.length() != LENGTH || text.charAt(ID_CHARACTERS) != '.') {
            return Optional.empty();
        }
        byte[] id = Base64Url.decode(text, 0, ID_CHARACTERS);
        byte[] secret = Base64Url.decode(text, ID_CHARACTERS + 1, LENGTH);
        if (id == null || secret == null) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.wrap(id);
        return Optional.of(new OpaqueToken(new UUID(bytes.getLong(), bytes.getLong()), secret));
    }

    /** Not secret: the primary key of the token's row. */
    public UUID id() {
        return id;
    }

    /** 24 bytes, the caller's own copy. */
    public byte[] secret() {
        return secret.clone();
    }

    /** The whole token, secret included: for a cookie or an answer's body, never for a log or a table. */
    public String text() {
        byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
        return Base64Url.encode(bytes) + "." + Base64Url.encode(secret);
    }

    /** Compares in constant time. */
    @Override
    public boolean equals(Object other) {
        return other instanceof OpaqueToken token && id.equals(token.id) && MessageDigest.isEqual(secret, token.secret);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** Hides the secret. */
    @Override
    public String toString() {
        return "OpaqueToken[" + id + "]";
    }
}
