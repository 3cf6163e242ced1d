package dev.doorward.demo;

import dev.doorward.auth.store.DatabaseException;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

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
        if (isOutage(request.getAttribute(ErrorHandler.ERROR_EXCEPTION))) {
            response.setStatus(HttpStatus.SERVICE_UNAVAILABLE_503);
        }
        ErrorText text = ErrorText.of(response.getStatus());
        boolean page = wantsPage(request);
        byte[] body = page ? pages.render("error.jte", Map.of("site", pages.site(), "error", text)) : text.problem();
        StrictHeaders.put(request, response);
        if (page) {
            response.getHeaders().put("Content-Security-Policy", StrictHeaders.PAGE_POLICY);
        }
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        if (response.getStatus() == HttpStatus.SERVICE_UNAVAILABLE_503) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, "5");
        }
        response.getHeaders()
                .put(HttpHeader.CONTENT_TYPE, page ? "text/html; charset=utf-8" : "application/problem+json");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        ByteBuffer sent = HttpMethod.HEAD.is(request.getMethod()) ? null : ByteBuffer.wrap(body);
        response.write(true, sent, callback);
        return true;
    }

    /** Whether the database is away, which is nothing a page can do about. */
    private static boolean isOutage(@Nullable Object thrown) {
        for (Throwable e = thrown instanceof Throwable t ? t : null; e != null; e = e.getCause()) {
            if (e instanceof DatabaseException || e instanceof SQLTransientConnectionException) {
                return true;
            }
            // Class 08 is a connection exception (ISO 9075), 57P a PostgreSQL that is being shut down.
            if (e instanceof SQLException sql
                    && sql.getSQLState() != null
                    && (sql.getSQLState().startsWith("08") || sql.getSQLState().startsWith("57P"))) {
                return true;
            }
        }
        return false;
    }

    /** A request too broken to say what it accepts gets the page. */
    private static boolean wantsPage(Request request) {
        String accept = request.getHeaders().get(HttpHeader.ACCEPT);
        String sent = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        return (accept == null || !(accept.equals("*/*") || accept.contains("json")))
                && (sent == null || !sent.contains("json"));
    }
}
