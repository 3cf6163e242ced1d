package dev.doorward.demo;

import dev.doorward.auth.Headers;
import dev.doorward.auth.servlet.page.BuiltInPages;
import dev.doorward.auth.servlet.page.ErrorPage;
import dev.doorward.auth.servlet.page.Messages;
import dev.doorward.auth.servlet.page.PageContext;
import dev.doorward.auth.store.DatabaseException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The errors the container makes itself, before Doorward's filter has seen the request: a request line that it cannot
 * read, headers that are too large, a path that could be read in two ways. They look and read as all other errors, and
 * tell a stranger nothing about what runs here.
 */
final class ErrorPages implements Request.Handler {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorPages.class);
    private static final String CODE = ErrorPages.class.getName() + ".code";
    private static final String REQUEST_ID = "X-Request-Id";
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final BuiltInPages pages = new BuiltInPages();
    private final Site site;
    private final Clock clock;
    private final SecureRandom random;
    private final Optional<String> pagePolicy;

    ErrorPages(Site site, Headers headers, Clock clock, SecureRandom random) {
        this.site = site;
        this.clock = clock;
        this.random = random;
        this.pagePolicy = Optional.ofNullable(headers.ofPages().get(Headers.CONTENT_POLICY))
                .map(Headers::withoutNonce);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (DatabaseException.isBehind(thrown(request))) {
            response.setStatus(HttpStatus.SERVICE_UNAVAILABLE_503);
        }
        int status = response.getStatus();
        String id = Long.toUnsignedString(random.nextLong(), 32);
        LOG.info("Answered {} as request {}, without the application", status, id);
        Messages messages = Messages.in(Request.getLocales(request));
        boolean page = wantsPage(request);
        String code = request.getAttribute(CODE) instanceof String told ? told : ErrorPage.codeOf(status);
        byte[] body = page ? page(status, code, id, messages) : problem(status, code, id, messages);
        if (page) {
            pagePolicy.ifPresent(policy -> response.getHeaders().put(Headers.CONTENT_POLICY, policy));
        }
        response.getHeaders().put(REQUEST_ID, id);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        if (status == HttpStatus.SERVICE_UNAVAILABLE_503) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY.toSeconds());
        }
        response.getHeaders()
                .put(HttpHeader.CONTENT_TYPE, page ? "text/html; charset=utf-8" : "application/problem+json");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        ByteBuffer sent = HttpMethod.HEAD.is(request.getMethod()) ? null : ByteBuffer.wrap(body);
        response.write(true, sent, callback);
        return true;
    }

    /** Answers with this error, where its status alone would say something else. */
    static void refuse(Request request, Response response, Callback callback, int status, String code) {
        request.setAttribute(CODE, code);
        Response.writeError(request, response, callback, status);
    }

    private static @Nullable Throwable thrown(Request request) {
        return request.getAttribute(ErrorHandler.ERROR_EXCEPTION) instanceof Throwable thrown ? thrown : null;
    }

    private byte[] page(int status, String code, String id, Messages messages) {
        PageContext context = new PageContext(
                site.name(), site.auth(), site.path() + "/", null, "", "", List.of(), messages, clock.instant());
        Duration retry = status == HttpStatus.SERVICE_UNAVAILABLE_503 ? RETRY : null;
        return pages.bytes(new ErrorPage(status, code, id, retry, null), context);
    }

    /** RFC 9457. The texts, from our own bundle, need no escaping in JSON. */
    private static byte[] problem(int status, String code, String id, Messages messages) {
        return """
                {"type":"about:blank","title":"%s","status":%d,"detail":"%s","code":"%s","request_id":"%s"}""".formatted(HttpStatus.getMessage(status), status, messages.refusal(code, Map.of()), code, id)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** A request too broken to say what it accepts gets the page. */
    private static boolean wantsPage(Request request) {
        String accept = request.getHeaders().get(HttpHeader.ACCEPT);
        String sent = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        return (accept == null || !(accept.equals("*/*") || accept.contains("json")))
                && (sent == null || !sent.contains("json"));
    }
}
