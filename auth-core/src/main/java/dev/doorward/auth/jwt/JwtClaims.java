package dev.doorward.auth.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a token shall say. The issuer adds who says it, and when.
 *
 * @param type the header's {@code typ}, which keeps one kind of token from being taken for another (RFC 8725 section
 *     3.11): a constant of the program such as {@code reset-password+jwt}, of at most 64 lower-case letters, digits and
 *     {@code . + -}
 * @param audience whom it is for, {@code aud}
 * @param subject whom it is about, {@code sub}
 * @param id its own name, {@code jti}: what a token that may be used once is remembered by
 * @param expiresAt the first moment at which it is no longer valid, {@code exp}; cut to whole seconds
 * @param texts further claims by their names, which are none of the registered ones
 */
public record JwtClaims(
        String type, String audience, String subject, String id, Instant expiresAt, Map<String, String> texts) {

    private static final Pattern TYPE = Pattern.compile("[a-z0-9.+-]{1,64}");

    /**
     * @throws IllegalArgumentException if the type has another form, a required text is empty, a further claim has a
     *     registered name, or a text cannot be written in UTF-8
     */
    public JwtClaims {
        texts = Map.copyOf(texts);
        if (!TYPE.matcher(type).matches()) {
            throw new IllegalArgumentException("A type has 1 to 64 characters of a-z, 0-9 and . + -");
        }
        require(audience, Claim.AUDIENCE);
        require(subject, Claim.SUBJECT);
        require(id, Claim.ID);
        texts.forEach((name, text) -> {
            if (name.isEmpty() || Claim.REGISTERED.contains(name)) {
                throw new IllegalArgumentException("The claim \"" + name + "\" is not free to use");
            }
            refuseUnwritable(name, name);
            refuseUnwritable(text, name);
        });
    }

    /** Without further claims. */
    public JwtClaims(String type, String audience, String subject, String id, Instant expiresAt) {
        this(type, audience, subject, id, expiresAt, Map.of());
    }

    private static void require(String text, String name) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("The claim \"" + name + "\" is empty");
        }
        refuseUnwritable(text, name);
    }

    /** Half of a surrogate pair would be read back as a question mark. */
    private static void refuseUnwritable(String text, String name) {
        if (!UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException("The claim \"" + name + "\" holds half a character");
        }
    }
}
