package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.session.Proof;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The proof that a change to an account needs: a fresh session's own, or a confirmation first. */
final class FreshProof {
    private FreshProof() {}

    /**
     * The proof, or empty after the answer was given: people are asked to confirm and come back to {@code path},
     * programs are told.
     */
    static Optional<Proof> require(Exchange exchange, String path) throws IOException, ServletException {
        Optional<Proof> proof = exchange.doorward().login().proofOf(exchange.requireSession());
        if (proof.isEmpty()) {
            askToConfirm(exchange, path);
        }
        return proof;
    }

    static void askToConfirm(Exchange exchange, String path) throws IOException, ServletException {
        if (exchange.isProgram()) {
            exchange.deny(401, "fresh_login_needed", path + " needs a login or confirmation within the last minutes");
        } else {
            String next = URLEncoder.encode(exchange.auth(path), StandardCharsets.UTF_8);
            exchange.redirect(exchange.auth("/confirm") + "?next=" + next);
        }
    }
}
