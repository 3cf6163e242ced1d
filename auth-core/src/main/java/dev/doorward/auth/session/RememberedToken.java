package dev.doorward.auth.session;

import dev.doorward.auth.secret.OpaqueToken;
import java.time.Instant;

/**
 * The token of a remembered login.
 *
 * @param token for the remember-me cookie; good for one use, which answers with its successor
 * @param expiresAt when the remembered login ends, however often its token was replaced
 */
public record RememberedToken(OpaqueToken token, Instant expiresAt) {}
