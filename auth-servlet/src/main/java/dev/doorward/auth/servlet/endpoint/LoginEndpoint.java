package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.login.LoginAttempt;
import dev.doorward.auth.login.LoginResult;
import dev.doorward.auth.servlet.cookie.CookieName;
import dev.doorward.auth.servlet.page.Form;
import dev.doorward.auth.servlet.page.LoginPage;
import dev.doorward.auth.session.IssuedSession;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Logs in by username or address and password. */
final class LoginEndpoint implements FormEndpoint {
    private static final Set<String> FIELDS = Set.of("login", "password", "remember", "next");

    @Override
    public boolean takes(String field) {
        return FIELDS.contains(field);
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
        LoginAttempt attempt = new LoginAttempt(
                fields.get("login"), fields.get("password"), fields.isSet("remember"), exchange.client());
        LoginResult result = exchange.doorward()
                .login()
                .withPassword(attempt, exchange.session().orElse(null));
        if (result instanceof LoginResult.LoggedIn loggedIn) {
            loggedIn(exchange, loggedIn.issued(), exchange.next(fields.get("next")));
        } else if (result instanceof LoginResult.Refused refused) {
            RefusedForm form = new RefusedForm(exchange, fields, typed -> page(exchange, typed));
            Optional<Duration> retryAfter = refused.retryAfter();
            if (retryAfter.isPresent()) {
                form.untilLater(refused.code(), retryAfter.get());
            } else {
                form.becauseNobodyFits(refused.code());
            }
        }
    }

    private static LoginPage page(Exchange exchange, Form form) {
        boolean sendsMail = exchange.settings().sendsMail();
        return new LoginPage(form, exchange.settings().loginLink() && sendsMail, sendsMail);
    }

    /** Whoever has got in, by whatever way: into the cookies with the tokens, and on. */
    static void loggedIn(Exchange exchange, IssuedSession issued, String next) throws IOException {
        if (issued.remembered().isEmpty()) {
            exchange.forget(CookieName.REMEMBER);
        }
        exchange.cookies(issued);
        if (!exchange.isProgram()) {
            exchange.redirect(next);
            return;
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("account", JsonBodies.account(exchange.doorward(), issued.session()));
        body.put("session", JsonBodies.session(issued.session()));
        body.put("next", next);
        exchange.json(200, body);
    }
}
