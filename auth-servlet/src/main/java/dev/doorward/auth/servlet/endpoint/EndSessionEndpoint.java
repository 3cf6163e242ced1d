package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.session.Proof;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Ends the session of one's own that the path names. */
final class EndSessionEndpoint implements Endpoint {
    private static final String BEFORE_ID = SessionsEndpoint.PATH + "/";
    private static final String AFTER_ID = "/revoke";

    /** What stands where the id belongs, or null in a path of another shape. */
    static @Nullable String sessionIn(String flow) {
        int end = flow.length() - AFTER_ID.length();
        boolean hasShape = flow.startsWith(BEFORE_ID) && flow.endsWith(AFTER_ID) && end > BEFORE_ID.length();
        String id = hasShape ? flow.substring(BEFORE_ID.length(), end) : "/";
        return id.contains("/") ? null : id;
    }

    @Override
    public Set<String> methods() {
        return Set.of("POST");
    }

    @Override
    public void post(Exchange exchange, RequestBody.Fields fields) throws IOException, ServletException {
        Optional<Proof> proof = FreshProof.require(exchange, SessionsEndpoint.PATH);
        if (proof.isEmpty()) {
            return;
        }
        UUID id = parsed(exchange.named());
        if (id != null && exchange.doorward().sessions().end(proof.get().account(), id, exchange.client())) {
            exchange.done(exchange.messages().text("flash.session_ended"), SessionsEndpoint.PATH);
        } else {
            exchange.problem(new Problem(404, "not_found"));
        }
    }

    private static @Nullable UUID parsed(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
