package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.account.Reason;
import dev.doorward.auth.login.LoginResult;
import dev.doorward.auth.servlet.cookie.CookieName;
import dev.doorward.auth.servlet.page.Form;
import dev.doorward.auth.servlet.page.LoginCodePage;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Logs in the browser that asked for a login link by the code that the link showed in another one. */
final class LoginCodeEndpoint implements FormEndpoint {
    static final String PATH = "/login-link/code";

    @Override
    public boolean takes(String field) {
        return field.equals("code");
    }

    @Override
    public void get(Exchange exchange) throws IOException, ServletException {
        if (exchange.settings().loginLink()) {
            exchange.page(200, page(exchange, Form.empty()));
        } else {
            exchange.problem(new Problem(404, "not_found"));
        }
    }

    @Override
    public void post(Exchange exchange, RequestBody.Fields fields) throws IOException, ServletException {
        if (!exchange.settings().loginLink()) {
            exchange.problem(new Problem(404, "not_found"));
            return;
        }
        LoginResult result = exchange.doorward()
                .login()
                .withCode(
                        exchange.cookie(CookieName.PENDING),
                        fields.get("code"),
                        exchange.client(),
                        exchange.session().orElse(null));
        if (result instanceof LoginResult.LoggedIn loggedIn) {
            exchange.forget(CookieName.PENDING);
            LoginEndpoint.loggedIn(exchange, loggedIn.issued(), exchange.next(exchange.takeNext()));
        } else if (result instanceof LoginResult.Refused refused) {
            RefusedForm form = new RefusedForm(exchange, fields, typed -> page(exchange, typed));
            Optional<Duration> retryAfter = refused.retryAfter();
            if (retryAfter.isPresent()) {
                form.untilLater(refused.code(), retryAfter.get());
            } else {
                form.because(List.of(new Reason("code", refused.code(), Map.of())));
            }
        }
    }

    /** Its links lead to other forms, and these know no cookie. */
    private static LoginCodePage page(Exchange exchange, Form form) {
        Map<String, String> values = new LinkedHashMap<>(form.values());
        values.put("next", Objects.toString(exchange.keptNext(), ""));
        return new LoginCodePage(new Form(values, form.errors(), form.general()), exchange.developmentInbox());
    }
}
