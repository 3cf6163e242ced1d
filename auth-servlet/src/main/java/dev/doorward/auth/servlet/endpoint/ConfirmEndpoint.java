package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.account.Reason;
import dev.doorward.auth.login.ConfirmResult;
import dev.doorward.auth.servlet.page.ConfirmPage;
import dev.doorward.auth.servlet.page.Form;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Asks somebody who is logged in for the password again, then lets them go on. */
final class ConfirmEndpoint implements FormEndpoint {
    private static final Set<String> FIELDS = Set.of("password", "next");

    @Override
    public boolean takes(String field) {
        return FIELDS.contains(field);
    }

    @Override
    public void get(Exchange exchange) throws IOException, ServletException {
        String next = Query.next(exchange.request());
        exchange.page(200, page(exchange, Form.of(Map.of("next", next))));
    }

    @Override
    public void post(Exchange exchange, RequestBody.Fields fields) throws IOException, ServletException {
        ConfirmResult result = exchange.doorward()
                .login()
                .confirm(exchange.requireSession(), fields.get("password"), exchange.client());
        if (result instanceof ConfirmResult.Confirmed confirmed) {
            confirmed(exchange, confirmed, exchange.next(fields.get("next")));
        } else if (result instanceof ConfirmResult.Refused refused) {
            refused(new RefusedForm(exchange, fields, form -> page(exchange, form)), refused, "password");
        }
    }

    private static void confirmed(Exchange exchange, ConfirmResult.Confirmed confirmed, String next)
            throws IOException {
        exchange.cookies(confirmed.issued());
        if (!exchange.isProgram()) {
            exchange.redirect(next);
            return;
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("session", JsonBodies.session(confirmed.issued().session()));
        body.put("next", next);
        exchange.json(200, body);
    }

    /** @param field where the password was typed */
    static void refused(RefusedForm form, ConfirmResult.Refused refused, String field)
            throws IOException, ServletException {
        Optional<Duration> retryAfter = refused.retryAfter();
        if (retryAfter.isPresent()) {
            form.untilLater(refused.code(), retryAfter.get());
        } else {
            // Whose password it is not is known here, unlike at a login.
            form.because(List.of(new Reason(field, "wrong_password", Map.of())));
        }
    }

    private static ConfirmPage page(Exchange exchange, Form form) {
        return new ConfirmPage(form, JsonBodies.loginName(exchange.requireSession()));
    }
}
