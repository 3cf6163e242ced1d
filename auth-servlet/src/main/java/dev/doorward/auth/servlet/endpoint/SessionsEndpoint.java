package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.servlet.page.SessionsPage;
import dev.doorward.auth.session.Session;
import dev.doorward.auth.session.SessionInfo;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lists where the account is logged in. */
final class SessionsEndpoint implements Endpoint {
    static final String PATH = "/account/sessions";

    @Override
    public Set<String> methods() {
        return Set.of("GET");
    }

    @Override
    public void get(Exchange exchange) throws IOException, ServletException {
        Session session = exchange.requireSession();
        List<SessionInfo> sessions = exchange.doorward().sessions().of(session.account(), session.id());
        if (exchange.isProgram()) {
            exchange.json(
                    200,
                    Map.of(
                            "sessions",
                            sessions.stream().map(JsonBodies::session).toList()));
            return;
        }
        exchange.page(
                200,
                new SessionsPage(sessions.stream().map(SessionsEndpoint::entry).toList()));
    }

    private static SessionsPage.Entry entry(SessionInfo session) {
        return new SessionsPage.Entry(
                session.id(),
                session.createdAt(),
                session.lastSeenAt(),
                session.address(),
                session.userAgent(),
                session.current());
    }
}
