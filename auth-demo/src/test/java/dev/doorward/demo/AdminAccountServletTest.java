package dev.doorward.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.doorward.auth.identity.Client;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

class AdminAccountServletTest {
    /** As one that came by a Unix socket: containers know no address then. */
    @Test
    void an_administrator_whose_request_has_no_address_is_recorded_without_one() {
        HttpServletRequest request = (HttpServletRequest) Proxy.newProxyInstance(
                HttpServletRequest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> null);
        assertEquals(Client.unknown(), AdminAccountServlet.client(request));
    }
}
