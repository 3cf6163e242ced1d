package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.account.Account;
import dev.doorward.auth.account.Accounts;
import dev.doorward.auth.servlet.page.SecurityCentrePage;
import dev.doorward.auth.session.Session;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The security centre: each section's state. */
final class AccountEndpoint implements Endpoint {

    @Override
    public Set<String> methods() {
        return Set.of("GET");
    }

    @Override
    public void get(Exchange exchange) throws IOException, ServletException {
        Session session = exchange.requireSession();
        Accounts accounts = exchange.doorward().accounts();
        Optional<Account> found = accounts.find(session.account());
        if (found.isEmpty()) {
            exchange.problem(new Problem(404, "not_found"));
            return;
        }
        Account account = found.get();
        if (exchange.isProgram()) {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("account", JsonBodies.account(account));
            body.put("session", JsonBodies.session(session));
            exchange.json(200, body);
            return;
        }
        exchange.page(
                200,
                new SecurityCentrePage(
                        account.username(),
                        Objects.toString(account.email(), ""),
                        account.emailVerified(),
                        account.email() != null
                                && !account.emailVerified()
                                && exchange.settings().sendsMail(),
                        accounts.emailChangeAskedAt(account.id()).orElse(null),
                        account.createdAt(),
                        accounts.passwordChangedAt(account.id()).orElse(null),
                        exchange.doorward()
                                .sessions()
                                .of(account.id(), session.id())
                                .size()));
    }
}
