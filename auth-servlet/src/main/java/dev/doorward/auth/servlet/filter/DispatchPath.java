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

    /** The mapping of what is being dispatched to. */
    static @Nullable HttpServletMapping mappingOf(HttpServletRequest request) {
        if (request.getDispatcherType() == DispatcherType.INCLUDE
                && request.getAttribute(RequestDispatcher.INCLUDE_MAPPING) instanceof HttpServletMapping included) {
            return included;
        }
        return request.getHttpServletMapping();
    }

    private static String joined(String servletPath, @Nullable String pathInfo) {
        if (pathInfo == null) {
            // The context's root itself, before the container has put a slash behind it.
            return servletPath.isEmpty() ? "/" : servletPath;
        }
        return servletPath.isEmpty() ? pathInfo : servletPath + pathInfo;
    }
}
