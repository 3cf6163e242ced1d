package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.account.Reason;
import dev.doorward.auth.redirect.RedirectValidator;
import dev.doorward.auth.servlet.PageRenderer;
import dev.doorward.auth.servlet.cookie.Cookies;
import dev.doorward.auth.servlet.page.Assets;
import dev.doorward.auth.servlet.page.MailedLink;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Every flow under its path. What an endpoint throws has done nothing and lets nobody in; whoever calls answers it. */
public final class Endpoints {
    /** W3C: at the root of the site, whatever the prefix. */
    public static final String CHANGE_PASSWORD = "/.well-known/change-password";

    /** At the root of the site too, whatever the prefix. */
    public static final String JWKS = "/.well-known/jwks.json";

    private static final String CSRF_FIELD = "_csrf";

    private final Doorward doorward;
    private final Cookies cookies;
    private final Answers answers;
    private final RedirectValidator redirects;
    private final Pages pages;
    private final StrictHeaders headers;
    private final Map<String, Endpoint> exact = Map.ofEntries(
            Map.entry("/register", new RegisterEndpoint()),
            Map.entry("/login", new LoginEndpoint()),
            Map.entry("/logout", new LogoutEndpoint()),
            Map.entry("/csrf", new CsrfEndpoint()),
            Map.entry("/confirm", new ConfirmEndpoint()),
            Map.entry(MailedLink.VERIFY_EMAIL.path(), new VerifyEmailEndpoint()),
            Map.entry(AskForMailEndpoint.RESEND, AskForMailEndpoint.resend()),
            Map.entry(AskForMailEndpoint.FORGOT, AskForMailEndpoint.forgot()),
            Map.entry(MailedLink.RESET_PASSWORD.path(), new ResetPasswordEndpoint()),
            Map.entry(MailedLink.UNDO_EMAIL.path(), new UndoEmailEndpoint()),
            Map.entry(MailedLink.END_SESSION.path(), new EndNewLoginEndpoint()),
            Map.entry(LoginLinkEndpoint.PATH, new LoginLinkEndpoint()),
            Map.entry(LoginCodeEndpoint.PATH, new LoginCodeEndpoint()),
            Map.entry("/account", new AccountEndpoint()),
            Map.entry(UsernameEndpoint.PATH, new UsernameEndpoint()),
            Map.entry(EmailEndpoint.PATH, new EmailEndpoint()),
            Map.entry(PasswordEndpoint.PATH, new PasswordEndpoint()),
            Map.entry(SessionsEndpoint.PATH, new SessionsEndpoint()),
            Map.entry(EndOtherSessionsEndpoint.PATH, new EndOtherSessionsEndpoint()));
    private final Endpoint endSession = new EndSessionEndpoint();
    private final Endpoint asset = new AssetEndpoint();
    private final Endpoint changePassword = new ChangePasswordAddress();
    private final Endpoint jwks = new JwksEndpoint();

    /** @param renderer draws every page */
    public Endpoints(Doorward doorward, Cookies cookies, PageRenderer renderer) {
        this.doorward = doorward;
        this.cookies = cookies;
        this.answers = new Answers(doorward, renderer);
        this.redirects = new RedirectValidator(doorward.settings().baseUrl());
        this.pages = new Pages(doorward, renderer);
        this.headers = new StrictHeaders(doorward.settings());
    }

    /** An endpoint, and what its path names: the session or the file. */
    private record Route(@Nullable Endpoint endpoint, String named) {}

    /**
     * Whether a path below the context path is the library's own; then {@link #handle} answers it, if only with 404.
     */
    public boolean owns(String path) {
        String prefix = doorward.settings().prefix();
        boolean underPrefix =
                path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
        return underPrefix || path.equals(CHANGE_PASSWORD) || path.equals(JWKS);
    }

    /**
     * Answers a request to a path that is {@linkplain #owns the library's own}, whose guard and CSRF check have passed.
     */
    public void handle(HttpServletRequest request, HttpServletResponse response, String path)
            throws IOException, ServletException {
        headers.apply(request, response);
        Route route = route(path);
        Exchange exchange =
                new Exchange(doorward, cookies, answers, pages, redirects, request, response, route.named());
        answer(route.endpoint(), exchange);
    }

    private static void answer(@Nullable Endpoint endpoint, Exchange exchange) throws IOException, ServletException {
        if (endpoint == null) {
            exchange.problem(new Problem(404, "not_found"));
            return;
        }
        String method = exchange.request().getMethod();
        String handled = method.equals("HEAD") ? "GET" : method;
        if (!endpoint.methods().contains(handled)) {
            exchange.response().setHeader("Allow", allowed(endpoint));
            exchange.problem(new Problem(405, "method_not_allowed"));
        } else if (handled.equals("GET")) {
            endpoint.get(exchange);
        } else {
            post(endpoint, exchange);
        }
    }

    private static String allowed(Endpoint endpoint) {
        Set<String> methods = new TreeSet<>(endpoint.methods());
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return String.join(", ", methods);
    }

    private static void post(Endpoint endpoint, Exchange exchange) throws IOException, ServletException {
        RequestBody body = RequestBody.of(exchange.request());
        if (body instanceof RequestBody.Unreadable unreadable) {
            exchange.problem(new Problem(unreadable.status(), unreadable.code()));
        } else if (body instanceof RequestBody.Fields fields) {
            List<Reason> unknown = unknown(endpoint, fields);
            if (unknown.isEmpty()) {
                endpoint.post(exchange, fields);
            } else {
                exchange.problem(Problem.ofForm(unknown.get(0).code(), exchange.errors(unknown)));
            }
        }
    }

    /**
     * Members of a program's JSON that the endpoint does not take. Nobody is to believe that one of them did something,
     * whether it is mistyped or tries to set what is not to be set. A form may have more fields than are read, such as
     * its button.
     */
    private static List<Reason> unknown(Endpoint endpoint, RequestBody.Fields fields) {
        return fields.json()
                ? fields.values().keySet().stream()
                        .filter(name -> !name.equals(CSRF_FIELD) && !endpoint.takes(name))
                        .map(name -> new Reason(name, "unknown_field", Map.of()))
                        .toList()
                : List.of();
    }

    private Route route(String path) {
        if (path.equals(CHANGE_PASSWORD)) {
            return new Route(changePassword, "");
        }
        if (path.equals(JWKS)) {
            return new Route(jwks, "");
        }
        String flow = path.substring(doorward.settings().prefix().length());
        if (flow.startsWith(Assets.FOLDER)) {
            return new Route(asset, flow.substring(Assets.FOLDER.length()));
        }
        Endpoint endpoint = exact.get(flow);
        String session = endpoint == null ? EndSessionEndpoint.sessionIn(flow) : null;
        return session == null ? new Route(endpoint, "") : new Route(endSession, session);
    }
}
