package dev.doorward.auth.jwt;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.doorward.auth.secret.Base64Url;
import dev.doorward.auth.secret.VerifyingKey;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A JWS in its compact form (RFC 7515 section 3.1), of which nothing counts before its signature does. */
final class CompactJws {

    /** Characters; what is longer is not looked at. A header field holds as much. */
    static final int MAXIMUM_LENGTH = 8192;

    static final String TYPE = "typ";
    static final String KEY_ID = "kid";
    static final String ALGORITHM = "alg";

    /**
     * All that a header may have. So there is no {@code jku}, {@code jwk}, {@code x5u} or {@code x5c} to bring a key
     * with, no {@code crit} to be misunderstood, no {@code zip} to unpack and no {@code b64} to change what is signed.
     */
    private static final Set<String> HEADERS = Set.of(ALGORITHM, KEY_ID, TYPE);

    private final @Nullable String type;
    private final byte[] payload;

    private CompactJws(@Nullable String type, byte[] payload) {
        this.type = type;
        this.payload = payload;
    }

    /** Null if the header has none. */
    @Nullable
    String type() {
        return type;
    }

    byte[] payload() {
        return payload;
    }

    /**
     * RFC 7515 section 5.2, with the key that {@code keys} has for the header's {@code kid}: empty unless the header is
     * one of ours, names a key that is known and that key's own algorithm, and the signature is the key's.
     */
    static Optional<CompactJws> verified(String text, Function<String, Optional<VerifyingKey>> keys) {
        int first = text.indexOf('.');
        int second = text.indexOf('.', first + 1);
        // Five parts would be a JWE (RFC 7516): what anybody may encrypt to a public key is signed by nobody.
        if (text.length() > MAXIMUM_LENGTH || first < 0 || second < 0 || text.indexOf('.', second + 1) >= 0) {
            return Optional.empty();
        }
        byte[] header = Base64Url.decode(text, 0, first);
        byte[] payload = Base64Url.decode(text, first + 1, second);
        byte[] signature = Base64Url.decode(text, second + 1, text.length());
        if (header == null || payload == null || signature == null) {
            return Optional.empty();
        }
        Map<String, Object> headers = FlatJson.read(header);
        if (headers == null
                || !HEADERS.containsAll(headers.keySet())
                || !(headers.get(KEY_ID) instanceof String keyId)
                || !(headers.get(ALGORITHM) instanceof String algorithm)) {
            return Optional.empty();
        }
        Object type = headers.get(TYPE);
        if (headers.containsKey(TYPE) && !(type instanceof String)) {
            return Optional.empty();
        }
        return keys.apply(keyId)
                .filter(key -> key.algorithm().equals(algorithm))
                .filter(key -> key.verify(text.substring(0, second).getBytes(US_ASCII), signature))
                .map(key -> new CompactJws((String) type, payload));
    }
}
