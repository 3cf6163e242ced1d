package dev.doorward.auth.servlet.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.doorward.auth.Doorward;
import dev.doorward.auth.account.Registration;
import dev.doorward.auth.audit.AuditEvent;
import dev.doorward.auth.audit.AuthListener;
import dev.doorward.auth.proxy.HeaderFamily;
import dev.doorward.auth.servlet.server.Production;
import dev.doorward.auth.servlet.server.Reply;
import dev.doorward.auth.servlet.server.WebServer;
import dev.doorward.auth.testing.TestDoorward;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The proxy is at 127.0.0.1; a neighbour at 127.0.0.7 tries to look like one. */
class ProxyFilterTest {

    private static final String NEIGHBOUR = "127.0.0.7";

    @TempDir
    static Path directory;

    private static final List<AuditEvent> EVENTS = new CopyOnWriteArrayList<>();
    private static Doorward doorward;
    private static WebServer server;

    @BeforeAll
    static void start() {
        doorward = Production.in(
                directory,
                settings -> settings.trustedProxies("127.0.0.1", "10.0.0.0/8").listener(new AuthListener() {
                    @Override
                    public void afterCommit(AuditEvent event) {
                        EVENTS.add(event);
                    }
                }));
        server = server(doorward);
    }

    private static WebServer server(Doorward doorward) {
        return new WebServer()
                .onStart(context -> install(context, doorward))
                .page("/seen/*", ProxyFilterTest::show)
                .page(
                        "/forward",
                        (request, response) ->
                                request.getRequestDispatcher("/seen/forward").forward(request, response))
                .page("/async", (request, response) -> {
                    if (request.getDispatcherType() == DispatcherType.ASYNC) {
                        show(request, response);
                    } else {
                        AsyncContext async = request.startAsync();
                        async.dispatch();
                    }
                })
                .start();
    }

    /** The filter alone, as the steps behind it would refuse some of these requests. */
    private static void install(ServletContext context, Doorward doorward) {
        FilterRegistration.Dynamic filter = context.addFilter("proxy", new ProxyFilter(doorward));
        filter.setAsyncSupported(true);
        filter.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
    }

    private static void show(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter()
                .print(String.join(
                        " ",
                        request.getRemoteAddr(),
                        request.getRemoteHost(),
                        request.getScheme(),
                        String.valueOf(request.isSecure()),
                        request.getRequestURL(),
                        request.getMethod()));
    }

    @AfterAll
    static void stop() {
        server.close();
        doorward.close();
    }

    private static String seen(String... headers) {
        return server.get("/seen/x?y=z", headers).body();
    }

