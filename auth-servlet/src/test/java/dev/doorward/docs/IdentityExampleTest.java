package dev.doorward.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.DoorwardBuilder;
import dev.doorward.auth.audit.AuditType;
import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.identity.EmailAddress;
import dev.doorward.auth.identity.UsernameRules;
import dev.doorward.auth.servlet.endpoint.Clients;
import dev.doorward.auth.servlet.server.WebServer;
import dev.doorward.auth.testing.TestDoorward;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

final class IdentityExampleTest {

    private static void rules(DoorwardBuilder builder) {
        // docs: usernames
        builder.usernames(UsernameRules.standard()
                .withReserved(List.of("checkout", "basket")) // paths of the application's own
                .allowing("editor"));
        // docs: end
    }

    @Test
    void the_application_reserves_names() {
        UsernameRules rules = UsernameRules.standard().withReserved(List.of("basket"));
        assertEquals(new UsernameRules.Refused("username_reserved"), rules.check("b.a.s.k.e.t"));
        rules(Doorward.builder());
    }

    private static void grantEditing(Doorward doorward, AccountId id, HttpServletRequest request) {
        // docs: client
        Client client = Clients.of(request);
        doorward.accounts().grant(id, "editor", client); // the audit names who asked for it
        // docs: end
    }

    @Test
    void the_audit_names_the_client_of_a_request() {
        try (TestDoorward test = TestDoorward.inMemory()) {
            AccountId ada = test.registered("ada").id();
            WebServer server = new WebServer()
                    .install(test.doorward(), guards -> guards.open("/"))
                    .page("/", (request, response) -> grantEditing(test.doorward(), ada, request))
                    .start();
            try (server) {
                server.get("/", "User-Agent: Test/1.0");
            }
            assertEquals(
                    List.of("Test/1.0"),
                    test.doorward().audit().of(ada, 50).stream()
                            .filter(event -> event.type() == AuditType.ROLE_GRANTED)
                            .map(event -> event.client().userAgent())
                            .toList());
        }
    }

    @Test
    void an_address_has_a_value_and_a_key() {
        // docs: email
        EmailAddress address = EmailAddress.parse(" Ada@Bücher.example ").orElseThrow();
        assertEquals("Ada@xn--bcher-kva.example", address.value()); // where mail goes
        assertEquals("ada@xn--bcher-kva.example", address.key()); // what is unique
        // docs: end
        assertTrue(EmailAddress.parse("ada@example.com,eve@example.com").isEmpty());
    }

    @Test
    void an_account_may_do_without_a_username() {
        try (TestDoorward test = TestDoorward.inMemory(DoorwardBuilder::allowNoUsername)) {
            assertTrue(test.doorward().settings().usernameOptional());
        }
    }
}
