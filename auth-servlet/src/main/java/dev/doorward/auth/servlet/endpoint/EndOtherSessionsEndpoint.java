package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.session.Proof;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** Ends every session of one's own but this one. */
final class EndOtherSessionsEndpoint implements Endpoint {
    static final String PATH = SessionsEndpoint.PATH + "/revoke-others";

    @Override
    public Set<String> methods() {
        return Set.of("POST");
    }

    @Override
    public void post(Exchange exchange, RequestBody.Fields fields) throws IOException, ServletException {
        Optional<Proof> proof = FreshProof.require(exchange, SessionsEndpoint.PATH);
        if (proof.isPresent()) {
            int ended = exchange.doorward().sessions().endOthers(proof.get().session(), exchange.client());
            exchange.done(exchange.messages().count("flash.sessions_ended", ended), SessionsEndpoint.PATH);
        }
    }
}
