package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.account.EndResult;
import dev.doorward.auth.servlet.page.MailedLink;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.List;

/** Ends the login of a new device by the link of the notice, and offers to choose a new password. */
final class EndNewLoginEndpoint implements FormEndpoint {

    @Override
    public boolean takes(String field) {
        return field.equals(MailedLinks.TOKEN);
    }

    @Override
    public void get(Exchange exchange) throws IOException, ServletException {
        MailedLinks.END_SESSION.show(exchange, Query.token(exchange.request()));
    }

    @Override
    public void post(Exchange exchange, RequestBody.Fields fields) throws IOException, ServletException {
        EndResult result = exchange.doorward().recovery().endSession(fields.get(MailedLinks.TOKEN), exchange.client());
        if (result instanceof EndResult.Ended) {
            exchange.done(exchange.messages().text("flash.login_ended"), MailedLink.END_SESSION.another());
        } else {
            MailedLinks.END_SESSION.refuse(exchange, fields, List.of());
        }
    }
}
