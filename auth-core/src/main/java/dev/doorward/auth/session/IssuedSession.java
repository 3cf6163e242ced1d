package dev.doorward.auth.session;

import dev.doorward.auth.device.IssuedDevice;
import dev.doorward.auth.secret.OpaqueToken;
import java.util.Optional;

/**
 * A session just opened or renewed, with the tokens that go into the browser's cookies. The tokens exist nowhere else:
 * the database keeps only their HMACs.
 *
 * @param session the session
 * @param token for the session cookie; every earlier token of this session is dead
 * @param remembered for the remember-me cookie, where the login is to be remembered
 * @param device for the device cookie, where somebody has just logged in
 */
public record IssuedSession(
        Session session, OpaqueToken token, Optional<RememberedToken> remembered, Optional<IssuedDevice> device) {

    IssuedSession(Session session, OpaqueToken token, Optional<RememberedToken> remembered) {
        this(session, token, remembered, Optional.empty());
    }
}
