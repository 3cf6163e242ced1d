package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.identity.Client;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;

/** Who asks: the connection's peer, or behind trusted proxies whom the step before this one took for the client. */
public final class Clients {
    private Clients() {}

    public static Client of(HttpServletRequest request) {
        return new Client(
                Objects.toString(request.getRemoteAddr(), ""), Objects.toString(request.getHeader("User-Agent"), ""));
    }
}
