package dev.doorward.auth.servlet.filter;

import dev.doorward.auth.servlet.Guard;
import dev.doorward.auth.servlet.LoginRequired;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The guards that {@link LoginRequired} puts in front of servlets; each class is looked at once. */
final class AnnotatedGuards {

    private static final Logger LOG = LoggerFactory.getLogger(AnnotatedGuards.class);

    private final Map<String, ServletGuards> byServlet = new ConcurrentHashMap<>();

    /** What one servlet class asks for: of every request, and of those of some methods besides. */
    private record ServletGuards(Guard all, Map<String, Guard> byMethod) {
        static final ServletGuards NONE = new ServletGuards(Guard.open(), Map.of());

        Guard of(String method) {
            // Most servlets ask for nothing, and then nothing is looked up.
            Guard ofMethod = byMethod.isEmpty() ? null : byMethod.get(method);
            return ofMethod == null ? all : ofMethod;
        }
    }

    /** The guard of the servlet method that the request is dispatched to; open where none is annotated. */
    Guard of(HttpServletRequest request) {
        String servlet = DispatchPath.servletOf(request);
        if (servlet == null || servlet.isEmpty()) {
            return Guard.open();
        }
        ServletGuards guards = byServlet.get(servlet);
        if (guards == null) {
            guards = read(servletClass(request.getServletContext(), servlet));
            byServlet.put(servlet, guards);
        }
        return guards.of(request.getMethod());
    }

    /** Where the guard of a request comes from, in words for a log. */
    String nameOf(HttpServletRequest request) {
        return "@LoginRequired on servlet " + DispatchPath.servletOf(request);
    }

    private static @Nullable Class<?> servletClass(ServletContext context, String servlet) {
        ServletRegistration registration = context.getServletRegistration(servlet);
        String name = registration == null ? null : registration.getClassName();
        if (name == null) {
            return null;
        }
        // Embedded containers have no loader of the context's own.
        for (ClassLoader loader : new ClassLoader[] {
            context.getClassLoader(),
            Thread.currentThread().getContextClassLoader(),
            AnnotatedGuards.class.getClassLoader()
        }) {
            try {
                return Class.forName(name, false, loader);
            } catch (ClassNotFoundException | LinkageError e) {
                LOG.debug("{} does not know servlet class {}", loader, name);
            }
        }
        // One of the container's own, which hides its classes from applications; it has no annotation of ours.
        return null;
    }

    private static ServletGuards read(@Nullable Class<?> servlet) {
        if (servlet == null) {
            return ServletGuards.NONE;
        }
        Guard all = guard(servlet.getAnnotation(LoginRequired.class));
        Map<String, Guard> byMethod = new HashMap<>();
        for (Class<?> type = servlet; type != null; type = type.getSuperclass()) {
            for (Method method : type.getDeclaredMethods()) {
                Guard guard = guard(method.getAnnotation(LoginRequired.class));
                if (guard.isOpen()) {
                    continue;
                }
                String httpMethod = httpMethod(method);
                if (httpMethod == null) {
                    // service(), or a helper of who knows which request: asked of all of them rather than of none.
                    all = Guard.stricter(all, guard);
                } else {
                    byMethod.merge(httpMethod, guard, Guard::stricter);
                    if (httpMethod.equals("GET")) {
                        byMethod.merge("HEAD", guard, Guard::stricter);
                    }
                }
            }
        }
        Guard ofAll = all;
        byMethod.replaceAll((method, guard) -> Guard.stricter(ofAll, guard));
        return new ServletGuards(all, Map.copyOf(byMethod));
    }

    /** {@code POST} for {@code doPost}, null for what is no such method. */
    private static @Nullable String httpMethod(Method method) {
        String name = method.getName();
        boolean isHttpMethod = name.length() > 2
                && name.startsWith("do")
                && Character.isUpperCase(name.charAt(2))
                && List.of(method.getParameterTypes())
                        .equals(List.of(HttpServletRequest.class, HttpServletResponse.class));
        return isHttpMethod ? name.substring(2).toUpperCase(Locale.ROOT) : null;
    }

    private static Guard guard(@Nullable LoginRequired annotation) {
        if (annotation == null) {
            return Guard.open();
        }
        Guard guard = annotation.role().length == 0 ? Guard.loggedIn() : Guard.role(annotation.role());
        long minutes = annotation.freshWithinMinutes();
        return minutes == 0 ? guard : guard.freshWithin(Duration.ofMinutes(minutes));
    }
}
