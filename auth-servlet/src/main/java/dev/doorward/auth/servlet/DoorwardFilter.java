package dev.doorward.auth.servlet;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.servlet.cookie.Cookies;
import dev.doorward.auth.servlet.endpoint.Answers;
import dev.doorward.auth.servlet.endpoint.Endpoints;
import dev.doorward.auth.servlet.filter.AuthenticationFilter;
import dev.doorward.auth.servlet.filter.CsrfFilter;
import dev.doorward.auth.servlet.filter.EndpointFilter;
import dev.doorward.auth.servlet.filter.ErrorFilter;
import dev.doorward.auth.servlet.filter.GuardFilter;
import dev.doorward.auth.servlet.filter.HttpsRedirectFilter;
import dev.doorward.auth.servlet.filter.ProxyFilter;
import dev.doorward.auth.servlet.filter.SecurityHeadersFilter;
import dev.doorward.auth.servlet.page.BuiltInPages;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The account system in one filter: who is asking, whether they may, the pages to register and log in, the protection
 * of forms, and pages for what goes wrong, in the order in which these are safe.
 *
 * <p>There are three ways to put it in front of an application. From a {@code ServletContextListener}:
 *
 * <pre>{@code
 * DoorwardFilter.install(event.getServletContext(), doorward, guards -> guards.open("/", "/public/*"));
 * }</pre>
 *
 * <p>Where filters are registered otherwise (Spring Boot, Javalin, embedded Tomcat), as {@code new
 * DoorwardFilter(doorward, guards)}: for all dispatcher types, with asynchronous requests supported, for {@code /*} and
 * before every other filter.
 *
 * <p>Without any code, in {@code web.xml} under its class name and for all five dispatchers. Its settings are then the
 * {@code DOORWARD_...} names of the environment and its init-params of the same names, which win; and the init-params
 * {@code open} and {@code require}:
 *
 * <pre>{@code
 * <init-param><param-name>open</param-name><param-value>/ /public/*</param-value></init-param>
 * <init-param><param-name>require</param-name><param-value>
 *     /admin/*   role:admin fresh:10m
 *     /staff/*   role:clerk|admin
 *     /public/me login
 * </param-value></init-param>
 * }</pre>
 */
public final class DoorwardFilter implements Filter {

    private static final Logger LOG = LoggerFactory.getLogger(DoorwardFilter.class);
    private static final String NAME = "doorward";
    private static final PageRenderer NO_PAGES = (page, context, request, response) -> false;

    private Filter @Nullable [] steps;
    private @Nullable Doorward doorward;
    /** Only when this filter has built it, and so has to close it. */
    private @Nullable Doorward owned;

    /** For {@code web.xml}, where {@link #init} builds everything and {@link #destroy} closes it again. */
    public DoorwardFilter() {}

    /**
     * With the built-in pages. Freezes the guards; does not close {@code doorward}.
     *
     * @throws IllegalArgumentException if there are wrong or repeated patterns, with all of them and what to do
     */
    public DoorwardFilter(Doorward doorward, Guards guards) {
        this(doorward, guards, NO_PAGES);
    }

    /**
     * With pages of the application's own, as far as {@code pages} shows them. Freezes the guards; does not close
     * {@code doorward}.
     *
     * @throws IllegalArgumentException if there are wrong or repeated patterns, with all of them and what to do
     */
    public DoorwardFilter(Doorward doorward, Guards guards, PageRenderer pages) {
        use(doorward, guards, pages);
    }

    /**
     * Registers the filter for everything the application serves, in front of the filters of {@code web.xml} and of
     * those registered later.
     *
     * @param guards is given the guards to fill, once and at once
     * @throws IllegalArgumentException if there are wrong or repeated patterns, with all of them and what to do
     * @throws IllegalStateException if it is installed already, or the application has started
     */
    public static void install(ServletContext context, Doorward doorward, Consumer<Guards> guards) {
        install(context, doorward, guards, NO_PAGES);
    }

    /** As {@link #install(ServletContext, Doorward, Consumer)}, with pages of the application's own. */
    public static void install(ServletContext context, Doorward doorward, Consumer<Guards> guards, PageRenderer pages) {
        Guards filled = new Guards();
        guards.accept(filled);
        FilterRegistration.Dynamic registration = context.addFilter(NAME, new DoorwardFilter(doorward, filled, pages));
        if (registration == null) {
            throw new IllegalStateException("There is a filter named " + NAME + " already; install Doorward only once");
        }
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
    }

    private void use(Doorward built, Guards guards, PageRenderer pages) {
        String prefix = built.settings().prefix();
        String loginPage = built.settings().loginPage();
        Guards all = guards.withOwnPaths(prefix, loginPage == null ? prefix + "/login" : loginPage);
        Cookies cookies = new Cookies(built.settings().baseUrl());
        PageRenderer builtIn = new BuiltInPages();
        PageRenderer both = (page, context, request, response) ->
                pages.render(page, context, request, response) || builtIn.render(page, context, request, response);
        Answers answers = new Answers(built, both);
        Endpoints endpoints = new Endpoints(built, cookies, both);
        doorward = built;
        steps = new Filter[] {
            new ProxyFilter(built),
            // Before whatever may answer, so that every answer has them.
            new SecurityHeadersFilter(built),
            // Before anybody takes a session from the clear.
            new HttpsRedirectFilter(built, answers),
            new AuthenticationFilter(built, answers),
            new ErrorFilter(built, answers),
            // Before the token: whose session has ended is asked to log in, and not told that a form is out of date.
            new GuardFilter(built, all, answers),
            new CsrfFilter(built, answers, endpoints::owns),
            new EndpointFilter(endpoints)
        };
    }

    /** Builds everything from init-params and environment if this filter was declared in {@code web.xml}. */
    @Override
    public void init(FilterConfig config) throws ServletException {
        Doorward current = doorward;
        if (current == null) {
            current = declared(new FilterDeclaration(config));
        }
        String contextPath = config.getServletContext().getContextPath();
        if (!contextPath.equals(current.settings().contextPath())) {
            LOG.warn(
                    "The application is served under \"{}\" but its base URL is {}; unless a proxy in between moves it,"
                            + " links and redirects miss it: set DOORWARD_BASE_URL or baseUrl(...)",
                    contextPath,
                    current.settings().baseUrl());
        }
    }

    private Doorward declared(FilterDeclaration declaration) throws ServletException {
        Guards guards = declaration.guards();
        Doorward built = declaration.doorward();
        owned = built;
        try {
            use(built, guards, NO_PAGES);
        } catch (IllegalArgumentException e) {
            destroy();
            throw new ServletException(e);
        }
        return built;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Filter[] current = steps;
        if (current == null) {
            throw new ServletException("The filter was not initialised, so nobody is let in");
        }
        new Passage(current, chain).doFilter(request, response);
    }

    /** One request on its way through the steps. */
    private static final class Passage implements FilterChain {

        private final Filter[] steps;
        private final FilterChain application;
        private int next;

        Passage(Filter[] steps, FilterChain application) {
            this.steps = steps;
            this.application = application;
        }

        @Override
        public void doFilter(ServletRequest request, ServletResponse response) throws IOException, ServletException {
            if (next == steps.length) {
                application.doFilter(request, response);
            } else {
                steps[next++].doFilter(request, response, this);
            }
        }
    }

    @Override
    public void destroy() {
        if (owned != null) {
            owned.close();
            owned = null;
        }
    }
}
