package dev.doorward.auth.servlet.container;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.servlet.CurrentUser;
import dev.doorward.auth.servlet.DoorwardFilter;
import dev.doorward.auth.servlet.Guard;
import dev.doorward.auth.servlet.LoginRequired;
import dev.doorward.auth.servlet.filter.ProxyFilter;
import dev.doorward.auth.servlet.server.Production;
import dev.doorward.auth.servlet.server.Wire;
import dev.doorward.auth.servlet.testing.LoggedIn;
import dev.doorward.auth.testing.TestDoorward;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.stream.Stream;

/**
 * Keeps a secret for administrators in a servlet and in a file, and does otherwise what applications do: files, forms,
 * forwards, asynchronous answers and mistakes. Registered by the servlet API alone, so that it is the same everywhere.
 */
final class Application implements AutoCloseable {

    static final String SECRET = "the secret is out";
    static final String SERVLET = "/admin/secret";
    /** Logs in more often than there may be sessions, so nobody counts on one of theirs. */
    static final String VISITOR = "bob";

    static final String FILE = "/vault/secret.txt";

    /** Trusted as a proxy by the pages under {@code /seen}. */
    static final String PROXY = "127.0.0.1";

    private final TestDoorward test = TestDoorward.inMemory();
    private final Doorward behindProxy;
    private final Path directory;
    private final LoggedIn ada = LoggedIn.as(test, "ada");
    private final LoggedIn administrator = LoggedIn.as(test, "grace", "admin");

    Application() {
        try {
            directory = Files.createTempDirectory("application");
            for (String file : new String[] {FILE, "/vault/index.html", "/public/page.txt"}) {
                Path path = files().resolve(file.substring(1));
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.startsWith("/vault") ? SECRET : "public file");
            }
            test.registered(VISITOR);
            behindProxy = Production.in(directory, settings -> settings.trustedProxies(PROXY));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RunningContainer in(Container container) {
        try {
            int port = container.start(files(), this::register);
            return new RunningContainer(container, this, new Wire(port));
        } catch (Exception e) {
            throw new IllegalStateException(container + " does not start", e);
        }
    }

    private Path files() {
        return directory.resolve("files");
    }

    boolean knowsServlet61() {
        return Stream.of(HttpServletResponse.class.getMethods())
                .anyMatch(method -> method.getName().equals("sendRedirect") && method.getParameterCount() == 3);
    }

    TestDoorward test() {
        return test;
    }

    /** Somebody without any role. */
    LoggedIn ada() {
        return ada;
    }

    LoggedIn administrator() {
        return administrator;
    }

    private void register(ServletContext context) {
        // What nobody named is open, so that nothing but the guard of the right path keeps the secret.
        DoorwardFilter.install(
                context,
                test.doorward(),
                guards -> guards.allowUnlisted()
                        .loggedIn("/private", "/async")
                        .require("/admin/*", Guard.role("admin"))
                        .require("/vault/*", Guard.role("admin")));
        FilterRegistration.Dynamic proxy = context.addFilter("proxy", new ProxyFilter(behindProxy));
        proxy.setAsyncSupported(true);
        proxy.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), true, "/seen/*");

        page(context, "/admin/*", (request, response) -> response.getWriter().print(SECRET));
        page(
                context,
                "/private",
                (request, response) -> response.getWriter()
                        .print("for " + CurrentUser.require(request).getName()));
        page(context, "/seen/*", Application::see);
        page(
                context,
                "/public/forward",
                (request, response) -> request.getRequestDispatcher(to(request)).forward(request, response));
        page(context, "/public/include", (request, response) -> {
            response.getWriter().print("before ");
            request.getRequestDispatcher(to(request)).include(request, response);
            response.getWriter().print(" after");
        });
        page(
                context,
                "/public/form",
                (request, response) ->
                        response.getWriter().print(request.getMethod() + " " + request.getParameter("field")));
        page(context, "/public/redirect", (request, response) -> {
            response.getWriter().print("this answer");
            response.sendRedirect(to(request));
            response.getWriter().print(SECRET);
        });
        page(context, "/public/redirect-since-61", (request, response) -> redirectAs(303, request, response));
        page(context, "/public/async", Application::answerLater);
        page(context, "/async", Application::answerLater);
        page(
                context,
                "/broken/error",
                (request, response) -> response.sendError(
                        Integer.parseInt(request.getParameter("status")), "a message for developers"));
        page(context, "/broken/exception", (request, response) -> {
            throw new ServletException("a message for developers");
        });
        page(context, "/broken/late", (request, response) -> {
            response.getWriter().print("half an answer");
            throw new IllegalStateException("a message for developers");
        });
        page(context, "/broken/async", (request, response) -> {
            if (request.getDispatcherType() == DispatcherType.ASYNC) {
                throw new IllegalStateException("a message for developers");
            }
            request.startAsync(request, response).dispatch();
        });
        add(context, "/public/annotated", new Annotated());
    }

    private static String to(HttpServletRequest request) {
        return request.getParameter("to");
    }

    /** By the method of Servlet 6.1, which the 6.0 that this is compiled with does not know. */
    private static void redirectAs(int status, HttpServletRequest request, HttpServletResponse response)
            throws ServletException {
        try {
            HttpServletResponse.class
                    .getMethod("sendRedirect", String.class, int.class, boolean.class)
                    .invoke(response, to(request), status, true);
        } catch (ReflectiveOperationException e) {
            throw new ServletException(e);
        }
    }

    private static void answerLater(HttpServletRequest request, HttpServletResponse response) {
        if (request.getDispatcherType() == DispatcherType.ASYNC) {
            print(response, "later, for " + request.getRemoteUser());
            return;
        }
        AsyncContext async = request.startAsync(request, response);
        if (request.getParameter("dispatch") != null) {
            async.dispatch();
        } else {
            async.start(() -> {
                print(response, "from another thread, for " + request.getRemoteUser());
                async.complete();
            });
        }
    }

    private static void print(HttpServletResponse response, String text) {
        try {
            response.getWriter().print(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything that a header of a proxy could have changed. */
    private static void see(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter()
                .print(String.join(
                        " ",
                        request.getRemoteAddr(),
                        request.getRemoteHost(),
                        request.getScheme(),
                        String.valueOf(request.isSecure()),
                        request.getMethod(),
                        request.getRequestURI(),
                        request.getServletPath(),
                        String.valueOf(request.getPathInfo()),
                        String.valueOf(request.getQueryString())));
    }

    @FunctionalInterface
    private interface Answer {
        void to(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException;
    }

    private static void page(ServletContext context, String pattern, Answer answer) {
        add(context, pattern, new HttpServlet() {
            @Override
            protected void service(HttpServletRequest request, HttpServletResponse response)
                    throws IOException, ServletException {
                answer.to(request, response);
            }
        });
    }

    private static void add(ServletContext context, String pattern, Servlet servlet) {
        ServletRegistration.Dynamic registration = context.addServlet(pattern, servlet);
        registration.setAsyncSupported(true);
        registration.addMapping(pattern);
    }

    /** Under an open path. */
    @LoginRequired(role = "admin")
    private static final class Annotated extends HttpServlet {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print(SECRET);
        }
    }

    @Override
    public void close() throws IOException {
        test.close();
        behindProxy.close();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
