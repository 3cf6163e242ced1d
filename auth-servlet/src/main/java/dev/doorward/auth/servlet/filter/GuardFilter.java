package dev.doorward.auth.servlet.filter;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.Settings;
import dev.doorward.auth.servlet.Guard;
import dev.doorward.auth.servlet.Guard.Verdict;
import dev.doorward.auth.servlet.Guards;
import dev.doorward.auth.servlet.LoginNeededException;
import dev.doorward.auth.servlet.endpoint.Answers;
import dev.doorward.auth.servlet.endpoint.Programs;
import dev.doorward.auth.session.Session;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets in whom the guard of a path and the {@link dev.doorward.auth.servlet.LoginRequired} of its servlet let in.
 *
 * <p>It must be registered for all dispatcher types: a page that everybody may see could otherwise forward to one that
 * they may not. What a page is made of (a FORWARD or INCLUDE to {@code /WEB-INF/*}, a directory's welcome file)
 * inherits the decision of the request; every other target needs its own right. An included page that lacks it is left
 * out. The error pages of the container are always shown, and from within one nobody is redirected.
 *
 * <p>A path on which readers of paths disagree is answered with 400, and TRACE with 405 whatever the path.
 */
public final class GuardFilter implements Filter {

    private static final Logger LOG = LoggerFactory.getLogger(GuardFilter.class);
    private static final int LONGEST_NEXT = 2000;
    private static final String EVERYTHING_BUT_TRACE = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
    static final String BY_PAGE = "the page itself needs a login";
    private static final String IN_ERROR_PAGE = GuardFilter.class.getName() + ".inErrorPage";

    private final Guards guards;
    private final Answers answers;
    private final Clock clock;
    private final Settings settings;
    private final String loginPage;
    private final String confirmPage;
    private final AnnotatedGuards annotated = new AnnotatedGuards();

    /** With the built-in pages. Freezes the guards. */
    public GuardFilter(Doorward doorward, Guards guards) {
        this(doorward, guards, Answers.builtIn(doorward));
    }

    /**
     * Freezes the guards.
     *
     * @throws IllegalArgumentException if there are wrong or repeated patterns
     */
    public GuardFilter(Doorward doorward, Guards guards, Answers answers) {
        this.guards = guards.freeze();
        this.answers = answers;
        this.clock = doorward.clock();
        this.settings = doorward.settings();
        String own = settings.loginPage();
        String auth = settings.contextPath() + settings.prefix();
        this.loginPage = own == null ? auth + "/login" : settings.contextPath() + own;
        this.confirmPage = auth + "/confirm";
    }

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) servletRequest;
        HttpServletResponse response = (HttpServletResponse) servletResponse;
        // Tomcat calls it ERROR too when an error page forwards; that is the page's doing and not the container's.
        if (request.getDispatcherType() == DispatcherType.ERROR && request.getAttribute(IN_ERROR_PAGE) == null) {
            showErrorPage(request, response, chain);
            return;
        }
        if (request.getMethod().equals("TRACE")) {
            // HttpServlet answers it with the request's headers, so with cookies that no script may read (HttpOnly).
            response.setHeader("Allow", EVERYTHING_BUT_TRACE);
            notServed(request, response, HttpServletResponse.SC_METHOD_NOT_ALLOWED, "method_not_allowed");
            return;
        }
        String path = DispatchPath.of(request);
        Guard guard = path == null ? null : guardOf(request, path);
        if (path == null || guard == null) {
            notServed(request, response, HttpServletResponse.SC_BAD_REQUEST, "malformed_request");
            return;
        }
        DoorwardRequest known = DoorwardRequest.of(request);
        Session session = known == null ? null : known.session();
        Verdict ofPath = guard.verdict(session, clock);
        if (ofPath != Verdict.ADMITTED) {
            refuse(request, response, ofPath, patternOf(request, path) + " " + guard.lacking(ofPath));
            return;
        }
        Guard ofServlet = annotated.of(request);
        Verdict further = ofServlet.verdict(session, clock);
        if (further != Verdict.ADMITTED) {
            refuse(request, response, further, annotated.nameOf(request) + " " + ofServlet.lacking(further));
            return;
        }
        if (known != null) {
            known.admit();
        }
        if (!guard.isOpen() && !response.isCommitted()) {
            response.setHeader("Cache-Control", "no-store");
        }
        pass(request, response, chain);
    }

    private static void showErrorPage(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        request.setAttribute(IN_ERROR_PAGE, true);
        try {
            chain.doFilter(request, response);
        } finally {
            request.removeAttribute(IN_ERROR_PAGE);
        }
    }

    private @Nullable Guard guardOf(HttpServletRequest request, String path) {
        if (WelcomeFile.isOneOf(request, path) && !guards.isListedExactly(path)) {
            return guards.guardOf(WelcomeFile.directoryOf(path));
        }
        Guard guard = guards.guardOf(path);
        return guard != null && isPartOfAdmitted(request, path) ? Guard.open() : guard;
    }

    private String patternOf(HttpServletRequest request, String path) {
        boolean isWelcomeFile = WelcomeFile.isOneOf(request, path) && !guards.isListedExactly(path);
        return guards.patternOf(isWelcomeFile ? WelcomeFile.directoryOf(path) : path);
    }

    /** What is in {@code WEB-INF} can be seen through another page only, and so is as open as that page is. */
    private static boolean isPartOfAdmitted(HttpServletRequest request, String path) {
        if (!path.startsWith("/WEB-INF/") || request.getDispatcherType() == DispatcherType.REQUEST) {
            return false;
        }
        // A filter in front of this one may have forwarded a request that no guard has seen.
        DoorwardRequest known = DoorwardRequest.of(request);
        return isErrorPage(request) || (known != null && known.isAdmitted());
    }

    private void pass(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getDispatcherType() != DispatcherType.REQUEST) {
            chain.doFilter(request, response);
            return;
        }
        try {
            chain.doFilter(request, response);
        } catch (LoginNeededException e) {
            refuse(request, response, Verdict.LOGIN_NEEDED, BY_PAGE);
        } catch (ServletException e) {
            // Frameworks and JSP wrap what a page throws.
            if (!(e.getRootCause() instanceof LoginNeededException)) {
                throw e;
            }
            refuse(request, response, Verdict.LOGIN_NEEDED, BY_PAGE);
        }
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, Verdict verdict, String rule)
            throws IOException, ServletException {
        if (verdict == Verdict.ROLE_NEEDED) {
            deny(request, response, HttpServletResponse.SC_FORBIDDEN, "forbidden", rule);
        } else if (Programs.asks(request) || isErrorPage(request)) {
            String code = verdict == Verdict.LOGIN_NEEDED ? "login_needed" : "fresh_login_needed";
            deny(request, response, HttpServletResponse.SC_UNAUTHORIZED, code, rule);
        } else if (request.getDispatcherType() == DispatcherType.INCLUDE) {
            leaveOut(request);
        } else {
            answers.sendTo(
                    HttpServletResponse.SC_SEE_OTHER,
                    (verdict == Verdict.LOGIN_NEEDED ? loginPage : confirmPage) + next(request),
                    request,
                    response);
        }
    }

    private void deny(HttpServletRequest request, HttpServletResponse response, int status, String code, String rule)
            throws IOException, ServletException {
        switch (request.getDispatcherType()) {
            case REQUEST -> answers.deny(request, response, status, code, rule);
            case INCLUDE -> leaveOut(request);
            default -> answers.denyWithin(request, response, status, rule);
        }
    }

    private void notServed(HttpServletRequest request, HttpServletResponse response, int status, String code)
            throws IOException, ServletException {
        switch (request.getDispatcherType()) {
            case REQUEST -> answers.refuse(request, response, status, code, null);
            case INCLUDE -> leaveOut(request);
            default -> {
                // The page that forwards may have begun to write in a way of its own; the container sorts that out.
                if (!response.isCommitted()) {
                    response.sendError(status);
                }
            }
        }
    }

    /** An included page has neither a status nor headers of its own, so nothing is all that can be said. */
    private static void leaveOut(HttpServletRequest request) {
        LOG.warn(
                "{} includes {}, which its reader may not see; it was left out",
                request.getServletPath(),
                DispatchPath.of(request));
    }

    /** From within an error page a redirect would hide the error, and could go round in circles. */
    private static boolean isErrorPage(HttpServletRequest request) {
        return request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) != null;
    }

    /**
     * Where to go on after the login: back to the document somebody was about to see, and to nothing else that a page
     * asks for on its own, such as an icon, a script or what a form posts.
     */
    private String next(HttpServletRequest request) {
        if (!request.getMethod().equals("GET") || !isDocument(request)) {
            return "";
        }
        boolean forwarded = request.getDispatcherType() == DispatcherType.FORWARD;
        Object uri = forwarded ? request.getAttribute(RequestDispatcher.FORWARD_REQUEST_URI) : request.getRequestURI();
        Object query =
                forwarded ? request.getAttribute(RequestDispatcher.FORWARD_QUERY_STRING) : request.getQueryString();
        String contextPath = request.getContextPath();
        if (uri == null || !uri.toString().startsWith(contextPath)) {
            return "";
        }
        // The context path as browsers see it may be another than the container's, behind a proxy.
        String target = settings.contextPath()
                + uri.toString().substring(contextPath.length())
                + (query == null ? "" : "?" + query);
        return target.length() > LONGEST_NEXT ? "" : "?next=" + URLEncoder.encode(target, StandardCharsets.UTF_8);
    }

    private static boolean isDocument(HttpServletRequest request) {
        String destination = request.getHeader("Sec-Fetch-Dest");
        String accepted = request.getHeader("Accept");
        return destination == null
                ? accepted != null && accepted.contains("text/html")
                : destination.equals("document");
    }
}
