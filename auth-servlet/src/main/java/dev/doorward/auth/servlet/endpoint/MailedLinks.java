package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.account.LinkState;
import dev.doorward.auth.account.Reason;
import dev.doorward.auth.servlet.cookie.CookieName;
import dev.doorward.auth.servlet.page.ChangeEmailPage;
import dev.doorward.auth.servlet.page.Form;
import dev.doorward.auth.servlet.page.MailSentPage;
import dev.doorward.auth.servlet.page.MailedLink;
import dev.doorward.auth.servlet.page.MailedLinkPage;
import dev.doorward.auth.servlet.page.Page;
import dev.doorward.auth.servlet.page.SentMail;
import dev.doorward.auth.servlet.page.UnusableLinkPage;
import dev.doorward.auth.ticket.TicketPurpose;
import dev.doorward.auth.ticket.Tickets;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/**
 * What the links that come by mail have in common. A GET looks at one and shows a button; only the POST of that uses it
 * up. From there on the token is a field of the form: it stands in no other link, in no message and in no log.
 */
enum MailedLinks {
    VERIFY_EMAIL(MailedLink.VERIFY_EMAIL, TicketPurpose.VERIFY_EMAIL),
    RESET_PASSWORD(MailedLink.RESET_PASSWORD, TicketPurpose.RESET_PASSWORD),
    UNDO_EMAIL(MailedLink.UNDO_EMAIL, TicketPurpose.UNDO_EMAIL),
    END_SESSION(MailedLink.END_SESSION, TicketPurpose.END_SESSION),
    LOGIN_LINK(MailedLink.LOGIN_LINK, TicketPurpose.LOGIN_LINK);

    static final String TOKEN = "token";

    private final MailedLink link;
    private final TicketPurpose purpose;

    MailedLinks(MailedLink link, TicketPurpose purpose) {
        this.link = link;
        this.purpose = purpose;
    }

    /** Shows what the query's link is good for; without one, the page that waits for a mail. */
    void showOrWait(Exchange exchange, SentMail mail) throws IOException, ServletException {
        String token = Query.token(exchange.request());
        if (token.isEmpty()) {
            exchange.page(200, new MailSentPage(mail, exchange.developmentInbox()));
        } else {
            show(exchange, token);
        }
    }

    /** Shows what a link is good for, or that it is good for nothing (410: what was there is used up). */
    void show(Exchange exchange, String token) throws IOException, ServletException {
        LinkState state = look(exchange, token);
        if (state instanceof LinkState.LoginNeeded) {
            askToLogIn(exchange, token);
        } else if (state instanceof LinkState.OtherAccount) {
            refuseOtherAccount(exchange);
        } else {
            exchange.page(state instanceof LinkState.Unusable ? 410 : 200, page(exchange, state, token, Form.empty()));
        }
    }

    /** Has a person log in and come back to the link, which stays good; tells a program. */
    void askToLogIn(Exchange exchange, String token) throws IOException, ServletException {
        if (exchange.isProgram()) {
            exchange.deny(401, "login_needed", "the link needs a session of the account that it was mailed for");
        } else {
            exchange.redirect(exchange.loginOnTheWayTo(exchange.auth(link.path()) + "?token=" + token));
        }
    }

    /** Whose account it is instead is told to nobody. */
    static void refuseOtherAccount(Exchange exchange) throws IOException, ServletException {
        exchange.deny(403, "other_account", "the link is another account's than the session");
    }

    /** The form of a refused link, should it be shown again. */
    RefusedForm form(Exchange exchange, RequestBody.Fields fields) {
        String token = Objects.toString(fields.get(TOKEN), "");
        return new RefusedForm(exchange, fields, typed -> page(exchange, look(exchange, token), token, typed));
    }

    /** @param reasons none where it is the link that is refused, and not what was typed with it */
    void refuse(Exchange exchange, RequestBody.Fields fields, List<Reason> reasons)
            throws IOException, ServletException {
        if (!reasons.isEmpty()) {
            form(exchange, fields).because(reasons);
        } else if (exchange.isProgram()) {
            exchange.problem(new Problem(422, Tickets.INVALID));
        } else {
            exchange.page(422, new UnusableLinkPage(link));
        }
    }

    private LinkState look(Exchange exchange, String token) {
        return exchange.doorward()
                .recovery()
                .look(
                        purpose,
                        token,
                        exchange.cookie(CookieName.REGISTRATION),
                        exchange.session().orElse(null));
    }

    private Page page(Exchange exchange, LinkState state, String token, Form form) {
        if (state instanceof LinkState.Usable usable) {
            return new MailedLinkPage(
                    link,
                    form,
                    token,
                    usable.email(),
                    usable.username(),
                    usable.passwordNeeded(),
                    exchange.settings().minimumPasswordLength());
        }
        return state instanceof LinkState.Change change
                ? new ChangeEmailPage(form, token, change.email(), change.account())
                : new UnusableLinkPage(link);
    }
}
