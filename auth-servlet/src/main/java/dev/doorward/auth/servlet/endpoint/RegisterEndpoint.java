package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.account.Reason;
import dev.doorward.auth.account.Registration;
import dev.doorward.auth.account.RegistrationResult;
import dev.doorward.auth.servlet.cookie.CookieName;
import dev.doorward.auth.servlet.page.Form;
import dev.doorward.auth.servlet.page.MailedLink;
import dev.doorward.auth.servlet.page.RegisterPage;
import dev.doorward.auth.ticket.TicketPurpose;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Creates an account. */
final class RegisterEndpoint implements FormEndpoint {
    /** As long as a registration waits for the mailed link. */
    private static final Duration WAITING = TicketPurpose.VERIFY_EMAIL.lifetime();

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
                        extra.values(),
                        exchange.cookie(CookieName.REGISTRATION)));
        if (result instanceof RegistrationResult.Registered registered) {
            exchange.device(registered.device());
            Map<String, Object> body = Map.of("account", JsonBodies.account(registered.account()));
            registered(exchange, body, fields.get("next"));
        } else if (result instanceof RegistrationResult.VerificationSent sent) {
            exchange.keep(CookieName.REGISTRATION, sent.cookie(), WAITING);
            exchange.keepNext(fields.get("next"), WAITING);
            waiting(exchange);
        } else if (result instanceof RegistrationResult.Refused refused) {
            form.because(refused.reasons());
        } else if (result instanceof RegistrationResult.Busy busy) {
            form.becauseBusy(busy.retryAfter());
        } else if (result instanceof RegistrationResult.RateLimited limited) {
            form.becauseLimited(limited.retryAfter());
        }
    }

    private static void registered(Exchange exchange, Map<String, Object> body, @Nullable String next)
            throws IOException {
        if (exchange.isProgram()) {
            exchange.json(201, body);
            return;
        }
        exchange.flash(exchange.messages().text("flash.registered"));
        exchange.redirect(exchange.loginOnTheWayTo(next));
    }

    private static void waiting(Exchange exchange) throws IOException {
        if (exchange.isProgram()) {
            exchange.json(202, Map.of("status", "verification_sent"));
        } else {
            exchange.redirect(exchange.auth(MailedLink.VERIFY_EMAIL.path()));
        }
    }

    private static RegisterPage page(Exchange exchange, Form form) {
        return new RegisterPage(
                form,
                exchange.settings().usernameOptional(),
                exchange.settings().minimumPasswordLength());
    }
}
