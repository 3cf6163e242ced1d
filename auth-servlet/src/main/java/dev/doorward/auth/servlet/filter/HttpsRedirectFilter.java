package dev.doorward.auth.servlet.filter;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.Mode;
import dev.doorward.auth.Settings;
import dev.doorward.auth.servlet.endpoint.Answers;
import dev.doorward.auth.servlet.endpoint.Clients;
import dev.doorward.auth.servlet.endpoint.Programs;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Lets in only what came encrypted, as {@code request.isSecure()} has it, which on Jetty believes a request line that
 * names https unless a {@link ProxyFilter} with trusted proxies stands in front. A page that somebody asks for in the
 * clear leads to the same path of the base URL (308); everything else is refused with 403: a form or a program's key
 * that was sent in the clear has told its secrets, and carrying it over would only hide that (ASVS 5.0, 4.1.2).
 *
 * <p>The way leads to the base URL, whatever {@code Host} or the request line name.
 *
 * <p>Where TLS ends in front of this server and nobody has told it so, every page would lead to itself for ever. A
 * request that such a proxy passed on is answered with 500 and an explanation instead, and the log says what to set. It
 * is known by what the proxy says, in a header that is not believed, or by what the browser does: it sends
 * {@code Sec-Fetch-...} only to what it reaches by https, or on its own machine (W3C Fetch Metadata).
 *
 * <p>Does nothing in development mode, which serves this machine alone. To be put behind a {@link ProxyFilter} and in
 * front of an {@link AuthenticationFilter}, which would take a session from the clear.
 */
public final class HttpsRedirectFilter implements Filter {

    private static final Logger LOG = LoggerFactory.getLogger(HttpsRedirectFilter.class);

    /** RFC 9110 section 15.4.9, without a constant in the servlet API. */
    private static final int PERMANENT_REDIRECT = 308;

    private static final Set<String> PAGES = Set.of("GET", "HEAD");

    /** What proxies say of the scheme, RFC 7239's apart. */
    private static final List<String> SCHEMES = List.of(
            "X-Forwarded-Proto",
            "X-Forwarded-Scheme",
            "X-Forwarded-Protocol",
            "X-Forwarded-Ssl",
            "X-Url-Scheme",
            "X-Scheme",
            "Front-End-Https",
            "CloudFront-Forwarded-Proto",
            "CF-Visitor");

    private final Answers answers;
    private final Settings settings;
    private final RequestIds ids;
    private final boolean always;
    private final boolean browsersTell;
    private final AtomicBoolean explained = new AtomicBoolean();

    /** With the built-in pages. */
    public HttpsRedirectFilter(Doorward doorward) {
        this(doorward, Answers.builtIn(doorward));
    }

    public HttpsRedirectFilter(Doorward doorward, Answers answers) {
        this.answers = answers;
        this.settings = doorward.settings();
        this.ids = new RequestIds(doorward.random());
        this.always = settings.mode() == Mode.PRODUCTION;
        this.browsersTell = !settings.isLocal();
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        // The container's error page tells nothing that needs TLS, and what is included was asked for encrypted.
        DispatcherType type = request.getDispatcherType();
        if (!always || request.isSecure() || type == DispatcherType.ERROR || type == DispatcherType.INCLUDE) {
            chain.doFilter(request, response);
            return;
        }
        String id = ids.next();
        HttpServletResponse answer = (HttpServletResponse) response;
        answer.setHeader(Answers.REQUEST_ID, id);
        MDC.put(AuthenticationFilter.MDC_REQUEST, id);
        try {
            answer((HttpServletRequest) request, answer);
        } finally {
            MDC.remove(AuthenticationFilter.MDC_REQUEST);
        }
    }

    private void answer(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
        if (isEncryptedInFront(request)) {
            explain(request);
            answers.refuse(request, response, HttpServletResponse.SC_INTERNAL_SERVER_ERROR, "proxy_unknown", null);
        } else if (!PAGES.contains(request.getMethod()) || Programs.asks(request) || isForwarded(request)) {
            answers.deny(
                    request, response, HttpServletResponse.SC_FORBIDDEN, "https_needed", "only pages are led to https");
        } else {
            String target = target(request);
            if (target == null) {
                answers.refuse(request, response, HttpServletResponse.SC_BAD_REQUEST, "malformed_request", null);
            } else {
                answers.sendTo(PERMANENT_REDIRECT, settings.origin() + target, request, response);
            }
        }
    }

    /** Another filter forwarded what this one has not seen; where that was meant to lead is not this one's to guess. */
    private static boolean isForwarded(HttpServletRequest request) {
        return request.getDispatcherType() != DispatcherType.REQUEST;
    }

    /** The same path as browsers see it, and the query; or null where it is no path that one can be led to. */
    private @Nullable String target(HttpServletRequest request) {
        String uri = request.getRequestURI();
        String container = request.getContextPath();
        if (!uri.startsWith(container)) {
            return null;
        }
        // The context path as browsers see it may be another than the container's, behind a proxy.
        String path = settings.contextPath() + uri.substring(container.length());
        String query = request.getQueryString();
        String target = (path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
        return isPlain(target) ? target : null;
    }

    /** Behind scheme and host it leads nowhere else, whatever it is; but nobody is to take a part of it for a host. */
    private static boolean isPlain(String target) {
        return target.startsWith("/")
                && !target.startsWith("//")
                && target.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '\\');
    }

    /** Or may be: to lead it to where it comes from would never end. */
    private boolean isEncryptedInFront(HttpServletRequest request) {
        if (ProxiedRequest.isUntold(request)) {
            return true;
        }
        boolean browserTells = browsersTell && request.getHeader("Sec-Fetch-Mode") != null;
        return browserTells
                || saysHttps(request.getHeader("Forwarded"))
                || SCHEMES.stream().anyMatch(name -> saysHttps(request.getHeader(name)));
    }

    private static boolean saysHttps(@Nullable String header) {
        if (header == null) {
            return false;
        }
        String text = header.toLowerCase(Locale.ROOT);
        return text.contains("https") || text.equals("on");
    }

    /** Once, since whoever likes can send such requests; and not of strangers, whom nobody is to take for his proxy. */
    private void explain(HttpServletRequest request) {
        String address = Clients.addressOf(request);
        if (ProxiedRequest.isUntold(request)) {
            if (explained.compareAndSet(false, true)) {
                LOG.error(
                        "A trusted proxy does not say how {} asked it, so nobody can be let in. Have it send"
                                + " X-Forwarded-Proto, or proto in Forwarded, whichever DOORWARD_PROXY_HEADERS names."
                                + " This is said once",
                        address);
            }
        } else if (ProxyFilter.looksLikeOurs(address) && explained.compareAndSet(false, true)) {
            LOG.error(
                    "{} passed on in the clear what was sent by https, and is not believed, so nobody can be let in. If"
                            + " it is your proxy, set DOORWARD_TRUSTED_PROXIES to its address, or trustedProxies(...),"
                            + " and have it send X-Forwarded-Proto; if it is not, somebody only pretends. This is said"
                            + " once",
                    address);
        }
    }
}
