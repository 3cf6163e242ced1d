package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.account.Reason;
import dev.doorward.auth.account.VerifyResult;
import dev.doorward.auth.servlet.cookie.CookieName;
import dev.doorward.auth.servlet.page.SentMail;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Proves an address by the link that was mailed to it; without a link, it is the page that waits for that mail. */
final class VerifyEmailEndpoint implements FormEndpoint {
    private static final Set<String> FIELDS = Set.of(MailedLinks.TOKEN, "password");

    @Override
    public boolean takes(String field) {
        return FIELDS.contains(field);
    }

    @Override
    public void get(Exchange exchange) throws IOException, ServletException {
        MailedLinks.VERIFY_EMAIL.showOrWait(exchange, SentMail.VERIFY_EMAIL);
    }

    @Override
    public void post(Exchange exchange, RequestBody.Fields fields) throws IOException, ServletException {
        VerifyResult result = exchange.doorward()
                .recovery()
                .verifyEmail(
                        fields.get(MailedLinks.TOKEN),
                        exchange.cookie(CookieName.REGISTRATION),
                        fields.get("password"),
                        exchange.client(),
                        exchange.session().orElse(null));
        if (result instanceof VerifyResult.Verified verified) {
            verified(exchange, verified);
        } else if (result instanceof VerifyResult.LoginNeeded) {
            MailedLinks.VERIFY_EMAIL.askToLogIn(exchange, Objects.toString(fields.get(MailedLinks.TOKEN), ""));
        } else if (result instanceof VerifyResult.OtherAccount) {
            MailedLinks.refuseOtherAccount(exchange);
        } else if (result instanceof VerifyResult.PasswordNeeded) {
            MailedLinks.VERIFY_EMAIL.refuse(
                    exchange, fields, List.of(new Reason("password", "password_required", Map.of())));
        } else if (result instanceof VerifyResult.Refused refused) {
            MailedLinks.VERIFY_EMAIL.refuse(exchange, fields, refused.reasons());
        } else if (result instanceof VerifyResult.Busy busy) {
            MailedLinks.VERIFY_EMAIL.form(exchange, fields).becauseBusy(busy.retryAfter());
        }
    }

    private static void verified(Exchange exchange, VerifyResult.Verified verified) throws IOException {
        exchange.device(verified.device());
        exchange.forget(CookieName.REGISTRATION);
        String next = exchange.takeNext();
        if (exchange.isProgram()) {
            exchange.json(200, Map.of("account", JsonBodies.account(verified.account())));
            return;
        }
        exchange.flash(exchange.messages().text(verified.changed() ? "flash.email_changed" : "flash.email_confirmed"));
        // Whoever is logged in still is led on from there.
        exchange.redirect(exchange.loginOnTheWayTo(next));
    }
}
