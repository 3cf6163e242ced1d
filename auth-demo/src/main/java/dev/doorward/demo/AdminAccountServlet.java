package dev.doorward.demo;

import dev.doorward.auth.account.Account;
import dev.doorward.auth.account.Accounts;
import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.servlet.CurrentUser;
import dev.doorward.auth.servlet.Flash;
import dev.doorward.auth.servlet.page.FlashMessage.Kind;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** {@code /admin/accounts/<id>}: one account, its standing and its roles. */
final class AdminAccountServlet extends HttpServlet {
    private final Pages pages;
    private final Accounts accounts;

    AdminAccountServlet(Pages pages, Accounts accounts) {
        this.pages = pages;
        this.accounts = accounts;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<Account> account = account(request);
        if (account.isPresent()) {
            pages.send(request, response, "adminAccount.jte", Map.of("account", account.get()));
        } else {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<Account> account = account(request);
        if (account.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        AccountId id = account.get().id();
        if (id.equals(CurrentUser.require(request).id())) {
            // Otherwise the last administrator could lock the door from outside.
            Flash.add(request, response, Kind.PROBLEM, "Ask another administrator to change your own account.");
        } else if ("forget-failures".equals(request.getParameter("action"))) {
            forgetFailures(request, response, id);
        } else if (change(request, id)) {
            Flash.add(request, response, Kind.DONE, "Done. Whoever was logged in there has to log in again.");
        } else {
            Flash.add(request, response, Kind.PROBLEM, "Nothing changed: that is not possible, or was so already.");
        }
        Pages.goTo("/admin/accounts/" + id, request, response);
    }

    /** Apart from the others, since it logs nobody out. */
    private void forgetFailures(HttpServletRequest request, HttpServletResponse response, AccountId id) {
        if (accounts.forgetFailures(id, client(request))) {
            Flash.add(request, response, Kind.DONE, "Done. What was tried wrong here is forgotten.");
        } else {
            Flash.add(request, response, Kind.PROBLEM, "Nothing changed: the account is closed.");
        }
    }

    private boolean change(HttpServletRequest request, AccountId id) {
        Client by = client(request);
        String action = String.valueOf(request.getParameter("action"));
        String role = String.valueOf(request.getParameter("role")).strip();
        return switch (action) {
            case "disable" -> accounts.disable(id, by);
            case "enable" -> accounts.enable(id, by);
            case "grant" -> isRole(role) && accounts.grant(id, role, by);
            case "revoke" -> isRole(role) && accounts.revoke(id, role, by);
            default -> false;
        };
    }

    /** A container knows no address where a request came by a Unix socket. */
    static Client client(HttpServletRequest request) {
        return new Client(
                Objects.toString(request.getRemoteAddr(), ""), Objects.toString(request.getHeader("User-Agent"), ""));
    }

    private static boolean isRole(String role) {
        return role.matches("[a-z][a-z0-9_.:-]{0,49}");
    }

    private Optional<Account> account(HttpServletRequest request) {
        return PathId.in(request.getPathInfo()).map(AccountId::new).flatMap(accounts::find);
    }
}
