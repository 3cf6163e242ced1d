package dev.doorward.demo;

import java.nio.ByteBuffer;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The errors the container makes itself, from a request line it cannot read to an exception nobody caught, in the look
 * of the other pages. They tell a stranger the status and what to do, and nothing about what runs here.
 */
final class ErrorPages implements Request.Handler {
    private final Pages pages;

    ErrorPages(Pages pages) {
        this.pages = pages;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        ErrorText text = ErrorText.of(response.getStatus());
        boolean page = wantsPage(request);
        byte[] body = page ? pages.render("error.jte", Map.of("site", pages.site(), "error", text)) : text.problem();
        StrictHeaders.put(request, response);
        if (page) {
            response.getHeaders().put("Content-Security-Policy", StrictHeaders.PAGE_POLICY);
        }
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders()
                .put(HttpHeader.CONTENT_TYPE, page ? "text/html; charset=utf-8" : "application/problem+json");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        ByteBuffer sent = HttpMethod.HEAD.is(request.getMethod()) ? null : ByteBuffer.wrap(body);
        response.write(true, sent, callback);
        return true;
    }

    /** A request too broken to say what it accepts gets the page. */
    private static boolean wantsPage(Request request) {
        String accept = request.getHeaders().get(HttpHeader.ACCEPT);
        String sent = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        return (accept == null || !(accept.equals("*/*") || accept.contains("json")))
                && (sent == null || !sent.contains("json"));
    }
}
