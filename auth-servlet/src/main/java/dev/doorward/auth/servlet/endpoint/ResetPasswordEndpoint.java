package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.account.ResetResult;
import dev.doorward.auth.servlet.page.SentMail;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/** Sets a forgotten password by a mailed link; without a link, it is the page that waits for that mail. */
final class ResetPasswordEndpoint implements FormEndpoint {
    private static final Set<String> FIELDS = Set.of(MailedLinks.TOKEN, "password");

    @Override
    public boolean takes(String field) {
        return FIELDS.contains(field);
    }

    @Override
    public void get(Exchange exchange) throws IOException, ServletException {
        MailedLinks.RESET_PASSWORD.showOrWait(exchange, SentMail.RESET_PASSWORD);
    }

    @Override
    public void post(Exchange exchange, RequestBody.Fields fields) throws IOException, ServletException {
        ResetResult result = exchange.doorward()
                .recovery()
                .resetPassword(fields.get(MailedLinks.TOKEN), fields.get("password"), exchange.client());
        if (result instanceof ResetResult.Reset reset) {
            exchange.device(reset.device());
            if (exchange.isProgram()) {
                exchange.json(200, Map.of("account", JsonBodies.account(reset.account())));
                return;
            }
            exchange.flash(exchange.messages().text("flash.password_reset"));
            exchange.redirect(exchange.auth("/login"));
        } else if (result instanceof ResetResult.Refused refused) {
            MailedLinks.RESET_PASSWORD.refuse(exchange, fields, refused.reasons());
        } else if (result instanceof ResetResult.Busy busy) {
            MailedLinks.RESET_PASSWORD.form(exchange, fields).becauseBusy(busy.retryAfter());
        }
    }
}
