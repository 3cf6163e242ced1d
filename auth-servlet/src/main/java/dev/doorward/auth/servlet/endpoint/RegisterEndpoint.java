package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.account.Registration;
import dev.doorward.auth.account.RegistrationResult;
import dev.doorward.auth.servlet.page.Form;
import dev.doorward.auth.servlet.page.RegisterPage;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Creates an account. Fields that are not the library's own go to the application's listener. */
final class RegisterEndpoint implements Endpoint {
    private static final Set<String> OWN = Set.of("username", "email", "password", "_csrf");

    @Override
    public Set<String> methods() {
        return Set.of("GET", "POST");
    }

    @Override
    public void get(Exchange exchange) throws IOException, ServletException {
        if (exchange.session().isPresent()) {
            exchange.redirect(exchange.next(null));
            return;
        }
        exchange.page(200, page(exchange, Form.empty()));
    }

    @Override
    public void post(Exchange exchange, RequestBody.Fields fields) throws IOException, ServletException {
        Map<String, String> extra = new HashMap<>(fields.values());
        extra.keySet().removeAll(OWN);
        RegistrationResult result = exchange.doorward()
                .accounts()
                .register(new Registration(
                        fields.get("username"), fields.get("email"), fields.get("password"), exchange.client(), extra));
        if (result instanceof RegistrationResult.Registered registered) {
            done(exchange, 201, Map.of("account", JsonBodies.account(registered.account())), "flash.registered");
        } else if (result instanceof RegistrationResult.VerificationSent) {
            done(exchange, 202, Map.of("status", "verification_sent"), "flash.verification_sent");
        } else if (result instanceof RegistrationResult.Refused refused) {
            refused(exchange, fields, refused);
        } else if (result instanceof RegistrationResult.Busy busy) {
            busy(exchange, fields, busy);
        }
    }

    private static void done(Exchange exchange, int status, Map<String, Object> body, String flash) throws IOException {
        if (exchange.isProgram()) {
            exchange.json(status, body);
            return;
        }
        exchange.flash(exchange.messages().text(flash));
        exchange.redirect(exchange.auth("/login"));
    }

    private static void refused(Exchange exchange, RequestBody.Fields fields, RegistrationResult.Refused refused)
            throws IOException, ServletException {
        if (exchange.isProgram()) {
            int status = refused.code().endsWith("_taken") ? 409 : 422;
            exchange.problem(new Problem(status, refused.code(), exchange.errors(refused.reasons()), Optional.empty()));
            return;
        }
        exchange.page(422, page(exchange, exchange.refused(fields.values(), refused.reasons())));
    }

    private static void busy(Exchange exchange, RequestBody.Fields fields, RegistrationResult.Busy busy)
            throws IOException, ServletException {
        if (exchange.isProgram()) {
            exchange.problem(Problem.busy(busy.retryAfter()));
            return;
        }
        exchange.retryAfter(busy.retryAfter());
        exchange.page(
                503,
                page(
                        exchange,
                        Form.of(fields.values()).withGeneral(exchange.messages().refusal("busy", Map.of()))));
    }

    private static RegisterPage page(Exchange exchange, Form form) {
        return new RegisterPage(
                form,
                exchange.settings().usernameOptional(),
                exchange.settings().minimumPasswordLength());
    }
}
