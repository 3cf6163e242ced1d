package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.identity.Client;
import dev.doorward.auth.identity.IpAddress;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;

/** Who asks: the connection's peer, or behind trusted proxies whom the step before this one took for the client. */
public final class Clients {
    private Clients() {}

    public static Client of(HttpServletRequest request) {
        return new Client(addressOf(request), Objects.toString(request.getHeader("User-Agent"), ""));
    }

    /** Empty for a peer that has none, as on a Unix socket. */
    public static String addressOf(HttpServletRequest request) {
        return Objects.toString(request.getRemoteAddr(), "");
    }

    /** Whether the peer is this machine. A peer without an address is not: a proxy may stand at the socket. */
    public static boolean isThisMachine(HttpServletRequest request) {
        IpAddress address = IpAddress.parseOfPeer(addressOf(request));
        return address != null && address.isLoopback();
    }
}
