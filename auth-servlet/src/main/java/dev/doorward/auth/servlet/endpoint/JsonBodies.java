package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.account.Account;
import dev.doorward.auth.session.Session;
import dev.doorward.auth.session.SessionInfo;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What programs are told; the names are part of the HTTP contract. */
final class JsonBodies {
    private JsonBodies() {}

    /** The account as the database has it, not as the session remembers it; null where it is gone meanwhile. */
    static @Nullable Map<String, @Nullable Object> account(Doorward doorward, Session session) {
        return doorward.accounts()
                .find(session.account())
                .map(JsonBodies::account)
                .orElse(null);
    }

    static Map<String, @Nullable Object> account(Account account) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("id", account.id().toString());
        body.put("username", account.username());
        body.put("email", account.email());
        body.put("email_verified", account.emailVerified());
        body.put("roles", new TreeSet<>(account.roles()));
        body.put("created_at", account.createdAt().toString());
        return body;
    }

    static Map<String, Object> session(Session session) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", session.id().toString());
        body.put("created_at", session.createdAt().toString());
        body.put("auth_time", session.authTime().toString());
        body.put("expires_at", session.expiresAt().toString());
        body.put("methods", new TreeSet<>(session.methods()));
        return body;
    }

    static Map<String, Object> session(SessionInfo session) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", session.id().toString());
        body.put("created_at", session.createdAt().toString());
        body.put("last_seen_at", session.lastSeenAt().toString());
        body.put("address", session.address());
        body.put("user_agent", session.userAgent());
        body.put("current", session.current());
        return body;
    }

    /** What its owner logs in by. */
    static String loginName(Session session) {
        if (session.username() != null) {
            return session.username();
        }
        return session.email() == null ? "" : session.email();
    }
}
