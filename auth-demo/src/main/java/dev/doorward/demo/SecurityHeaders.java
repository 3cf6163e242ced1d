package dev.doorward.demo;

import dev.doorward.auth.Headers;
import dev.doorward.auth.proxy.TrustedProxies;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Puts the security headers on every response before anything else happens to it, so that what the container answers
 * has them too; in the application Doorward's filter finds its own there. An error made by the container begins with an
 * empty response, so they are put there again.
 */
final class SecurityHeaders extends Handler.Wrapper {
    private final HttpFields always;
    private final TrustedProxies proxies;

    /** @param proxies whose word is taken on whether a request came encrypted; none where this server speaks TLS */
    SecurityHeaders(Headers headers, TrustedProxies proxies, Handler next) {
        super(next);
        this.always = fields(headers);
        this.proxies = proxies;
    }

    /** As they stand on what is no page. */
    private static HttpFields fields(Headers headers) {
        HttpFields.Mutable fields = HttpFields.build();
        headers.ofData().forEach((name, value) -> fields.add(name, Headers.withoutNonce(value)));
        return fields.asImmutable();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        put(request, response);
        return super.handle(request, response, callback);
    }

    /** The same errors, with the headers. */
    Request.Handler on(Request.Handler errors) {
        return (request, response, callback) -> {
            put(request, response);
            return errors.handle(request, response, callback);
        };
    }

    private void put(Request request, Response response) {
        boolean encrypted = cameEncrypted(request);
        for (HttpField field : always) {
            if (encrypted || !field.is(Headers.TRANSPORT_SECURITY)) { // RFC 6797 section 7.2: never over plain HTTP
                response.getHeaders().put(field);
            }
        }
    }

    private boolean cameEncrypted(Request request) {
        return request.getConnectionMetaData().isSecure()
                || proxies.originOf(Request.getRemoteAddr(request), request.getHeaders()::getValuesList)
                        .filter(origin -> "https".equals(origin.scheme()) || isUnread(request))
                        .isPresent();
    }

    /**
     * Whether Jetty refused the headers, and so has none. The application is reached by https alone, so that is what is
     * supposed of them; a browser that came in the clear overlooks what it is told (RFC 6797 section 8.1).
     */
    private static boolean isUnread(Request request) {
        return request.getHeaders().size() == 0;
    }
}
