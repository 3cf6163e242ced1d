package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.Mode;
import dev.doorward.auth.servlet.ProxyHeaders;
import jakarta.servlet.http.HttpServletRequest;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/**
 * What a developer is told about an error beside what everybody is told.
 *
 * <p>Nobody else is: only development mode shows it, to this machine alone, and there to no request that some proxy
 * passed on, since such a request's sender need not sit here.
 */
record ErrorDetails(Mode mode) {

    /** The stack trace, or null for whom it is not meant. */
    @Nullable
    String of(HttpServletRequest request, Throwable thrown) {
        if (!areMeantFor(request)) {
            return null;
        }
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }

    /** The message that came with a status, or null for whom it is not meant. */
    @Nullable
    String of(HttpServletRequest request, @Nullable String message) {
        return areMeantFor(request) ? message : null;
    }

    private boolean areMeantFor(HttpServletRequest request) {
        return mode == Mode.DEVELOPMENT && Clients.isThisMachine(request) && !ProxyHeaders.areIn(request);
    }
}
