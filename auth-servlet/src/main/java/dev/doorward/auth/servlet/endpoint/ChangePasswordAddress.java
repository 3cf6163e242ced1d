package dev.doorward.auth.servlet.endpoint;

import java.util.Set;

/** Leads password managers to the form (W3C "A Well-Known URL for Changing Passwords"). */
final class ChangePasswordAddress implements Endpoint {

    @Override
    public Set<String> methods() {
        return Set.of("GET");
    }

    @Override
    public void get(Exchange exchange) {
        exchange.response().setStatus(302);
        exchange.response().setHeader("Location", exchange.auth("/account/password"));
    }
}
