package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.redirect.RedirectValidator;
import dev.doorward.auth.servlet.PageRenderer;
import dev.doorward.auth.servlet.cookie.Cookies;
import dev.doorward.auth.servlet.page.Assets;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Every flow under its path. */
public final class Endpoints {
    /** W3C: at the root of the site, whatever the prefix. */
    public static final String CHANGE_PASSWORD = "/.well-known/change-password";

    private static final String SESSIONS = SessionsEndpoint.PATH + "/";

    private final Doorward doorward;
    private final Cookies cookies;
    private final Answers answers;
    private final RedirectValidator redirects;
    private final PageRenderer pages;
    private final Map<String, Endpoint> exact = Map.ofEntries(
            Map.entry("/register", new RegisterEndpoint()),
            Map.entry("/login", new LoginEndpoint()),
            Map.entry("/logout", new LogoutEndpoint()),
            Map.entry("/csrf", new CsrfEndpoint()),
            Map.entry("/confirm", new ConfirmEndpoint()),
            Map.entry("/account", new AccountEndpoint()),
            Map.entry(UsernameEndpoint.PATH, new UsernameEndpoint()),
            Map.entry("/account/password", new PasswordEndpoint()),
            Map.entry(SessionsEndpoint.PATH, new SessionsEndpoint()));
    private final Endpoint endSession = new EndSessionEndpoint();
    private final Endpoint asset = new AssetEndpoint();
    private final Endpoint changePassword = new ChangePasswordAddress();

    /** @param pages draws every page */
    public Endpoints(Doorward doorward, Cookies cookies, PageRenderer pages) {
        this.doorward = doorward;
        this.cookies = cookies;
        this.answers = new Answers(doorward, pages);
        this.redirects = new RedirectValidator(doorward.settings().baseUrl());
        this.pages = pages;
    }

    /**
     * Whether a path below the context path is the library's own; then {@link #handle} answers it, if only with 404.
     */
    public boolean owns(String path) {
        String prefix = doorward.settings().prefix();
        boolean underPrefix =
                path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
        return underPrefix || path.equals(CHANGE_PASSWORD);
    }

    /**
     * Answers a request to a path that is {@linkplain #owns the library's own}, whose guard and CSRF check have passed.
     */
    public void handle(HttpServletRequest request, HttpServletResponse response, String path)
            throws IOException, ServletException {
        StrictHeaders.apply(response);
        String flow = path.equals(CHANGE_PASSWORD)
                ? path
                : path.substring(doorward.settings().prefix().length());
        Endpoint endpoint = find(flow);
        Exchange exchange = new Exchange(doorward, cookies, answers, pages, redirects, request, response, rest(flow));
        if (endpoint == null) {
            exchange.problem(new Problem(404, "not_found"));
            return;
        }
        String method = request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
        if (!endpoint.methods().contains(method)) {
            response.setHeader("Allow", String.join(", ", new TreeSet<>(endpoint.methods())));
            exchange.problem(new Problem(405, "method_not_allowed"));
        } else if (method.equals("GET")) {
            endpoint.get(exchange);
        } else {
            post(endpoint, exchange);
        }
    }

    private static void post(Endpoint endpoint, Exchange exchange) throws IOException, ServletException {
        RequestBody body = RequestBody.of(exchange.request());
        if (body instanceof RequestBody.Fields fields) {
            endpoint.post(exchange, fields);
        } else if (body instanceof RequestBody.Unreadable unreadable) {
            exchange.problem(new Problem(unreadable.status(), unreadable.code()));
        }
    }

    private @Nullable Endpoint find(String flow) {
        if (flow.equals(CHANGE_PASSWORD)) {
            return changePassword;
        }
        if (flow.startsWith(Assets.FOLDER)) {
            return asset;
        }
        if (flow.startsWith(SESSIONS)) {
            return endSession;
        }
        return exact.get(flow);
    }

    private static String rest(String flow) {
        return flow.substring(flow.lastIndexOf('/', flow.endsWith("/revoke") ? flow.length() - 8 : flow.length()) + 1);
    }
}
