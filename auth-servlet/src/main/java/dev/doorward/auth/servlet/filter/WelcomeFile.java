package dev.doorward.auth.servlet.filter;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Recognises the welcome file that a container shows for a directory, so that it is guarded as the directory is. Jetty
 * forwards to it; Tomcat dispatches to it at once. The name must be one that containers use by default: with a list of
 * its own ({@code welcome-file} in {@code web.xml}) an application names the file in its guards.
 */
final class WelcomeFile {

    private WelcomeFile() {}

    /** Whether the dispatch to {@code path} is the container's, for a request of the directory and nothing else. */
    static boolean isOneOf(HttpServletRequest request, String path) {
        if (!path.endsWith("/index.html") && !path.endsWith("/index.jsp") && !path.endsWith("/index.htm")) {
            return false;
        }
        String directory = directoryOf(path);
        if (request.getDispatcherType() == DispatcherType.REQUEST) {
            // Compared as sent: what needs decoding to be the directory is not let through as it.
            return request.getRequestURI().equals(request.getContextPath() + directory);
        }
        return request.getDispatcherType() == DispatcherType.FORWARD && directory.equals(origin(request));
    }

    static String directoryOf(String path) {
        return path.substring(0, path.lastIndexOf('/') + 1);
    }

    private static String origin(HttpServletRequest request) {
        Object servletPath = request.getAttribute(RequestDispatcher.FORWARD_SERVLET_PATH);
        Object pathInfo = request.getAttribute(RequestDispatcher.FORWARD_PATH_INFO);
        return (servletPath == null ? "" : servletPath.toString()) + (pathInfo == null ? "" : pathInfo);
    }
}
