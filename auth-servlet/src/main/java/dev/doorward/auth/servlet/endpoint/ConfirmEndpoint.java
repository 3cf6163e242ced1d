package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.login.ConfirmResult;
import dev.doorward.auth.login.LoginResult;
import dev.doorward.auth.servlet.page.ConfirmPage;
import dev.doorward.auth.servlet.page.Form;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Asks somebody who is logged in for the password again, then lets them go on. */
final class ConfirmEndpoint implements Endpoint {

    @Override
    public Set<String> methods() {
        return Set.of("GET", "POST");
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
        String next = exchange.next(fields.get("next"));
        if (result instanceof ConfirmResult.Confirmed confirmed) {
            exchange.cookies(confirmed.issued());
            if (!exchange.isProgram()) {
                exchange.redirect(next);
                return;
            }
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("session", JsonBodies.session(confirmed.issued().session()));
            body.put("next", next);
            exchange.json(200, body);
        } else if (result instanceof ConfirmResult.Refused refused) {
            refused(exchange, fields, refused);
        }
    }

    private static void refused(Exchange exchange, RequestBody.Fields fields, ConfirmResult.Refused refused)
            throws IOException, ServletException {
        boolean busy = refused.code().equals(LoginResult.Refused.BUSY);
        Optional<Duration> wait = refused.retryAfter();
        if (exchange.isProgram()) {
            exchange.problem(new Problem(busy ? 503 : 422, refused.code(), Map.of(), wait));
            return;
        }
        wait.ifPresent(exchange::retryAfter);
        Form typed = Form.of(fields.values());
        Form form = busy
                ? typed.withGeneral(exchange.messages().refusal(refused.code(), Map.of()))
                : typed.withError("password", exchange.messages().refusal("wrong_password", Map.of()));
        exchange.page(busy ? 503 : 422, page(exchange, form));
    }

    private static ConfirmPage page(Exchange exchange, Form form) {
        return new ConfirmPage(form, JsonBodies.loginName(exchange.requireSession()));
    }
}
