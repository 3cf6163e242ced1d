package dev.doorward.auth.session;

import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Uuid7;
import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.secret.Mac;
import dev.doorward.auth.secret.OpaqueToken;
import dev.doorward.auth.secret.TokenMac;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;

/** Makes the tokens of sessions and remembered logins, and tells whether one fits a row. */
final class SessionTokens {
    private final TokenMac sessions;
    private final TokenMac remembered;
    private final Clock clock;
    private final SecureRandom random;

    SessionTokens(KeyRing keys, Clock clock, SecureRandom random) {
        this.sessions = new TokenMac(keys, "session");
        this.remembered = new TokenMac(keys, "remembered");
        this.clock = clock;
        this.random = random;
    }

    OpaqueToken begin() {
        return OpaqueToken.random(Uuid7.next(clock, random), random);
    }

    /** A new secret for something that keeps its id. */
    OpaqueToken renew(UUID id) {
        return OpaqueToken.random(id, random);
    }

    Mac session(OpaqueToken token, AccountId account) {
        return sessions.sign(token.id(), account.value(), token.secret());
    }

    Mac remembered(OpaqueToken token, AccountId account) {
        return remembered.sign(token.id(), account.value(), token.secret());
    }

    boolean fits(OpaqueToken token, SessionTable.Row row) {
        return sessions.verify(row.mac(), token.id(), row.session().account().value(), token.secret());
    }

    boolean fits(OpaqueToken token, Mac remembered, AccountId account) {
        return this.remembered.verify(remembered, token.id(), account.value(), token.secret());
    }
}
