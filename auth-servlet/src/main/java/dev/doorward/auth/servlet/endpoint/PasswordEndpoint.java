package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.account.ChangeResult;
import dev.doorward.auth.account.Reason;
import dev.doorward.auth.login.ConfirmResult;
import dev.doorward.auth.login.LoginResult;
import dev.doorward.auth.servlet.page.Form;
import dev.doorward.auth.servlet.page.PasswordPage;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Changes the password. The current one, typed beside the new one, is the proof. */
final class PasswordEndpoint implements Endpoint {
    private static final String PATH = "/account/password";

    @Override
    public Set<String> methods() {
        return Set.of("GET", "POST");
    }

    @Override
    public void get(Exchange exchange) throws IOException, ServletException {
        exchange.page(200, page(exchange, Form.empty()));
    }

    @Override
    public void post(Exchange exchange, RequestBody.Fields fields) throws IOException, ServletException {
        ConfirmResult confirmed = exchange.doorward()
                .login()
                .confirm(exchange.requireSession(), fields.get("current_password"), exchange.client());
        if (confirmed instanceof ConfirmResult.Refused refused) {
            Changes.refused(exchange, PATH, asChange(refused), form -> page(exchange, form), fields);
        } else if (confirmed instanceof ConfirmResult.Confirmed proven) {
            change(exchange, fields, proven);
        }
    }

    private static void change(Exchange exchange, RequestBody.Fields fields, ConfirmResult.Confirmed confirmed)
            throws IOException, ServletException {
        ChangeResult result = exchange.doorward()
                .accounts()
                .changePassword(confirmed.proof(), fields.get("password"), exchange.client());
        if (result instanceof ChangeResult.Changed changed) {
            exchange.cookies(changed.issued());
            if (exchange.isProgram()) {
                exchange.json(200, Map.of("account", JsonBodies.account(changed.account())));
                return;
            }
            exchange.flash(exchange.messages().text("flash.password_changed"));
            exchange.redirect(exchange.auth("/account"));
        } else {
            // The confirmation renewed the session whatever became of the change.
            exchange.cookies(confirmed.issued());
            Changes.refused(exchange, PATH, result, form -> page(exchange, form), fields);
        }
    }

    /** A wrong current password reads like any other field that is wrong. */
    private static ChangeResult asChange(ConfirmResult.Refused refused) {
        if (refused.code().equals(LoginResult.Refused.BUSY)) {
            return new ChangeResult.Busy(refused.retryAfter().orElseThrow());
        }
        Reason wrong = new Reason("current_password", "wrong_password", Map.of());
        return new ChangeResult.Refused(refused.code(), List.of(wrong));
    }

    private static PasswordPage page(Exchange exchange, Form form) {
        return new PasswordPage(
                form,
                JsonBodies.loginName(exchange.requireSession()),
                exchange.settings().minimumPasswordLength());
    }
}
