package dev.doorward.auth.servlet.filter;

import dev.doorward.auth.secret.CookieSigner;
import dev.doorward.auth.servlet.CurrentUser;
import dev.doorward.auth.servlet.Flash;
import dev.doorward.auth.servlet.cookie.Cookies;
import dev.doorward.auth.session.Session;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The request as the application sees it, and everything known about it. It is all there is per request, so whatever
 * most pages never ask for is made when it is asked for.
 *
 * <p>It also stands as an attribute in the container's own request: an ERROR or ASYNC dispatch begins with that one,
 * and a framework may have kept it.
 */
final class DoorwardRequest extends HttpServletRequestWrapper {

    /** What requests need to make these things. */
    record Services(CsrfTokens csrf, Cookies cookies, CookieSigner flash, Clock clock, SecureRandom random) {}

    private static final String ATTRIBUTE = CurrentUser.class.getName();
    private static final String FLASH = Flash.class.getName();
    private static final Set<String> LAZY = Set.of("csrfToken", "cspNonce", "flash");
    private static final int NONCE_BYTES = 16;

    private final Services services;
    private final String id;
    private final @Nullable Session session;
    private HttpServletResponse response;
    private boolean admitted;
    private @Nullable CurrentUser user;
    private @Nullable String csrfToken;
    private @Nullable String nonce;
    private @Nullable Flash flash;

    DoorwardRequest(
            HttpServletRequest request,
            HttpServletResponse response,
            Services services,
            String id,
            @Nullable Session session) {
        super(request);
        this.services = services;
        this.response = response;
        this.id = id;
        this.session = session;
        request.setAttribute(ATTRIBUTE, this);
    }

    /** What is known already of a request that a later dispatch begins anew. */
    DoorwardRequest(HttpServletRequest request, HttpServletResponse response, DoorwardRequest earlier) {
        this(request, response, earlier.services, earlier.id, earlier.session);
        this.admitted = earlier.admitted;
        this.csrfToken = earlier.csrfToken;
        this.nonce = earlier.nonce;
        this.flash = earlier.flash;
    }

    /** What the {@link AuthenticationFilter} found out, or null where there was none in front. */
    static @Nullable DoorwardRequest of(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof DoorwardRequest known ? known : null;
    }

    /** Who is logged in, or null; also where there was no {@link AuthenticationFilter} in front. */
    static @Nullable Session sessionOf(ServletRequest request) {
        DoorwardRequest known = of(request);
        return known == null ? null : known.session;
    }

    boolean isWithin(ServletRequest request) {
        return request == this || (request instanceof ServletRequestWrapper wrapper && wrapper.isWrapperFor(this));
    }

    String id() {
        return id;
    }

    @Nullable
    Session session() {
        return session;
    }

    /** Whether a guard has let in the request itself, so that pages it is made of may inherit that. */
    boolean isAdmitted() {
        return admitted;
    }

    void admit() {
        admitted = true;
    }

    /** @param shown the response that the application is about to see */
    void answeredBy(HttpServletResponse shown) {
        response = shown;
    }

    /**
     * With this request and its response, as whoever writes {@code startAsync(request, response)} begins it. Without
     * the two, containers hand the later answer their own response, which no filter has seen: it could give up the
     * security headers, and let caches keep a cookie.
     */
    @Override
    public AsyncContext startAsync() {
        return startAsync(this, response);
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        Object value = super.getAttribute(name);
        if (value != null) {
            return value;
        }
        // Only when the application has not set an attribute of that name: its own wins.
        return switch (name) {
            case "currentUser" -> user();
            case "csrfToken" -> csrfToken();
            case "cspNonce" -> nonce();
            case "flash" -> Flash.of(this);
            default -> name.equals(FLASH) ? flash() : null;
        };
    }

    @Override
    public Enumeration<String> getAttributeNames() {
        Set<String> names = new LinkedHashSet<>(Collections.list(super.getAttributeNames()));
        names.addAll(LAZY);
        if (session != null) {
            names.add("currentUser");
        }
        return Collections.enumeration(names);
    }

    @Override
    public @Nullable String getParameter(String name) {
        return readable(() -> super.getParameter(name));
    }

    @Override
    public String @Nullable [] getParameterValues(String name) {
        return readable(() -> super.getParameterValues(name));
    }

    @Override
    public Enumeration<String> getParameterNames() {
        return readable(super::getParameterNames);
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        return readable(super::getParameterMap);
    }

    private static <T extends @Nullable Object> T readable(Supplier<T> parameters) {
        try {
            return parameters.get();
        } catch (RuntimeException e) {
            throw new UnreadableParametersException(e);
        }
    }

    @Override
    public @Nullable String getRemoteUser() {
        CurrentUser current = user();
        return current == null ? super.getRemoteUser() : current.getName();
    }

    @Override
    public @Nullable Principal getUserPrincipal() {
        CurrentUser current = user();
        return current == null ? super.getUserPrincipal() : current;
    }

    @Override
    public boolean isUserInRole(String role) {
        CurrentUser current = user();
        return current == null ? super.isUserInRole(role) : current.hasRole(role);
    }

    @Override
    public @Nullable String getAuthType() {
        return session == null ? super.getAuthType() : FORM_AUTH;
    }

    private @Nullable CurrentUser user() {
        if (session == null) {
            return null;
        }
        if (user == null) {
            keepPrivate();
            user = CurrentUser.of(session);
        }
        return user;
    }

    private String csrfToken() {
        if (csrfToken == null) {
            keepPrivate();
            csrfToken = services.csrf().issue(this, response, session);
        }
        return csrfToken;
    }

    private String nonce() {
        if (nonce == null) {
            byte[] bytes = new byte[NONCE_BYTES];
            services.random().nextBytes(bytes);
            nonce = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            // Kept and shown again, it would be known to whoever looks for a place to put a script.
            keepOutOfCaches();
        }
        SecuredResponse secured = SecuredResponse.of(response);
        if (secured != null) {
            secured.allow(nonce);
        }
        return nonce;
    }

    private Flash flash() {
        if (flash == null) {
            flash = new Flash(services.cookies(), services.flash(), services.clock(), this, response);
        }
        return flash;
    }

    /** A page anybody may see turns into one for its reader alone as soon as it asks who that is. */
    private void keepPrivate() {
        if (session != null) {
            keepOutOfCaches();
        }
    }

    private void keepOutOfCaches() {
        if (!response.isCommitted() && !response.containsHeader("Cache-Control")) {
            response.setHeader("Cache-Control", "no-store");
        }
    }
}