    private static String seenOfNeighbour(WebServer server, String... headers) {
        return server.from(
                        NEIGHBOUR,
                        "GET /seen/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                                + String.join("\r\n", headers) + (headers.length == 0 ? "" : "\r\n") + "\r\n")
                .body();
    }

    @Test
    void behind_a_trusted_proxy_the_client_is_seen_and_how_it_asked() {
        assertEquals(
                "192.0.2.7 192.0.2.7 https true https://app.example/seen/x GET",
                seen("X-Forwarded-For: 127.0.0.7, 192.0.2.7, 10.0.0.3", "X-Forwarded-Proto: https"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/seen/x", "/forward", "/async"})
    void every_dispatch_of_a_request_sees_the_same_client(String path) {
        Reply reply = server.get(path, "X-Forwarded-For: 192.0.2.7", "X-Forwarded-Proto: https");
        assertTrue(reply.body().startsWith("192.0.2.7 192.0.2.7 https true https://app.example/"), reply.body());
    }

    @Test
    void a_client_that_names_a_proxy_does_not_become_one() {
        assertTrue(seen("X-Forwarded-For: 127.0.0.1, 192.0.2.7").startsWith("192.0.2.7 "));
        assertTrue(server.get("/forward", "X-Forwarded-For: 198.51.100.1, 10.0.0.3, 192.0.2.7, 10.0.0.4")
                .body()
                .startsWith("192.0.2.7 "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For: 10.0.0.3",
                "X-Forwarded-Proto: https",
                "X-Forwarded-Host: evil.example",
                "X-Forwarded-Port: 8443",
                "X-Forwarded-Prefix: /admin",
                "X-Forwarded-Ssl: on",
                "Front-End-Https: on",
                "X-Url-Scheme: https",
                "Forwarded: for=10.0.0.3;proto=https;host=evil.example",
                "X-Real-IP: 10.0.0.3",
                "X-Client-IP: 10.0.0.3",
                "True-Client-IP: 10.0.0.3",
                "CF-Connecting-IP: 10.0.0.3",
                "X-Original-URL: /admin",
                "X-Rewrite-URL: /admin",
                "X-HTTP-Method-Override: DELETE",
            })
    void what_a_stranger_claims_changes_nothing(String header) {
        assertEquals(seenOfNeighbour(server), seenOfNeighbour(server, header));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Forwarded-Host: evil.example                  | https://app.example/seen/x",
                "X-Forwarded-Prefix: /admin                      | https://app.example/seen/x",
                "X-Original-URL: /admin                          | https://app.example/seen/x",
                "X-Rewrite-URL: /admin                           | https://app.example/seen/x",
                "Forwarded: for=192.0.2.7;host=evil.example      | https://app.example/seen/x",
                "X-HTTP-Method-Override: DELETE                  | https://app.example/seen/x",
            })
    void nor_does_a_proxy_say_more_than_sender_and_scheme(String header, String url) {
        assertEquals("127.0.0.1 127.0.0.1 https true " + url + " GET", seen(header));
    }

    @Test
    void the_host_is_never_what_a_request_says() {
        String target = "http://evil.example/seen/x";
        String seen = server.raw("GET " + target + " HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Proto: https\r\n"
                        + "Connection: close\r\n\r\n")
                .body();
        assertEquals("127.0.0.1 127.0.0.1 https true https://app.example/seen/x GET", seen);
    }

    @Test
    void sessions_and_audit_name_the_client_and_not_the_proxy() {
        doorward.accounts()
                .register(Registration.of("ada", "ada@example.com", TestDoorward.PASSWORD, TestDoorward.CLIENT));
        EVENTS.clear();
        Reply reply;
        try (WebServer whole = new WebServer().install(doorward, guards -> {}).start()) {
            reply = whole.post(
                    "/auth/login",
                    "{\"login\":\"ada\",\"password\":\"" + TestDoorward.PASSWORD + "\"}",
                    "Content-Type: application/json",
                    "Accept: application/json",
                    "X-Forwarded-Proto: https",
                    "X-Forwarded-For: 127.0.0.7, 2001:db8::7");
        }
        assertEquals(200, reply.status(), reply.body());
        assertEquals(
                List.of("2001:db8:0:0:0:0:0:7"),
                EVENTS.stream()
                        .map(event -> event.client().address())
                        .distinct()
                        .toList());
    }

    @Test
    void development_believes_nobody() {
        try (TestDoorward test = TestDoorward.inMemory(settings -> settings.trustedProxies("127.0.0.1"));
                WebServer development = server(test.doorward())) {
            assertEquals(
                    "127.0.0.1 127.0.0.1 https true https://localhost/seen/x GET",
                    development
                            .get("/seen/x", "X-Forwarded-For: 192.0.2.7", "X-Forwarded-Proto: https")
                            .body());
        }
    }

    @Test
    void a_proxy_that_nobody_named_is_told_once_and_loudly(@TempDir Path own) {
        try (Doorward unconfigured = Production.in(own, settings -> settings);
                WebServer open = server(unconfigured)) {
            List<String> warnings = warnings(() -> {
                seenOfNeighbour(open, "Accept: */*");
                seenOfNeighbour(open, "X-Forwarded-For: 192.0.2.7");
                seenOfNeighbour(open, "X-Forwarded-For: 192.0.2.8");
            });
            assertEquals(1, warnings.size(), warnings.toString());
            assertTrue(warnings.get(0).contains("127.0.0.7 sends [X-Forwarded-For]"), warnings.get(0));
            assertTrue(warnings.get(0).contains("DOORWARD_TRUSTED_PROXIES"), warnings.get(0));
        }
    }

    @Test
    void a_proxy_that_writes_the_other_headers_is_told_too(@TempDir Path own) {
        try (Doorward other = Production.in(
                        own, settings -> settings.trustedProxies("127.0.0.7").proxyHeaders(HeaderFamily.FORWARDED));
                WebServer open = server(other)) {
            List<String> warnings = warnings(() -> seenOfNeighbour(open, "X-Forwarded-For: 192.0.2.7"));
            assertEquals(1, warnings.size(), warnings.toString());
            assertTrue(warnings.get(0).contains("DOORWARD_PROXY_HEADERS"), warnings.get(0));
            assertTrue(seenOfNeighbour(open, "Forwarded: for=192.0.2.7;proto=https")
                    .startsWith("192.0.2.7 "));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/run/app.sock", "none"})
    void a_peer_without_an_address_is_a_stranger(String peer) throws Exception {
        HttpServletRequest[] passed = new HttpServletRequest[1];
        HttpServletRequest request = fromPeer(peer.equals("none") ? null : peer);
        new ProxyFilter(doorward).doFilter(request, null, (seen, response) -> passed[0] = (HttpServletRequest) seen);
        assertEquals(request, passed[0]);
    }

    private static HttpServletRequest fromPeer(String peer) {
        return (HttpServletRequest) Proxy.newProxyInstance(
                ProxyFilterTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getRemoteAddr" -> peer;
                    case "getHeaders" -> Collections.enumeration(List.of("127.0.0.1"));
                    case "getHeader" -> "127.0.0.1";
                    case "isSecure" -> false;
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> 1;
                    case "toString" -> "request";
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static List<String> warnings(Runnable work) {
        Logger logger = (Logger) LoggerFactory.getLogger(ProxyFilter.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try {
            work.run();
        } finally {
            logger.detachAppender(lines);
        }
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
