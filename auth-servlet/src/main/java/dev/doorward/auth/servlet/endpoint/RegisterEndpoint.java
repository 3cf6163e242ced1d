package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.account.Reason;
import dev.doorward.auth.account.Registration;
import dev.doorward.auth.account.RegistrationResult;
import dev.doorward.auth.servlet.page.Form;
import dev.doorward.auth.servlet.page.RegisterPage;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Creates an account. */
final class RegisterEndpoint implements Endpoint {

    @Override
    public Set<String> methods() {
        return Set.of("GET", "POST");
    }

    /** Whatever is not its own is the application's. */
    @Override
    public boolean takes(String field) {
        return true;
    }

    @Override
    public void get(Exchange exchange) throws IOException, ServletException {
        String next = Query.next(exchange.request());
        if (exchange.session().isPresent()) {
            exchange.redirect(exchange.next(next));
            return;
        }
        exchange.page(200, page(exchange, Form.of(Map.of("next", next))));
    }

    @Override
    public void post(Exchange exchange, RequestBody.Fields fields) throws IOException, ServletException {
        RefusedForm form = new RefusedForm(exchange, fields, typed -> page(exchange, typed));
        ExtraFields extra = ExtraFields.of(fields);
        List<Reason> reasons = extra.reasons();
        if (!reasons.isEmpty()) {
            form.because(reasons);
            return;
        }
        RegistrationResult result = exchange.doorward()
                .accounts()
                .register(new Registration(
                        fields.get("username"),
                        fields.get("email"),
                        fields.get("password"),
                        exchange.client(),
                        extra.values()));
        if (result instanceof RegistrationResult.Registered registered) {
            Map<String, Object> body = Map.of("account", JsonBodies.account(registered.account()));
            done(exchange, 201, body, "flash.registered", fields.get("next"));
        } else if (result instanceof RegistrationResult.VerificationSent) {
            Map<String, Object> body = Map.of("status", "verification_sent");
            done(exchange, 202, body, "flash.verification_sent", fields.get("next"));
        } else if (result instanceof RegistrationResult.Refused refused) {
            form.because(refused.reasons());
        } else if (result instanceof RegistrationResult.Busy busy) {
            form.becauseBusy(busy.retryAfter());
        }
    }

    private static void done(
            Exchange exchange, int status, Map<String, Object> body, String flash, @Nullable String next)
            throws IOException {
        if (exchange.isProgram()) {
            exchange.json(status, body);
            return;
        }
        exchange.flash(exchange.messages().text(flash));
        exchange.redirect(exchange.loginOnTheWayTo(next));
    }

    private static RegisterPage page(Exchange exchange, Form form) {
        return new RegisterPage(
                form,
                exchange.settings().usernameOptional(),
                exchange.settings().minimumPasswordLength());
    }
}
