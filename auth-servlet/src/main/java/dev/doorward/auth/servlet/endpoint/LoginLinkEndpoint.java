package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.login.LinkRequestResult;
import dev.doorward.auth.login.LoginLinkResult;
import dev.doorward.auth.servlet.cookie.CookieName;
import dev.doorward.auth.servlet.page.AskForMailPage;
import dev.doorward.auth.servlet.page.Form;
import dev.doorward.auth.servlet.page.MailedLink;
import dev.doorward.auth.servlet.page.ShowCodePage;
import dev.doorward.auth.ticket.TicketPurpose;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Mails a link that logs in, and takes it. In another browser than the one that asked, the link logs nobody in but
 * shows a code for {@link LoginCodeEndpoint}: who was talked into pressing a button in a mail lets no stranger in by
 * it.
 */
final class LoginLinkEndpoint implements FormEndpoint {
    static final String PATH = "/login-link";

    private static final Set<String> FIELDS = Set.of("email", "next", MailedLinks.TOKEN);

    /** As long as the code can be typed. */
    private static final Duration PENDING = TicketPurpose.LOGIN_LINK.lifetime();

    @Override
    public boolean takes(String field) {
        return FIELDS.contains(field);
    }

    @Override
    public void get(Exchange exchange) throws IOException, ServletException {
        String token = Query.token(exchange.request());
        if (!exchange.settings().loginLink()) {
            exchange.problem(new Problem(404, "not_found"));
        } else if (token.isEmpty()) {
            exchange.page(200, new AskForMailPage(MailedLink.LOGIN_LINK, onTheWay(exchange)));
        } else {
            MailedLinks.LOGIN_LINK.show(exchange, token);
        }
    }

    @Override
    public void post(Exchange exchange, RequestBody.Fields fields) throws IOException, ServletException {
        if (!exchange.settings().loginLink()) {
            exchange.problem(new Problem(404, "not_found"));
        } else if (fields.get(MailedLinks.TOKEN) == null) {
            ask(exchange, fields);
        } else {
            use(exchange, fields);
        }
    }

    private static Form onTheWay(Exchange exchange) {
        return Form.of(Map.of("next", Query.next(exchange.request())));
    }

    private static void ask(Exchange exchange, RequestBody.Fields fields) throws IOException, ServletException {
        if (AskForMailEndpoint.isMistyped(exchange, fields, MailedLink.LOGIN_LINK)) {
            return;
        }
        LinkRequestResult result = exchange.doorward().login().requestLink(fields.get("email"), exchange.client());
        if (result instanceof LinkRequestResult.RateLimited limited) {
            AskForMailEndpoint.form(exchange, fields, MailedLink.LOGIN_LINK).becauseLimited(limited.retryAfter());
            return;
        }
        exchange.keep(CookieName.PENDING, ((LinkRequestResult.Accepted) result).cookie(), PENDING);
        exchange.keepNext(fields.get("next"), PENDING);
        if (exchange.isProgram()) {
            exchange.json(202, Map.of("status", "login_link_sent"));
        } else {
            exchange.redirect(exchange.auth(LoginCodeEndpoint.PATH));
        }
    }

    private static void use(Exchange exchange, RequestBody.Fields fields) throws IOException, ServletException {
        LoginLinkResult result = exchange.doorward()
                .login()
                .withLink(
                        fields.get(MailedLinks.TOKEN),
                        exchange.cookie(CookieName.PENDING),
                        exchange.client(),
                        exchange.session().orElse(null));
        if (result instanceof LoginLinkResult.LoggedIn loggedIn) {
            exchange.forget(CookieName.PENDING);
            LoginEndpoint.loggedIn(exchange, loggedIn.issued(), exchange.next(exchange.takeNext()));
        } else if (!(result instanceof LoginLinkResult.ShowCode show)) {
            MailedLinks.LOGIN_LINK.refuse(exchange, fields, List.of());
        } else if (exchange.isProgram()) {
            exchange.json(200, Map.of("code", show.code()));
        } else {
            exchange.page(200, new ShowCodePage(show.code()));
        }
    }
}
