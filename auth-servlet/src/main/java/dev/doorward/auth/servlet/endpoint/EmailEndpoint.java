package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.account.Account;
import dev.doorward.auth.account.ChangeResult;
import dev.doorward.auth.login.ConfirmResult;
import dev.doorward.auth.servlet.page.EmailPage;
import dev.doorward.auth.servlet.page.Form;
import dev.doorward.auth.servlet.page.MailSentPage;
import dev.doorward.auth.servlet.page.SentMail;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Begins a change of address, which the link mailed to the new one completes. The password is the proof. */
final class EmailEndpoint implements FormEndpoint {
    static final String PATH = "/account/email";

    /** The query of the page that waits for the mail. */
    private static final String SENT = "sent";

    private static final Set<String> FIELDS = Set.of("email", "password");

    @Override
    public boolean takes(String field) {
        return FIELDS.contains(field);
    }

    @Override
    public void get(Exchange exchange) throws IOException, ServletException {
        if (SENT.equals(exchange.request().getQueryString())) {
            exchange.page(200, new MailSentPage(SentMail.CHANGE_EMAIL, exchange.developmentInbox()));
        } else {
            exchange.page(200, page(exchange, Form.empty()));
        }
    }

    @Override
    public void post(Exchange exchange, RequestBody.Fields fields) throws IOException, ServletException {
        RefusedForm form = new RefusedForm(exchange, fields, typed -> page(exchange, typed));
        ConfirmResult result = exchange.doorward()
                .login()
                .confirm(exchange.requireSession(), fields.get("password"), exchange.client());
        if (result instanceof ConfirmResult.Refused refused) {
            ConfirmEndpoint.refused(form, refused, "password");
        } else if (result instanceof ConfirmResult.Confirmed confirmed) {
            change(exchange, fields, form, confirmed);
        }
    }

    private static void change(
            Exchange exchange, RequestBody.Fields fields, RefusedForm form, ConfirmResult.Confirmed confirmed)
            throws IOException, ServletException {
        // The confirmation has renewed the session, whatever becomes of the change.
        exchange.cookies(confirmed.issued());
        ChangeResult result =
                exchange.doorward().accounts().changeEmail(confirmed.proof(), fields.get("email"), exchange.client());
        if (!(result instanceof ChangeResult.EmailProofSent)) {
            form.because(result, PATH);
        } else if (exchange.isProgram()) {
            exchange.json(202, Map.of("status", "verification_sent"));
        } else {
            exchange.redirect(exchange.auth(PATH) + "?" + SENT);
        }
    }

    private static EmailPage page(Exchange exchange, Form form) {
        String current = exchange.doorward()
                .accounts()
                .find(exchange.requireSession().account())
                .map(Account::email)
                .orElse(null);
        return new EmailPage(form, Objects.toString(current, ""), JsonBodies.loginName(exchange.requireSession()));
    }
}
