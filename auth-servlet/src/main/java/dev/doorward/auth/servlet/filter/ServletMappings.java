package dev.doorward.auth.servlet.filter;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import org.jspecify.annotations.Nullable;

/** Which servlet a path leads to (Servlet 6.0 section 12.1), for a container that does not tell. */
final class ServletMappings {

    private ServletMappings() {}

    /** The name of the servlet, or null if there is none for this path. */
    static @Nullable String servletOf(ServletContext context, String path) {
        String servlet = null;
        int best = 0;
        for (ServletRegistration registration :
                context.getServletRegistrations().values()) {
            for (String pattern : registration.getMappings()) {
                int rank = rank(pattern, path);
                if (rank > best) {
                    best = rank;
                    servlet = registration.getName();
                }
            }
        }
        return servlet;
    }

    /**
     * Exact over prefixes, longer prefixes over shorter ones, these over extensions, all over the default; 0 for none.
     */
    private static int rank(String pattern, String path) {
        if (pattern.equals("/")) {
            return 1;
        }
        if (pattern.equals(path) || (pattern.isEmpty() && path.equals("/"))) {
            return Integer.MAX_VALUE;
        }
        if (pattern.startsWith("*.")) {
            String name = path.substring(path.lastIndexOf('/') + 1);
            boolean fits = name.lastIndexOf('.') >= 0 && name.endsWith(pattern.substring(1));
            return fits ? 2 : 0;
        }
        if (!pattern.endsWith("/*")) {
            return 0;
        }
        String prefix = pattern.substring(0, pattern.length() - 2);
        boolean under = path.equals(prefix) || path.startsWith(prefix + "/");
        return under ? 3 + prefix.length() : 0;
    }
}
