package dev.doorward.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.doorward.auth.DoorwardBuilder;
import dev.doorward.auth.Headers;
import dev.doorward.auth.servlet.server.Reply;
import dev.doorward.auth.servlet.server.WebServer;
import dev.doorward.auth.testing.TestDoorward;
import org.junit.jupiter.api.Test;

final class HeadersExampleTest {

    private static DoorwardBuilder with(DoorwardBuilder settings) {
        // docs: builder
        settings.headers(Headers.strict()
                .set(
                        "Content-Security-Policy",
                        "default-src 'self'; script-src 'self' 'nonce-{nonce}'; base-uri 'none'; form-action 'self';"
                                + " frame-ancestors 'none'; object-src 'none'")
                .off("Cross-Origin-Resource-Policy"));
        // docs: end
        return settings;
    }

    @Test
    void a_page_has_the_headers_that_were_set() {
        try (TestDoorward test = TestDoorward.inMemory(HeadersExampleTest::with);
                WebServer server = new WebServer()
                        .install(test.doorward(), guards -> guards.open("/"))
                        .page("/", (request, response) -> {
                            response.setContentType("text/html");
                            response.getWriter().print(request.getAttribute("cspNonce"));
                        })
                        .start()) {
            Reply page = server.get("/");

            assertEquals(
                    "default-src 'self'; script-src 'self' 'nonce-" + page.body() + "'; base-uri 'none';"
                            + " form-action 'self'; frame-ancestors 'none'; object-src 'none'",
                    page.header("Content-Security-Policy"));
            assertNull(page.header("Cross-Origin-Resource-Policy"));
        }
    }
}
