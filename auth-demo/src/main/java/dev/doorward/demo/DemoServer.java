package dev.doorward.demo;

import dev.doorward.auth.proxy.TrustedProxies;
import jakarta.servlet.ServletContextListener;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;

/**
 * Jetty with one port that speaks TLS and one that only leads there; behind a proxy that speaks TLS, the latter alone.
 *
 * <p>The ports are taken when it is made and answer when it is started; so an application that needs the base URL while
 * it is being put together knows it, also where the operating system chose the port.
 */
final class DemoServer implements AutoCloseable {
    private static final int REQUEST_HEADER_BYTES = 8 * 1024;
    private static final int IDLE_MILLIS = 30_000;
    private static final int SHUTDOWN_MILLIS = 5_000;

    private static final ConnectionLimits LIMITS = new ConnectionLimits(4_000, 200, Duration.ofSeconds(30));

    /** Of a port that only leads to the other. */
    private static final ConnectionLimits LEADING_LIMITS = new ConnectionLimits(1_000, 50, Duration.ofSeconds(10));

    private final Server server = new Server();
    private final ServletContextHandler context = new ServletContextHandler();
    private final ServerConnector https;
    private final ServerConnector http;
    private final AcmeChallenges challenges = new AcmeChallenges();
    private final Certificates certificates;
    private final SecurityHeaders headers;
    private final URI baseUrl;

    /**
     * Takes both ports.
     *
     * @throws CannotStartException if a port is taken or there is no certificate to serve
     */
    DemoServer(DemoSettings settings, Clock clock, SecureRandom random) {
        boolean behindProxy = settings.certificate() instanceof CertificateSource.AtTheProxy;
        certificates = Certificates.of(settings, challenges, clock, random);
        https = new ServerConnector(server, new SslConnectionFactory(certificates.tls(), "http/1.1"), http1(true));
        http = new ServerConnector(server, http1(false));
        try {
            if (!behindProxy) {
                take(https, settings.bind(), settings.httpsPort(), "DOORWARD_HTTPS_PORT");
            }
            take(http, settings.bind(), settings.httpPort(), "DOORWARD_HTTP_PORT");
        } catch (CannotStartException e) {
            https.close();
            throw e;
        }
        baseUrl = settings.baseUrlAt(https.getLocalPort());
        TrustedProxies proxies = behindProxy ? settings.proxies() : TrustedProxies.none();
        LIMITS.of(https, proxies);
        (behindProxy ? LIMITS : LEADING_LIMITS).of(http, proxies);

        context.setContextPath(baseUrl.getPath().isEmpty() ? "/" : baseUrl.getPath());
        Handler application = new GracefulHandler(new UnreadBodies(new WholeBodies(context)));
        // Behind a proxy, what came encrypted is known to Doorward's filter, which leads the rest there or refuses it.
        challenges.setHandler(behindProxy ? application : new HttpRedirect(baseUrl, application));
        Handler peers = settings.development() ? new LoopbackPeers(challenges) : challenges;
        headers = new SecurityHeaders(settings.headers(), proxies, peers);
        server.setHandler(headers);
        server.setStopTimeout(SHUTDOWN_MILLIS);
        server.setStopAtShutdown(true);
    }

    /** The URL people use, without a slash at its end. */
    URI baseUrl() {
        return baseUrl;
    }

    int httpsPort() {
        return https.getLocalPort();
    }

    int httpPort() {
        return http.getLocalPort();
    }

    Certificates certificates() {
        return certificates;
    }

    AcmeChallenges challenges() {
        return challenges;
    }

    /** Puts the application together and starts to answer. Whatever the application throws comes out unchanged. */
    void start(ServletContextListener application, ErrorPages errors) throws Exception {
        server.setErrorHandler(headers.on(errors));
        context.addEventListener(application);
        server.start();
        certificates.start();
    }

    /** Waits until the server has stopped. */
    void join() throws InterruptedException {
        server.join();
    }

    @Override
    public void close() throws Exception {
        certificates.close();
        server.stop();
        https.close();
        http.close();
    }

    private void take(ServerConnector connector, InetAddress address, int port, String setting) {
        connector.setHost(address.getHostAddress());
        connector.setPort(port);
        connector.setIdleTimeout(IDLE_MILLIS);
        try {
            connector.open();
        } catch (IOException e) {
            String where = "Port " + port + " of " + address.getHostAddress();
            throw new CannotStartException(
                    isTaken(e)
                            ? where + " is taken. Stop what uses it, or choose another with " + setting
                                    + " (0 takes any free port)."
                            : where + " cannot be opened: " + e.getMessage(),
                    e);
        }
        server.addConnector(connector);
    }

    /** The other reasons for a {@link BindException} are an address that is not ours and a port below 1024. */
    private static boolean isTaken(IOException e) {
        Throwable reason = e.getCause() == null ? e : e.getCause();
        return reason instanceof BindException
                && String.valueOf(reason.getMessage()).contains("in use");
    }

    private static HttpConnectionFactory http1(boolean secure) {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setSendXPoweredBy(false);
        configuration.setRequestHeaderSize(REQUEST_HEADER_BYTES);
        // RFC 3986, and nothing that a guard and a servlet could read differently: %2f, ;, //, dot segments.
        configuration.setUriCompliance(UriCompliance.DEFAULT);
        configuration.setRedirectUriCompliance(UriCompliance.DEFAULT);
        if (secure) {
            // Answers only to the names in the certificate, which a page on a rebound DNS name does not have.
            configuration.addCustomizer(new SecureRequestCustomizer(true));
        }
        return new HttpConnectionFactory(configuration);
    }
}
