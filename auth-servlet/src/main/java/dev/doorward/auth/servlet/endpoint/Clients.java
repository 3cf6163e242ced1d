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

    /** Whether the peer is this machine, by the spellings that containers use; whatever is none of them is far away. */
    public static boolean isThisMachine(HttpServletRequest request) {
        String address = request.getRemoteAddr();
        return address != null
                && (address.startsWith("127.")
                        || address.equals("0:0:0:0:0:0:0:1")
                        || address.equals("::1")
                        || address.equals("[::1]")
                        || address.equals("[0:0:0:0:0:0:0:1]"));
    }
}
