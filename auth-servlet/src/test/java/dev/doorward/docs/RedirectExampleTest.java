package dev.doorward.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.doorward.auth.redirect.RedirectValidator;
import dev.doorward.auth.redirect.SafeRedirect;
import java.net.URI;
import org.junit.jupiter.api.Test;

final class RedirectExampleTest {

    @Test
    void only_this_origin_is_a_return_address() {
        // docs: redirect
        RedirectValidator redirects = new RedirectValidator(URI.create("https://app.example/shop"));
        SafeRedirect good = redirects.check("/shop/basket?item=3", "/shop/");
        SafeRedirect bad = redirects.check("/\\evil.example", "/shop/");
        assertEquals("/shop/basket?item=3", good.value());
        assertEquals("/shop/", bad.value());
        // docs: end
    }
}
