package dev.doorward.auth.servlet.filter;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.Mode;
import dev.doorward.auth.identity.IpAddress;
import dev.doorward.auth.proxy.HeaderFamily;
import dev.doorward.auth.proxy.HeaderLines;
import dev.doorward.auth.proxy.Origin;
import dev.doorward.auth.proxy.TrustedProxies;
import dev.doorward.auth.servlet.endpoint.Clients;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows everything behind it the request as it was before a trusted proxy passed it on: {@code getRemoteAddr} is the
 * client's, {@code getScheme} and {@code isSecure} tell how the client asked, and {@code getServerName},
 * {@code getServerPort} and {@code getRequestURL} are of the base URL. Headers are left as they are.
 *
 * <p>Who is trusted is {@link dev.doorward.auth.proxy.TrustedProxies}' business, a setting. A request of anybody else
 * is passed on as it came, whatever it says; only https it must speak itself. No header ever changes host, path, query
 * or method: {@code X-Forwarded-Host}, {@code X-Forwarded-Prefix}, {@code X-Original-URL} and
 * {@code X-HTTP-Method-Override} mean nothing here.
 *
 * <p>A proxy that nobody has named makes all its clients look like one. What looks like that is logged once, with what
 * to set. The container must not read such headers itself (Jetty's {@code ForwardedRequestCustomizer}, Tomcat's
 * {@code RemoteIpValve}): it would replace the peer's address, by which a proxy is known.
 */
public final class ProxyFilter implements Filter {

    private static final Logger LOG = LoggerFactory.getLogger(ProxyFilter.class);

    private final TrustedProxies proxies;
    private final URI baseUrl;
    /** Whether there is nothing to explain, or no more. */
    private final AtomicBoolean explained;

    public ProxyFilter(Doorward doorward) {
        this.proxies = doorward.settings().trustedProxies();
        this.baseUrl = doorward.settings().baseUrl();
        // Development mode takes no proxy's word, so there is nothing to set.
        this.explained = new AtomicBoolean(doorward.settings().mode() == Mode.DEVELOPMENT);
    }

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) servletRequest;
        if (isSeenTo(request)) {
            // A later dispatch, in which the client's address stands in the place of the peer's.
            chain.doFilter(request, response);
            return;
        }
        HeaderLines headers = name -> Collections.list(request.getHeaders(name));
        Optional<Origin> origin = proxies.originOf(request.getRemoteAddr(), headers);
        explain(request, origin.isPresent());
        if (origin.isEmpty() && onlyClaimsTls(request)) {
            origin = Optional.of(new Origin(Clients.addressOf(request), "http"));
        }
        chain.doFilter(origin.isPresent() ? new ProxiedRequest(request, origin.get(), baseUrl) : request, response);
    }

    /**
     * Jetty takes the scheme from a request line such as {@code GET https://app.example/ HTTP/1.1}, which RFC 9110
     * section 7.4 forbids to believe of anybody but a trusted gateway. The connection is asked only where gateways are
     * named: otherwise TLS may end in front of a container that was told so (Tomcat's {@code secure="true"} and
     * {@code RemoteIpValve}, AJP, Jetty's {@code ForwardedRequestCustomizer}), and all of them leave the connection's
     * own answer at false.
     */
    private boolean onlyClaimsTls(HttpServletRequest request) {
        return !proxies.isEmpty()
                && request.isSecure()
                && !request.getServletConnection().isSecure();
    }

    private static boolean isSeenTo(HttpServletRequest request) {
        return request instanceof ServletRequestWrapper wrapper && wrapper.isWrapperFor(ProxiedRequest.class);
    }

    private void explain(HttpServletRequest request, boolean trusted) {
        if (explained.get()) {
            return;
        }
        List<String> unread = Stream.of(HeaderFamily.values())
                .filter(family -> !trusted || family != proxies.family())
                .flatMap(family -> family.names().stream())
                .filter(name -> request.getHeader(name) != null)
                .toList();
        if (unread.isEmpty()) {
            return;
        }
        String address = Clients.addressOf(request);
        if (!trusted && looksLikeOurs(address) && explained.compareAndSet(false, true)) {
            LOG.warn(
                    "{} sends {}, as a proxy does, and is not believed: all its clients count as one, and plain http as"
                            + " what they asked by. If it is yours, set DOORWARD_TRUSTED_PROXIES to its address or"
                            + " network, or trustedProxies(...); if it is not, this is somebody's try and nothing came"
                            + " of it",
                    address.isEmpty() ? "A peer without an address (a Unix socket?)" : address,
                    unread);
        } else if (trusted && readsNothingOf(request) && explained.compareAndSet(false, true)) {
            LOG.warn(
                    "The trusted proxy {} sends {}, but what is read is {}: all its clients count as one. Set"
                            + " DOORWARD_PROXY_HEADERS, or proxyHeaders(...), to what it writes",
                    address,
                    unread,
                    proxies.family().names());
        }
    }

    private boolean readsNothingOf(HttpServletRequest request) {
        return proxies.family().names().stream().allMatch(name -> request.getHeader(name) == null);
    }

    /** Strangers send such headers too, and are not to fill the log with advice. */
    static boolean looksLikeOurs(String peer) {
        IpAddress address = IpAddress.parse(peer);
        return address == null || address.isPrivate();
    }
}
