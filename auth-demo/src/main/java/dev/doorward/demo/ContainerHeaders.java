package dev.doorward.demo;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/** The strict headers on what the container itself answers: redirects and errors that no servlet filter sees. */
final class ContainerHeaders {
    /** For answers that carry no page. */
    static final HttpField NOTHING_ALLOWED = new PreEncodedHttpField(
            "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox");

    /** For an error page: the stylesheet, and no script at all. */
    static final HttpField STYLE_ALLOWED = new PreEncodedHttpField(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'");

    private static final HttpFields ALWAYS = HttpFields.build()
            .add(HttpHeader.CACHE_CONTROL, "no-store")
            .add("X-Content-Type-Options", "nosniff")
            .add("Referrer-Policy", "no-referrer")
            .add("X-Frame-Options", "DENY")
            .add("Cross-Origin-Opener-Policy", "same-origin")
            .add("Cross-Origin-Resource-Policy", "same-origin")
            .add("Cross-Origin-Embedder-Policy", "require-corp")
            .asImmutable();

    private ContainerHeaders() {}

    static void addTo(Request request, Response response, HttpField contentSecurityPolicy) {
        HttpFields.Mutable headers = response.getHeaders();
        ALWAYS.forEach(headers::put);
        headers.put(contentSecurityPolicy);
        if (request.getConnectionMetaData().isSecure()) { // RFC 6797 section 7.2: never over plain HTTP
            headers.put("Strict-Transport-Security", "max-age=63072000; includeSubDomains");
        }
    }
}
