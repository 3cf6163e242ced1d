package dev.doorward.demo;

import dev.doorward.auth.Headers;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Puts the security headers on every response before anything else happens to it, so that what the container answers
 * has them too; in the application Doorward's filter finds its own there. An error made by the container begins with an
 * empty response, so {@link ErrorPages} puts them there again.
 */
final class SecurityHeaders extends Handler.Wrapper {
    private final HttpFields always;

    SecurityHeaders(Headers headers, Handler next) {
        super(next);
        this.always = fields(headers);
    }

    /** As they stand on what is no page. */
    static HttpFields fields(Headers headers) {
        HttpFields.Mutable fields = HttpFields.build();
        headers.ofData().forEach((name, value) -> fields.add(name, Headers.withoutNonce(value)));
        return fields.asImmutable();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        put(always, request, response);
        return super.handle(request, response, callback);
    }

    static void put(HttpFields fields, Request request, Response response) {
        boolean secure = request.getConnectionMetaData().isSecure();
        for (HttpField field : fields) {
            if (secure || !field.is(Headers.TRANSPORT_SECURITY)) { // RFC 6797 section 7.2: never over plain HTTP
                response.getHeaders().put(field);
            }
        }
    }
}
