package dev.doorward.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.jwt.JwtClaims;
import dev.doorward.auth.jwt.JwtIssuer;
import dev.doorward.auth.jwt.JwtVerifier;
import dev.doorward.auth.jwt.VerifiedJwt;
import dev.doorward.auth.testing.TestDoorward;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class JwtExampleTest {

    @Test
    void an_application_signs_a_statement_of_its_own() {
        try (TestDoorward test = TestDoorward.inMemory()) {
            Doorward doorward = test.doorward();
            // docs: jwt
            String issuer = doorward.settings().baseUrl().toString();
            JwtIssuer invitations = new JwtIssuer(doorward.keys(), issuer, doorward.clock(), doorward.random());
            String token = invitations.issue(new JwtClaims(
                    "shop-invitation+jwt", // what it is: no other kind of token is taken for it
                    "shop-invitation", // whom it is for
                    "team 7",
                    UUID.randomUUID().toString(), // remember it if the token may be used once
                    doorward.clock().instant().plus(Duration.ofDays(3)),
                    Map.of("role", "guest")));

            JwtVerifier verifier = new JwtVerifier(doorward.keys(), issuer, doorward.clock());
            Optional<VerifiedJwt> invitation = verifier.verify(token, "shop-invitation+jwt", "shop-invitation");
            assertEquals("team 7", invitation.orElseThrow().subject());
            // docs: end
        }
    }
}
