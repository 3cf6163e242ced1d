package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.session.Proof;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** Ends one session of one's own, named in the path, or all but this one. */
final class EndSessionEndpoint implements Endpoint {
    private static final String REVOKE = "/revoke";
    private static final String OTHERS = "revoke-others";

    @Override
    public Set<String> methods() {
        return Set.of("POST");
    }

    @Override
    public void post(Exchange exchange, RequestBody.Fields fields) throws IOException, ServletException {
        Optional<Proof> proof = Fresh.proof(exchange, SessionsEndpoint.PATH);
        if (proof.isEmpty()) {
            return;
        }
        if (exchange.rest().equals(OTHERS)) {
            int ended = exchange.doorward().sessions().endOthers(proof.get().session(), exchange.client());
            done(exchange, exchange.messages().count("flash.sessions_ended", ended));
        } else if (end(exchange, proof.get().account())) {
            done(exchange, exchange.messages().text("flash.session_ended"));
        } else {
            exchange.problem(new Problem(404, "not_found"));
        }
    }

    private static boolean end(Exchange exchange, AccountId account) {
        String rest = exchange.rest();
        if (!rest.endsWith(REVOKE)) {
            return false;
        }
        // An account's id is written as a session's is.
        return AccountId.parse(rest.substring(0, rest.length() - REVOKE.length()))
                .map(id -> exchange.doorward().sessions().end(account, id.value(), exchange.client()))
                .orElse(false);
    }

    private static void done(Exchange exchange, String flash) {
        if (exchange.isProgram()) {
            exchange.nothing();
            return;
        }
        exchange.flash(flash);
        exchange.redirect(exchange.auth(SessionsEndpoint.PATH));
    }
}
