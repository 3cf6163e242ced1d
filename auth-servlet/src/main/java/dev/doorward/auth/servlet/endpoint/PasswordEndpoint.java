package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.account.ChangeResult;
import dev.doorward.auth.login.ConfirmResult;
import dev.doorward.auth.servlet.page.Form;
import dev.doorward.auth.servlet.page.PasswordPage;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/** Changes the password. The current one, typed beside the new one, is the proof. */
final class PasswordEndpoint implements FormEndpoint {
    static final String PATH = "/account/password";

    private static final Set<String> FIELDS = Set.of("current_password", "password");

    @Override
    public boolean takes(String field) {
        return FIELDS.contains(field);
    }

    @Override
    public void get(Exchange exchange) throws IOException, ServletException {
        exchange.page(200, page(exchange, Form.empty()));
    }

    @Override
    public void post(Exchange exchange, RequestBody.Fields fields) throws IOException, ServletException {
        RefusedForm form = new RefusedForm(exchange, fields, typed -> page(exchange, typed));
        ConfirmResult result = exchange.doorward()
                .login()
                .confirm(exchange.requireSession(), fields.get("current_password"), exchange.client());
        if (result instanceof ConfirmResult.Refused refused) {
            ConfirmEndpoint.refused(form, refused, "current_password");
        } else if (result instanceof ConfirmResult.Confirmed confirmed) {
            change(exchange, fields, form, confirmed);
        }
    }

    private static void change(
            Exchange exchange, RequestBody.Fields fields, RefusedForm form, ConfirmResult.Confirmed confirmed)
            throws IOException, ServletException {
        // The confirmation has renewed the session, whatever becomes of the change.
        exchange.cookies(confirmed.issued());
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
            form.because(result, PATH);
        }
    }

    private static PasswordPage page(Exchange exchange, Form form) {
        return new PasswordPage(
                form,
                JsonBodies.loginName(exchange.requireSession()),
                exchange.settings().minimumPasswordLength());
    }
}
