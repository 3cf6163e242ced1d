package dev.doorward.auth.session;

import java.time.Instant;
import java.util.UUID;

/**
 * One line in the list of a person's sessions. A remembered login whose session has ended is listed too, since that
 * browser is let in again without a password.
 *
 * @param id what {@link Sessions#end} takes
 * @param lastSeenAt exact to about a minute
 * @param address the client's address when the session was opened
 * @param userAgent as the browser sent it; text from outside, to be escaped
 * @param current whether it is the session that asks
 */
public record SessionInfo(
        UUID id, Instant createdAt, Instant lastSeenAt, String address, String userAgent, boolean current) {}
