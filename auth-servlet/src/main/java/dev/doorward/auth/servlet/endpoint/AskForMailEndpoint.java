package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.account.MailRequestResult;
import dev.doorward.auth.account.Reason;
import dev.doorward.auth.identity.EmailAddress;
import dev.doorward.auth.servlet.page.AskForMailPage;
import dev.doorward.auth.servlet.page.Form;
import dev.doorward.auth.servlet.page.MailedLink;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Mails a link to whoever an address belongs to, and answers as if it did to everybody else. Where no mail is sent, it
 * is not there.
 */
final class AskForMailEndpoint implements FormEndpoint {
    static final String RESEND = "/verify-email/resend";
    static final String FORGOT = "/forgot-password";

    private final MailedLink link;
    private final String status;
    private final Request request;

    /** What the core is asked for. */
    @FunctionalInterface
    private interface Request {
        MailRequestResult make(Exchange exchange, @Nullable String email);
    }

    private AskForMailEndpoint(MailedLink link, String status, Request request) {
        this.link = link;
        this.status = status;
        this.request = request;
    }

    static AskForMailEndpoint resend() {
        return new AskForMailEndpoint(
                MailedLink.VERIFY_EMAIL,
                "verification_sent",
                (exchange, email) -> exchange.doorward().recovery().resendVerification(email, exchange.client()));
    }

    static AskForMailEndpoint forgot() {
        return new AskForMailEndpoint(
                MailedLink.RESET_PASSWORD,
                "reset_sent",
                (exchange, email) -> exchange.doorward().recovery().forgotPassword(email, exchange.client()));
    }

    @Override
    public boolean takes(String field) {
        return field.equals("email");
    }

    @Override
    public void get(Exchange exchange) throws IOException, ServletException {
        if (!exchange.settings().sendsMail()) {
            exchange.problem(new Problem(404, "not_found"));
        } else {
            exchange.page(200, new AskForMailPage(link, Form.empty()));
        }
    }

    @Override
    public void post(Exchange exchange, RequestBody.Fields fields) throws IOException, ServletException {
        if (!exchange.settings().sendsMail()) {
            exchange.problem(new Problem(404, "not_found"));
            return;
        }
        if (isMistyped(exchange, fields, link)) {
            return;
        }
        MailRequestResult result = request.make(exchange, fields.get("email"));
        if (result instanceof MailRequestResult.RateLimited limited) {
            form(exchange, fields, link).becauseLimited(limited.retryAfter());
        } else if (exchange.isProgram()) {
            exchange.json(202, Map.of("status", status));
        } else {
            exchange.redirect(exchange.auth(link.path()));
        }
    }

    /**
     * Tells people that what they typed cannot be an address, whosever it were. Programs are answered alike whatever
     * they send.
     *
     * @return whether that was the answer
     */
    static boolean isMistyped(Exchange exchange, RequestBody.Fields fields, MailedLink link)
            throws IOException, ServletException {
        String email = fields.get("email");
        if (exchange.isProgram() || EmailAddress.parse(email).isPresent()) {
            return false;
        }
        String code = email == null || email.isBlank() ? "email_required" : "email_invalid";
        form(exchange, fields, link).because(List.of(new Reason("email", code, Map.of())));
        return true;
    }

    static RefusedForm form(Exchange exchange, RequestBody.Fields fields, MailedLink link) {
        return new RefusedForm(exchange, fields, typed -> new AskForMailPage(link, typed));
    }
}
