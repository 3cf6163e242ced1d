package dev.doorward.demo;

import dev.doorward.auth.proxy.TrustedProxies;
import java.time.Duration;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.ServerConnector;

/**
 * How many connections a port takes. Each port has limits of its own, so that whoever fills one leaves the others open.
 *
 * @param most at a time; the memory is not to be full first
 * @param mostOfOneAddress so that no single one fills the port
 * @param patience how long one may go without a whole request
 */
record ConnectionLimits(int most, int mostOfOneAddress, Duration patience) {
    /** How long a connection may say nothing while there are that many. */
    private static final Duration IDLE_WHEN_FULL = Duration.ofSeconds(2);

    /** @param proxies whose connections are those of many, and not counted by address */
    void of(ServerConnector connector, TrustedProxies proxies) {
        NetworkConnectionLimit limit = new NetworkConnectionLimit(most, connector);
        limit.setEndPointIdleTimeout(IDLE_WHEN_FULL.toMillis());
        connector.addBean(limit);
        connector.addBean(new AddressLimit(mostOfOneAddress, proxies));
        connector.addBean(new RequestDeadline(connector.getScheduler(), patience));
    }
}
