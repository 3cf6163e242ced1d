package dev.doorward.auth.servlet.filter;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.Mode;
import dev.doorward.auth.login.LoginResult;
import dev.doorward.auth.secret.CookieSigner;
import dev.doorward.auth.servlet.cookie.CookieName;
import dev.doorward.auth.servlet.cookie.Cookies;
import dev.doorward.auth.servlet.endpoint.Answers;
import dev.doorward.auth.servlet.endpoint.Clients;
import dev.doorward.auth.session.Session;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Names each request and finds out who sends it.
 *
 * <p>The session is looked up once per request, and only when there is a cookie for it. A browser without a session but
 * with a remembered login gets a new session with its next GET. Whoever is unknown goes on as a stranger: what they may
 * see is the {@link GuardFilter}'s business. When it cannot be found out who somebody is, because the database is away
 * for example, the answer is 503 and nobody is let in.
 *
 * <p>Every answer carries {@code X-Request-Id}, and the logging context (MDC) has the same as {@code request}, and
 * {@code account} where somebody is logged in. An id that a client sends is not believed.
 */
public final class AuthenticationFilter implements Filter {

    private static final Logger LOG = LoggerFactory.getLogger(AuthenticationFilter.class);
    static final String MDC_REQUEST = "request";
    private static final String MDC_ACCOUNT = "account";

    private final Doorward doorward;
    private final Answers answers;
    private final Cookies cookies;
    private final DoorwardRequest.Services services;
    private final RequestIds ids;
    private final boolean onlyLoopback;

    /** With the built-in pages. */
    public AuthenticationFilter(Doorward doorward) {
        this(doorward, Answers.builtIn(doorward));
    }

    public AuthenticationFilter(Doorward doorward, Answers answers) {
        this.doorward = doorward;
        this.answers = answers;
        this.cookies = new Cookies(doorward.settings().baseUrl());
        this.services = new DoorwardRequest.Services(
                new CsrfTokens(doorward.keys(), cookies, doorward.random()),
                cookies,
                new CookieSigner(doorward.keys(), "flash"),
                doorward.clock(),
                doorward.random());
        this.ids = new RequestIds(doorward.random());
        this.onlyLoopback = doorward.settings().mode() == Mode.DEVELOPMENT;
    }

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) servletRequest;
        HttpServletResponse response = (HttpServletResponse) servletResponse;
        DoorwardRequest known = DoorwardRequest.of(request);
        if (known != null && isInside(request)) {
            chain.doFilter(known.isWithin(request) ? request : new DoorwardRequest(request, response, known), response);
            return;
        }
        String id = known == null ? ids.next() : known.id();
        response.setHeader(Answers.REQUEST_ID, id);
        MDC.put(MDC_REQUEST, id);
        try {
            DoorwardRequest wrapped =
                    known == null ? identified(request, response, id) : new DoorwardRequest(request, response, known);
            if (wrapped == null) {
                return;
            }
            Session session = wrapped.session();
            if (session != null) {
                MDC.put(MDC_ACCOUNT, session.account().toString());
            }
            chain.doFilter(wrapped, response);
        } finally {
            MDC.remove(MDC_ACCOUNT);
            MDC.remove(MDC_REQUEST);
        }
    }

    /** Whether this dispatch runs inside another one, whose end is not the end of the request. */
    private static boolean isInside(HttpServletRequest request) {
        DispatcherType type = request.getDispatcherType();
        return type == DispatcherType.FORWARD || type == DispatcherType.INCLUDE;
    }

    /** The request with whoever sends it, or null if it has been answered. */
    private @Nullable DoorwardRequest identified(HttpServletRequest request, HttpServletResponse response, String id)
            throws IOException, ServletException {
        if (onlyLoopback && !Clients.isThisMachine(request)) {
            String rule = "development mode serves this machine alone";
            answers.deny(request, response, HttpServletResponse.SC_FORBIDDEN, "forbidden", rule);
            return null;
        }
        try {
            return new DoorwardRequest(request, response, services, id, session(request, response));
        } catch (RuntimeException e) {
            LOG.error("Nobody could be identified, so nobody is let in", e);
            if (request.getDispatcherType() == DispatcherType.ERROR) {
                return new DoorwardRequest(request, response, services, id, null);
            }
            answers.outage(request, response);
            return null;
        }
    }

    private @Nullable Session session(HttpServletRequest request, HttpServletResponse response) {
        String token = cookies.read(request, CookieName.SESSION);
        Session session = token == null
                ? null
                : doorward.sessions()
                        .find(token, Clients.addressOf(request), request.getHeader("User-Agent"))
                        .orElse(null);
        return session == null && request.getMethod().equals("GET") ? remembered(request, response) : session;
    }

    private @Nullable Session remembered(HttpServletRequest request, HttpServletResponse response) {
        String token = cookies.read(request, CookieName.REMEMBER);
        if (token == null || response.isCommitted()) {
            return null;
        }
        if (doorward.login().withRemembered(token, Clients.of(request)) instanceof LoginResult.LoggedIn loggedIn) {
            cookies.writeLogin(response, loggedIn.issued(), doorward.clock());
            return loggedIn.issued().session();
        }
        cookies.expire(response, CookieName.REMEMBER);
        return null;
    }
}
