package dev.doorward.auth.servlet.filter;

import dev.doorward.auth.servlet.endpoint.Endpoints;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Answers requests for the account system's own pages; everything else goes on to the application. To be put behind an
 * {@link AuthenticationFilter}, a {@link GuardFilter} and a {@link CsrfFilter} that knows the same endpoints.
 */
public final class EndpointFilter implements Filter {

    private final Endpoints endpoints;

    public EndpointFilter(Endpoints endpoints) {
        this.endpoints = endpoints;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest httpRequest = (HttpServletRequest) request;
        String path = DispatchPath.of(httpRequest);
        DispatcherType type = httpRequest.getDispatcherType();
        // Not where the application includes or forwards: CSRF was judged by the rule of the path that was asked for.
        if (type == DispatcherType.REQUEST && path != null && endpoints.owns(path)) {
            endpoints.handle(httpRequest, (HttpServletResponse) response, path);
        } else {
            chain.doFilter(request, response);
        }
    }
}
