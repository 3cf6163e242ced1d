package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.identity.Client;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;

/** Who asks, as the container tells: headers that a proxy would set are not believed. */
public final class Clients {
    private Clients() {}

    public static Client of(HttpServletRequest request) {
        return new Client(request.getRemoteAddr(), Objects.toString(request.getHeader("User-Agent"), ""));
    }
}
