package dev.doorward.auth.servlet.endpoint;

import java.io.IOException;
import java.util.Map;
import java.util.Set;

/** The CSRF token, for programs that ride on a cookie. */
final class CsrfEndpoint implements Endpoint {

    @Override
    public Set<String> methods() {
        return Set.of("GET");
    }

    @Override
    public void get(Exchange exchange) throws IOException {
        exchange.json(200, Map.of("token", exchange.csrfToken()));
    }
}
