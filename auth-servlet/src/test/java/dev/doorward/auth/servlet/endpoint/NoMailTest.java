package dev.doorward.auth.servlet.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.Mode;
import dev.doorward.auth.account.EmailVerification;
import dev.doorward.auth.servlet.server.WebServer;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An account system without a mail server offers nothing that needs one. */
final class NoMailTest {
    private static final Map<String, String> ADDRESS = Map.of("email", "ada@example.com");

    private final Doorward doorward = Doorward.builder()
            .mode(Mode.DEVELOPMENT)
            .baseUrl("https://localhost")
            .database("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "")
            .emailVerification(EmailVerification.OPTIONAL)
            .allowLoginLink()
            .build();
    private final WebServer server =
            new WebServer().install(doorward, guards -> guards.open("/")).start();

    @AfterEach
    void stop() {
        server.close();
        doorward.close();
    }

    @Test
    void the_login_page_offers_no_mailed_link() {
        String login = new Person(server).get("/auth/login").body();

        assertFalse(login.contains("forgot-password"), login);
        assertFalse(login.contains("login-link"), login);
    }

    @Test
    void nobody_is_told_of_a_mail_that_is_not_sent() {
        for (String path : new String[] {"/auth/forgot-password", "/auth/verify-email/resend"}) {
            assertEquals(404, new Person(server).get(path).status(), path);
            assertEquals(404, new Program(server).post(path, ADDRESS).status(), path);
        }
    }

    @Test
    void the_security_centre_offers_no_proof_of_an_address() {
        Person ada = new Person(server);
        Map<String, String> fields =
                Map.of("username", "ada", "email", "ada@example.com", "password", "correct horse battery staple");
        assertEquals(303, ada.submit("/auth/register", fields).status());
        ada.submit("/auth/login", Map.of("login", "ada", "password", "correct horse battery staple"));
        String centre = ada.get("/auth/account").body();

        assertTrue(centre.contains("ada@example.com"), centre);
        assertFalse(centre.contains("/verify-email/resend"), centre);
    }
}
