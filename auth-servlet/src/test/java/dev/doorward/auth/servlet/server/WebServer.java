package dev.doorward.auth.servlet.server;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.servlet.DoorwardFilter;
import dev.doorward.auth.servlet.Guards;
import dev.doorward.auth.servlet.PageRenderer;
import dev.doorward.auth.servlet.page.ErrorPage;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.jetty.ee10.servlet.DefaultServlet;
import org.eclipse.jetty.ee10.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.ForwardedRequestCustomizer;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A real Jetty on a free port, spoken to over a socket so that a request arrives exactly as a test writes it. */
public final class WebServer implements AutoCloseable {

    private final Server server = new Server();
    private final HttpConfiguration http = new HttpConfiguration();
    private final ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
    private final ServletContextHandler context = new ServletContextHandler();
    private final ErrorPageErrorHandler errorPages = new ErrorPageErrorHandler();

    /** @param contextPath {@code "/"} for the root */
    public WebServer(String contextPath) {
        connector.setHost("127.0.0.1");
        http.addCustomizer(WebServer::secured);
        server.addConnector(connector);
        server.setHandler(context);
        context.setContextPath(contextPath);
        context.setErrorHandler(errorPages);
    }

    public WebServer() {
        this("/");
    }

    /** What a servlet does for GET and every other method. */
    @FunctionalInterface
    public interface Answer {
        void to(HttpServletRequest request, HttpServletResponse response) throws Exception;
    }

    public WebServer lenient(UriCompliance compliance, boolean decodeAmbiguous) {
        http.setUriCompliance(compliance);
        context.getServletHandler().setDecodeAmbiguousURIs(decodeAmbiguous);
        return this;
    }

    /** Tests write their requests to a plain socket; the application is to think that they came by TLS. */
    private static Request secured(Request request, HttpFields.Mutable answered) {
        return new Request.Wrapper(request) {
            @Override
            public boolean isSecure() {
                return true;
            }

            @Override
            public ConnectionMetaData getConnectionMetaData() {
                return new ConnectionMetaData.Wrapper(super.getConnectionMetaData()) {
                    @Override
                    public boolean isSecure() {
                        return true;
                    }
                };
            }

            @Override
            public HttpURI getHttpURI() {
                return HttpURI.build(super.getHttpURI()).scheme("https").asImmutable();
            }
        };
    }

    /** What comes in says of itself what it is: plain http. */
    public WebServer inTheClear() {
        http.setCustomizers(List.of());
        return this;
    }

    /** Believes X-Forwarded-For, as behind a proxy. */
    public WebServer behindProxy() {
        http.addCustomizer(new ForwardedRequestCustomizer());
        return this;
    }

    public WebServer install(Doorward doorward, Consumer<Guards> guards) {
        context.addEventListener(new ServletContextListener() {
            @Override
            public void contextInitialized(ServletContextEvent event) {
                DoorwardFilter.install(event.getServletContext(), doorward, guards);
            }
        });
        return this;
    }

    /** With error pages declared to the container, which an application's renderer leaves errors to. */
    public WebServer installLeavingErrors(Doorward doorward, Consumer<Guards> guards) {
        PageRenderer leaving = (page, context, request, response) -> {
            if (!(page instanceof ErrorPage error)) {
                return false;
            }
            response.sendError(error.status());
            return true;
        };
        return onStart(context -> DoorwardFilter.install(context, doorward, guards, leaving));
    }

    public WebServer onStart(Consumer<ServletContext> work) {
        context.addEventListener(new ServletContextListener() {
            @Override
            public void contextInitialized(ServletContextEvent event) {
                work.accept(event.getServletContext());
            }
        });
        return this;
    }

    public WebServer servlet(String pattern, Servlet servlet) {
        ServletHolder holder = new ServletHolder(servlet);
        holder.setAsyncSupported(true);
        context.addServlet(holder, pattern);
        return this;
    }

    public WebServer page(String pattern, Answer answer) {
        return servlet(pattern, new HttpServlet() {
            @Override
            protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
                try {
                    answer.to(request, response);
                } catch (IOException | RuntimeException e) {
                    throw e;
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        });
    }

    /** A page that says {@code text}. */
    public WebServer page(String pattern, String text) {
        return page(pattern, (request, response) -> response.getWriter().print(text));
    }

    public WebServer errorPage(int status, String path) {
        errorPages.addErrorPage(status, path);
        return this;
    }

    public WebServer files(Path directory, String... welcomeFiles) {
        context.setBaseResourceAsPath(directory);
        context.setWelcomeFiles(welcomeFiles);
        context.addServlet(new ServletHolder("default", DefaultServlet.class), "/");
        return this;
    }

    public ServletContextHandler context() {
        return context;
    }

    public WebServer start() {
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return this;
    }

    /** How to speak to it, once it runs. */
    public Wire wire() {
        return new Wire(connector.getLocalPort());
    }

    public Reply get(String path, String... headers) {
        return wire().get(path, headers);
    }

    public Reply post(String path, String body, String... headers) {
        return wire().post(path, body, headers);
    }

    public Reply send(String method, String path, String body, String... headers) {
        return wire().send(method, path, body, headers);
    }

    public Reply raw(String request) {
        return wire().raw(request);
    }

    public Reply raw(String request, byte[] more) {
        return wire().raw(request, more);
    }

    public Reply raw(String request, byte[] more, boolean ends) {
        return wire().raw(request, more, ends);
    }

    public String pipelined(String requests) {
        return wire().pipelined(requests);
    }

    public Reply from(String address, String request) {
        return wire().from(address, request);
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
