package dev.doorward.auth.servlet.filter;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.Headers;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Puts security headers on every answer, whatever its status and however it comes about: before the application sees
 * the request, and again where the answer is begun anew.
 *
 * <p>What the application sets itself wins, by {@code setHeader} as by {@code addHeader}, and so does what stands there
 * already. {@code Strict-Transport-Security} is sent where {@code request.isSecure()}. A policy that has a place for it
 * gets the nonce that a template asks for with the request attribute {@code cspNonce}, which an
 * {@link AuthenticationFilter} behind this one makes; the nonce is let in until the first byte is on its way.
 *
 * <p>An answer that hands out a cookie of this library is kept by no cache, whatever the application says.
 *
 * <p>To be put in front of everything else, for all dispatcher types. Not guaranteed: headers on what the container
 * answers without asking a filter, such as a request line that cannot be read, and on its own page for an exception
 * that nobody behind this one caught, which an {@link ErrorFilter} does.
 */
public final class SecurityHeadersFilter implements Filter {

    private final PreparedHeaders headers;

    /** With the headers of the settings. */
    public SecurityHeadersFilter(Doorward doorward) {
        this(doorward.settings().headers());
    }

    /** With these, also where there is no {@link Doorward}. */
    public SecurityHeadersFilter(Headers headers) {
        this.headers = new PreparedHeaders(headers);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        // An included page has no headers of its own, and within a dispatch they are there already.
        boolean there = request.getDispatcherType() == DispatcherType.INCLUDE || SecuredResponse.of(response) != null;
        chain.doFilter(
                request,
                there ? response : new SecuredResponse((HttpServletResponse) response, headers, request.isSecure()));
    }
}
