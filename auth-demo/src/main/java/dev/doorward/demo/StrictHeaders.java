package dev.doorward.demo;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Puts the strict headers on every response before anything else happens to it; whoever answers may change them. An
 * error made by the container begins with an empty response, so {@link ErrorPages} puts them there again.
 */
final class StrictHeaders extends Handler.Wrapper {
    /** For a page: the stylesheet and forms of this origin, and no script at all. */
    static final String PAGE_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
            + " frame-ancestors 'none'; base-uri 'none'";

    private static final HttpFields ALWAYS = HttpFields.build()
            .add("X-Content-Type-Options", "nosniff")
            .add("Referrer-Policy", "no-referrer")
            .add("X-Frame-Options", "DENY")
            .add("Cross-Origin-Opener-Policy", "same-origin")
            .add("Cross-Origin-Resource-Policy", "same-origin")
            .add("Cross-Origin-Embedder-Policy", "require-corp")
            .add(
                    "Permissions-Policy",
                    "accelerometer=(), autoplay=(), camera=(), display-capture=(), fullscreen=(self), geolocation=(),"
                            + " gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=(),"
                            + " publickey-credentials-get=(self), publickey-credentials-create=(self)")
            .add("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox")
            .asImmutable();

    private static final HttpField TRANSPORT_SECURITY =
            new PreEncodedHttpField(HttpHeader.STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains");

    StrictHeaders(Handler next) {
        super(next);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        put(request, response);
        return super.handle(request, response, callback);
    }

    static void put(Request request, Response response) {
        ALWAYS.forEach(response.getHeaders()::put);
        if (request.getConnectionMetaData().isSecure()) { // RFC 6797 section 7.2: never over plain HTTP
            response.getHeaders().put(TRANSPORT_SECURITY);
        }
    }
}
