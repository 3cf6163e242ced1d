package dev.doorward.demo;

import java.net.URI;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Answers a request that came without TLS: pages lead to the same path of the configured base URL, anything else is
 * refused. A form that was posted in the clear has already told its secrets; carrying it over would only hide that.
 */
final class HttpRedirect extends Handler.Wrapper {
    private final String origin;

    /** Redirects to the scheme, host and port of this URL, never to what the request's {@code Host} names. */
    HttpRedirect(URI baseUrl, Handler next) {
        super(next);
        this.origin = baseUrl.getScheme() + "://" + baseUrl.getRawAuthority();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        // The connection decides: request.isSecure() believes a request line that reads "GET https://...".
        if (request.getConnectionMetaData().isSecure()) {
            return super.handle(request, response, callback);
        }
        String target = request.getHttpURI().getPathQuery();
        boolean page = HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod());
        if (!page || target == null || !target.startsWith("/")) {
            ErrorPages.refuse(request, response, callback, HttpStatus.FORBIDDEN_403, "https_needed");
            return true;
        }
        response.setStatus(HttpStatus.PERMANENT_REDIRECT_308);
        response.getHeaders().put(HttpHeader.LOCATION, origin + target);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, 0);
        // A browser keeps a 308 for good, and the ports of a demo come and go.
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        callback.succeeded();
        return true;
    }
}
