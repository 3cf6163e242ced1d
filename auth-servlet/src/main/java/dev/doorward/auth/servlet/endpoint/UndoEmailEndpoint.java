package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.account.UndoResult;
import dev.doorward.auth.servlet.page.MailedLink;
import dev.doorward.auth.servlet.page.SentMail;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Gives an account the address back that it had before a change, by the link of the notice; without a link, it is the
 * page that waits for the mail that follows.
 */
final class UndoEmailEndpoint implements FormEndpoint {

    @Override
    public boolean takes(String field) {
        return field.equals(MailedLinks.TOKEN);
    }

    @Override
    public void get(Exchange exchange) throws IOException, ServletException {
        MailedLinks.UNDO_EMAIL.showOrWait(exchange, SentMail.EMAIL_RESTORED);
    }

    @Override
    public void post(Exchange exchange, RequestBody.Fields fields) throws IOException, ServletException {
        UndoResult result = exchange.doorward().recovery().undoEmail(fields.get(MailedLinks.TOKEN), exchange.client());
        if (!(result instanceof UndoResult.Restored restored)) {
            MailedLinks.UNDO_EMAIL.refuse(exchange, fields, List.of());
        } else if (exchange.isProgram()) {
            exchange.json(200, Map.of("account", JsonBodies.account(restored.account())));
        } else {
            exchange.flash(exchange.messages().text("flash.email_restored"));
            exchange.redirect(exchange.auth(MailedLink.UNDO_EMAIL.path()));
        }
    }
}
