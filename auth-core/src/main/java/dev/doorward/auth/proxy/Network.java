package dev.doorward.auth.proxy;

import dev.doorward.auth.identity.IpAddress;

/** A network of addresses, by the bits that they share (RFC 4632). */
record Network(IpAddress address, int length) {
    private static final int SHORTEST = 8;
    private static final int SHORTEST_SIX = 16;
    private static final IpAddress UNIQUE_LOCAL = knownAddress("fc00::");
    private static final int UNIQUE_LOCAL_LENGTH = 7;

    /** @throws IllegalArgumentException if the text is none, with what to write */
    static Network of(String text) {
        int slash = text.indexOf('/');
        String written = slash < 0 ? text : text.substring(0, slash);
        IpAddress address = IpAddress.parse(written);
        if (address == null) {
            throw new IllegalArgumentException(
                    text + " is no IP address and no network; write it like 10.0.0.7, 10.0.0.0/8 or fd00::/8");
        }
        if (!address.isSix() && written.indexOf(':') >= 0) {
            throw new IllegalArgumentException(
                    text + " is an IPv4 address within IPv6; write " + address + " or a network of such addresses");
        }
        if (slash < 0) {
            return new Network(address, address.bits());
        }
        String bits = text.substring(slash + 1);
        if (!bits.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(bits) > address.bits()) {
            throw new IllegalArgumentException(
                    text + " has no length of 0 to " + address.bits() + " bits behind the slash");
        }
        Network network = new Network(address, Integer.parseInt(bits));
        if (network.trustsTheWorld()) {
            throw new IllegalArgumentException(
                    text + " trusts the whole Internet or a great part of it, so anybody could"
                            + " name any address as their own; write the addresses of the proxies");
        }
        if (!address.endsAfter(network.length)) {
            throw new IllegalArgumentException(text + " has more bits than its length; write " + address
                    + " alone, or the network's first address");
        }
        return network;
    }

    boolean includes(IpAddress other) {
        return address.sharesPrefix(other, length);
    }

    /** No provider has so much of it; unique local addresses (RFC 4193) are reached from no other network. */
    private boolean trustsTheWorld() {
        boolean isLocal = length >= UNIQUE_LOCAL_LENGTH && address.sharesPrefix(UNIQUE_LOCAL, UNIQUE_LOCAL_LENGTH);
        return !isLocal && length < (address.isSix() ? SHORTEST_SIX : SHORTEST);
    }

    private static IpAddress knownAddress(String text) {
        IpAddress address = IpAddress.parse(text);
        if (address == null) {
            throw new IllegalStateException(text);
        }
        return address;
    }

    @Override
    public String toString() {
        return length == address.bits() ? address.toString() : address + "/" + length;
    }
}
