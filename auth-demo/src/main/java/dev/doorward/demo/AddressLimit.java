package dev.doorward.demo;

import dev.doorward.auth.proxy.TrustedProxies;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SocketChannelEndPoint;

/** Closes a connection of an address that has its number already, before anything is read or encrypted for it. */
final class AddressLimit implements Connection.Listener {
    /** Of IPv6 the half that is given to one customer; the other half is theirs to choose. */
    private static final int NETWORK_BYTES = 8;

    private final int most;
    private final TrustedProxies proxies;
    private final Map<ByteBuffer, Integer> counts = new ConcurrentHashMap<>();

    /** A closed connection does not tell whose it was. */
    private final Map<Connection, ByteBuffer> owners = new ConcurrentHashMap<>();

    AddressLimit(int most, TrustedProxies proxies) {
        this.most = most;
        this.proxies = proxies;
    }

    @Override
    public void onOpened(Connection connection) {
        EndPoint endPoint = connection.getEndPoint();
        // What speaks HTTP within TLS is a connection too, over no socket of its own.
        if (endPoint instanceof SocketChannelEndPoint
                && endPoint.getRemoteSocketAddress() instanceof InetSocketAddress peer
                && peer.getAddress() != null
                && !proxies.include(peer.getAddress().getHostAddress())) {
            ByteBuffer owner = network(peer.getAddress());
            owners.put(connection, owner);
            if (counts.merge(owner, 1, Integer::sum) > most) {
                endPoint.close();
            }
        }
    }

    @Override
    public void onClosed(Connection connection) {
        ByteBuffer owner = owners.remove(connection);
        if (owner != null) {
            counts.computeIfPresent(owner, (same, count) -> count == 1 ? null : count - 1);
        }
    }

    private static ByteBuffer network(InetAddress address) {
        byte[] bytes = address.getAddress();
        return ByteBuffer.wrap(Arrays.copyOf(bytes, Math.min(bytes.length, NETWORK_BYTES)));
    }
}
