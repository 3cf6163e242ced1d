package dev.doorward.auth.servlet.endpoint;

import jakarta.servlet.http.HttpServletResponse;

/** The headers of the library's own answers; the values and their reasons stand in {@code docs/headers.md}. */
final class StrictHeaders {
    private static final String PAGE_POLICY = "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic';"
            + " style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self';"
            + " frame-ancestors 'none'; base-uri 'none'; object-src 'none'; require-trusted-types-for 'script'";
    private static final String DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox";
    private static final String PERMISSIONS = "accelerometer=(), autoplay=(), camera=(), display-capture=(),"
            + " fullscreen=(self), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(),"
            + " usb=(), publickey-credentials-get=(self), publickey-credentials-create=(self)";

    private StrictHeaders() {}

    /** For whatever is answered; a page then loosens the policy by {@link #page}. */
    static void apply(HttpServletResponse response) {
        response.setHeader("Strict-Transport-Security", "max-age=63072000; includeSubDomains");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader("Permissions-Policy", PERMISSIONS);
        response.setHeader("Content-Security-Policy", DATA_POLICY);
        response.setHeader("Cache-Control", "no-store");
    }

    /** @param nonce of this response alone */
    static void page(HttpServletResponse response, String nonce) {
        response.setHeader("Content-Security-Policy", PAGE_POLICY.replace("{nonce}", nonce));
    }
}
