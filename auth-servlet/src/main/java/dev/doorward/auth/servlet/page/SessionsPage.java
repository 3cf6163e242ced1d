package dev.doorward.auth.servlet.page;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Where the account is logged in. One session ends by a POST to {@code account/sessions/{id}/revoke}, all but this one
 * by a POST to {@code account/sessions/revoke-others}.
 */
public record SessionsPage(List<Entry> sessions) implements Page {

    public SessionsPage {
        sessions = List.copyOf(sessions);
    }

    boolean hasOthers() {
        return sessions.stream().anyMatch(session -> !session.current());
    }

    /**
     * One session.
     *
     * @param address the network address it was opened from
     * @param userAgent as the browser sent it, so anything at all
     * @param current whether this is the session that asks
     */
    public record Entry(
            UUID id, Instant firstSeen, Instant lastSeen, String address, String userAgent, boolean current) {}
}
