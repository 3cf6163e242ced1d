package dev.doorward.auth.servlet.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Set;

/** The public keys for whoever checks what this installation signs (RFC 7517 section 5). */
final class JwksEndpoint implements Endpoint {

    /** Less than the ten minutes after which a new key begins to sign, so that nobody meets a key it has not seen. */
    private static final int KEPT_SECONDS = 300;

    @Override
    public Set<String> methods() {
        return Set.of("GET");
    }

    @Override
    public void get(Exchange exchange) throws IOException {
        byte[] keys = exchange.doorward().keys().published().getBytes(UTF_8);
        exchange.keepPublicly("max-age=" + KEPT_SECONDS);
        exchange.response().setContentType("application/jwk-set+json");
        exchange.response().setContentLength(keys.length);
        exchange.response().getOutputStream().write(keys);
    }
}
