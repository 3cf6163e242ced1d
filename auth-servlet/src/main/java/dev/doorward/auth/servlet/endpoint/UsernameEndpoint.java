package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.account.ChangeResult;
import dev.doorward.auth.servlet.page.Form;
import dev.doorward.auth.servlet.page.UsernamePage;
import dev.doorward.auth.session.Proof;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Changes the username. */
final class UsernameEndpoint implements FormEndpoint {
    static final String PATH = "/account/username";

    @Override
    public boolean takes(String field) {
        return field.equals("username");
    }

    /** Asks for the proof before there is anything typed to lose. */
    @Override
    public void get(Exchange exchange) throws IOException, ServletException {
        if (FreshProof.require(exchange, PATH).isPresent()) {
            exchange.page(200, page(exchange, Form.empty()));
        }
    }

    @Override
    public void post(Exchange exchange, RequestBody.Fields fields) throws IOException, ServletException {
        Optional<Proof> proof = FreshProof.require(exchange, PATH);
        if (proof.isEmpty()) {
            return;
        }
        ChangeResult result =
                exchange.doorward().accounts().changeUsername(proof.get(), fields.get("username"), exchange.client());
        if (result instanceof ChangeResult.Changed changed) {
            exchange.cookies(changed.issued());
            if (exchange.isProgram()) {
                exchange.json(200, Map.of("account", JsonBodies.account(changed.account())));
                return;
            }
            exchange.flash(exchange.messages()
                    .text(
                            "flash.username_changed",
                            Map.of(
                                    "username",
                                    Objects.toString(changed.account().username(), ""))));
            exchange.redirect(exchange.auth("/account"));
        } else {
            new RefusedForm(exchange, fields, form -> page(exchange, form)).because(result, PATH);
        }
    }

    private static UsernamePage page(Exchange exchange, Form form) {
        return new UsernamePage(form, exchange.requireSession().username());
    }
}
