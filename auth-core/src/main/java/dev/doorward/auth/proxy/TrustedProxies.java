package dev.doorward.auth.proxy;

import dev.doorward.auth.identity.IpAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The proxies in front of the application whose headers are believed; nobody, unless their networks are named.
 *
 * <p>Guaranteed, if each of them adds the address of its peer to the headers of its family, or replaces them with it:
 * nobody but they decide what {@link #originOf} tells. Their lists are read from the end, where the nearest of them
 * wrote, and no farther than to the first address that is not one of theirs. Where something there is no address, the
 * last proxy before it stands for its client: whoever writes nonsense is counted with that proxy, and never as somebody
 * else.
 *
 * <p>Not guaranteed: anything about a proxy that hands on the headers of its clients without adding to them, and that
 * the address is a person's; a proxy that is not named here is where the way ends.
 *
 * <p>Immutable.
 */
public final class TrustedProxies {
    private static final TrustedProxies NONE = new TrustedProxies(HeaderFamily.X_FORWARDED, List.of());

    private final HeaderFamily family;
    private final List<Network> networks;

    private TrustedProxies(HeaderFamily family, List<Network> networks) {
        this.family = family;
        this.networks = networks;
    }

    /** Nobody is believed. */
    public static TrustedProxies none() {
        return NONE;
    }

    /**
     * @param networks addresses such as {@code 10.0.0.7} and networks such as {@code 10.0.0.0/8} or {@code fd00::/8}.
     *     Names are not looked up
     * @throws IllegalArgumentException if one is neither, or a network is so large that it would trust strangers, with
     *     all that are wrong and what to write
     */
    public static TrustedProxies of(HeaderFamily family, List<String> networks) {
        List<Network> parsed = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (String network : networks) {
            try {
                parsed.add(Network.of(network.strip()));
            } catch (IllegalArgumentException e) {
                problems.add(e.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
        return new TrustedProxies(family, List.copyOf(parsed));
    }

    public HeaderFamily family() {
        return family;
    }

    public boolean isEmpty() {
        return networks.isEmpty();
    }

    /** @param peer as the container tells it; false where that is no IP address, as of a Unix socket */
    public boolean include(@Nullable String peer) {
        IpAddress address = networks.isEmpty() ? null : IpAddress.parseOfPeer(peer);
        return address != null && include(address);
    }

    private boolean include(IpAddress address) {
        return networks.stream().anyMatch(network -> network.includes(address));
    }

    /**
     * Where a request began, by the headers of the {@link #family}.
     *
     * @param peer who the connection is with
     * @return empty if the peer is not one of these, so that its headers mean nothing
     */
    public Optional<Origin> originOf(@Nullable String peer, HeaderLines headers) {
        IpAddress address = networks.isEmpty() ? null : IpAddress.parseOfPeer(peer);
        if (address == null || !include(address)) {
            return Optional.empty();
        }
        String scheme = null;
        Iterator<Hop> hops = family.hops(headers);
        while (hops.hasNext()) {
            Hop hop = hops.next();
            scheme = hop.scheme();
            if (hop.address() == null) {
                break;
            }
            address = hop.address();
            if (!include(address)) {
                break;
            }
        }
        return Optional.of(new Origin(address.toString(), scheme));
    }

    /** The networks, as an operator would write them. */
    @Override
    public String toString() {
        return family.word() + " of " + networks;
    }
}
