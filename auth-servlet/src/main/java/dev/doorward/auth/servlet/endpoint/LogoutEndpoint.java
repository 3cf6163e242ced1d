package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.servlet.page.LogoutPage;
import jakarta.servlet.ServletException;
import java.io.IOException;

/** Ends this session. Logging out twice does no harm. */
final class LogoutEndpoint implements FormEndpoint {

    @Override
    public void get(Exchange exchange) throws IOException, ServletException {
        exchange.page(200, new LogoutPage());
    }

    @Override
    public void post(Exchange exchange, RequestBody.Fields fields) throws IOException {
        exchange.session().ifPresent(session -> exchange.doorward().sessions().logOut(session, exchange.client()));
        exchange.forgetLogin();
        exchange.response().setHeader("Clear-Site-Data", "\"cache\", \"storage\"");
        exchange.done(exchange.messages().text("flash.logged_out"), "/login");
    }
}
