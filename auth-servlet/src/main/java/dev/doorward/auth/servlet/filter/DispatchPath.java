package dev.doorward.auth.servlet.filter;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Where the container is about to dispatch to. That, and never the URL, is what a guard decides on: two programs that
 * take one URL apart differently are how guards are got around.
 */
final class DispatchPath {

    private DispatchPath() {}

    /**
     * Servlet path and path info of what is being dispatched to: decoded, and without path parameters.
     *
     * @return null if the container cannot tell, as Jetty with an encoded slash or dot that it was told to let pass
     */
    static @Nullable String of(HttpServletRequest request) {
        if (request.getDispatcherType() == DispatcherType.INCLUDE) {
            Object servletPath = request.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH);
            Object pathInfo = request.getAttribute(RequestDispatcher.INCLUDE_PATH_INFO);
            if (servletPath instanceof String included) {
                return joined(included, pathInfo instanceof String rest ? rest : null);
            }
        }
        try {
            return joined(request.getServletPath(), request.getPathInfo());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The name of the servlet that is being dispatched to, or null if it cannot be told. */
    static @Nullable String servletOf(HttpServletRequest request) {
        HttpServletMapping mapping = request.getHttpServletMapping();
        String servlet = mapping == null ? null : mapping.getServletName();
        if (request.getDispatcherType() != DispatcherType.INCLUDE
                || request.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH) == null) {
            return servlet;
        }
        if (request.getAttribute(RequestDispatcher.INCLUDE_MAPPING) instanceof HttpServletMapping included
                && !included.getServletName().equals(servlet)) {
            return included.getServletName();
        }
        // Undertow 2.3 tells the mapping of the page that includes (against Servlet 6.0 section 9.3.1).
        String path = of(request);
        return path == null ? null : ServletMappings.servletOf(request.getServletContext(), path);
    }

    private static String joined(String servletPath, @Nullable String pathInfo) {
        if (pathInfo == null) {
            // The context's root itself, before the container has put a slash behind it.
            return servletPath.isEmpty() ? "/" : servletPath;
        }
        return servletPath.isEmpty() ? pathInfo : servletPath + pathInfo;
    }
}
