package dev.doorward.auth.servlet.endpoint;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Why was I refused: one line at INFO for each 401 and 403, with the rule that decided.
 *
 * <pre>{@code
 * 403 GET /admin/users from 192.0.2.1: /admin/* needs role admin
 * }</pre>
 *
 * <p>The request's id is in the logging context. The path stands there as it was sent, without query and path
 * parameters, which may be secrets. Whatever a client chose is bounded and of printable ASCII, so a line stays one line
 * and can be no other's; how many there are is bounded by nothing but the number of requests, as in an access log.
 */
final class RefusalLog {

    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
    private static final String RULE = RefusalLog.class.getName() + ".rule";
    private static final int LONGEST_METHOD = 20;
    private static final int LONGEST_PATH = 200;
    private static final int LONGEST_RULE = 300;

    private RefusalLog() {}

    /**
     * Writes the line, unless this request has its own: a refusal may pass an error dispatch on its way to an answer.
     *
     * @return the rule that stands in the line
     */
    static String write(HttpServletRequest request, int status, String rule) {
        if (request.getAttribute(RULE) instanceof String earlier) {
            return earlier;
        }
        String shown = oneLine(rule, LONGEST_RULE);
        request.setAttribute(RULE, shown);
        LOG.info(
                "{} {} {} from {}: {}",
                status,
                oneLine(request.getMethod(), LONGEST_METHOD),
                pathOf(request),
                Clients.of(request).address(),
                shown);
        return shown;
    }

    private static String pathOf(HttpServletRequest request) {
        String path = Objects.toString(request.getRequestURI(), "");
        int parameters = path.indexOf(';');
        return oneLine(parameters < 0 ? path : path.substring(0, parameters), LONGEST_PATH);
    }

    private static String oneLine(String text, int longest) {
        String bounded = text.length() > longest ? text.substring(0, longest) + "..." : text;
        return bounded.replaceAll("[^ -~]", "?");
    }
}
