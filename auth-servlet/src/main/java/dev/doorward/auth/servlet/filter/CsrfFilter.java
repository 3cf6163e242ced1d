package dev.doorward.auth.servlet.filter;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.Settings;
import dev.doorward.auth.servlet.cookie.Cookies;
import dev.doorward.auth.servlet.endpoint.Answers;
import dev.doorward.auth.servlet.endpoint.Programs;
import dev.doorward.auth.servlet.endpoint.RequestBody;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Refuses state-changing requests that another site made a browser send.
 *
 * <p>An application's forms keep working as they are. In this order a request is
 *
 * <ol>
 *   <li>let pass when the browser says it is from this origin ({@code Sec-Fetch-Site: same-origin}), and refused when
 *       from another of the same site or from another site;
 *   <li>where the browser does not say: let pass when its {@code Origin} is the base URL's, refused when it is
 *       another's;
 *   <li>where it says neither, or {@code Origin: null}: let pass with a token, in the header {@code X-CSRF-Token} or
 *       the form field {@code _csrf}, whose value a page has in the request attribute {@code csrfToken}. The field is
 *       read only of a body of type {@code application/x-www-form-urlencoded}, by {@code getParameter}; any other body
 *       is left alone.
 * </ol>
 *
 * <p>A request that brings no cookie and no credentials that browsers send by themselves needs none of this, if it is a
 * program's: one with a bearer token, or one that says nothing of where it comes from. GET, HEAD, OPTIONS and TRACE
 * pass: they must not change anything (RFC 9110 section 9.2.1).
 */
public final class CsrfFilter implements Filter {

    private static final String HEADER = "X-CSRF-Token";
    private static final String FIELD = "_csrf";
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    private final Answers answers;
    private final Predicate<String> strict;
    private final CsrfTokens tokens;
    private final String origin;

    /** What a request's headers tell about the page that sent it. */
    private enum Sender {
        OURS,
        FOREIGN,
        UNTOLD
    }

    /** For an application's own pages alone. */
    public CsrfFilter(Doorward doorward) {
        this(doorward, Answers.builtIn(doorward), path -> false);
    }

    /** @param strict tells the account system's own paths, where every request needs a token that rides on a cookie */
    public CsrfFilter(Doorward doorward, Answers answers, Predicate<String> strict) {
        Settings settings = doorward.settings();
        this.answers = answers;
        this.strict = strict;
        this.tokens = new CsrfTokens(doorward.keys(), new Cookies(settings.baseUrl()), doorward.random());
        this.origin = settings.origin();
    }

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) servletRequest;
        HttpServletResponse response = (HttpServletResponse) servletResponse;
        boolean changesNothing = SAFE.contains(request.getMethod());
        // Later dispatches of a request are made by the application, not by a browser.
        String objection =
                changesNothing || request.getDispatcherType() != DispatcherType.REQUEST ? null : objectionTo(request);
        if (objection == null) {
            chain.doFilter(request, response);
        } else {
            answers.deny(request, response, HttpServletResponse.SC_FORBIDDEN, "csrf", objection);
        }
    }

    /** Why the request is refused, in words for the log; null where it passes. */
    private @Nullable String objectionTo(HttpServletRequest request) throws IOException {
        String path = DispatchPath.of(request);
        if (path == null) {
            return "the path can be read in two ways";
        }
        return strict.test(path) ? strictObjection(request) : looseObjection(request);
    }

    private @Nullable String looseObjection(HttpServletRequest request) {
        boolean bringsNoCookie = request.getHeader("Cookie") == null;
        String authorization = request.getHeader("Authorization");
        if (bringsNoCookie && authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return null;
        }
        return switch (sender(request)) {
            case OURS -> null;
            case FOREIGN -> foreign(request);
            case UNTOLD ->
                bringsNoCookie && authorization == null && request.getHeader("Origin") == null
                        ? null
                        : objectionToToken(request, fieldOf(request));
        };
    }

    /**
     * A token always, but from a program without cookies that sends JSON, which no page of another site can make a
     * browser send.
     */
    private @Nullable String strictObjection(HttpServletRequest request) throws IOException {
        if (sender(request) == Sender.FOREIGN) {
            return foreign(request);
        }
        boolean isBareProgram = request.getHeader("Cookie") == null
                && request.getHeader("Authorization") == null
                && Programs.sendsJson(request);
        if (isBareProgram || request.getHeader(HEADER) != null) {
            return isBareProgram ? null : objectionToToken(request, null);
        }
        RequestBody body = RequestBody.of(request);
        // What cannot be read changes nothing, and its endpoint says better what is wrong with it.
        return body instanceof RequestBody.Fields fields ? objectionToToken(request, fields.get(FIELD)) : null;
    }

    /** An operator whose base URL is wrong finds out here. */
    private String foreign(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        boolean toldBySite = "same-site".equals(site) || "cross-site".equals(site);
        return toldBySite
                ? "another site sent the request: Sec-Fetch-Site is " + site
                : "another site sent the request: Origin is " + request.getHeader("Origin") + " and not " + origin;
    }

    private Sender sender(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if ("same-origin".equals(site)) {
            return Sender.OURS;
        }
        if ("same-site".equals(site) || "cross-site".equals(site)) {
            return Sender.FOREIGN;
        }
        // Absent, or "none": a person's own doing such as a bookmark. Neither tells of a site.
        String sentOrigin = request.getHeader("Origin");
        if (sentOrigin == null || sentOrigin.equals("null")) {
            return Sender.UNTOLD;
        }
        return sentOrigin.equalsIgnoreCase(origin) ? Sender.OURS : Sender.FOREIGN;
    }

    private @Nullable String objectionToToken(HttpServletRequest request, @Nullable String field) {
        String header = request.getHeader(HEADER);
        String token = header == null ? field : header;
        if (tokens.fits(request, DoorwardRequest.sessionOf(request), token)) {
            return null;
        }
        return token == null ? "there is no CSRF token" : "the CSRF token is not of this session or browser";
    }

    private static @Nullable String fieldOf(HttpServletRequest request) {
        boolean isForm = Programs.mediaType(request).equals("application/x-www-form-urlencoded")
                && request.getHeader(HEADER) == null;
        if (!isForm) {
            return null;
        }
        try {
            return request.getParameter(FIELD);
        } catch (RuntimeException e) {
            // Each container has its own for a body that it cannot read; there is no token in such a one.
            return null;
        }
    }
}
