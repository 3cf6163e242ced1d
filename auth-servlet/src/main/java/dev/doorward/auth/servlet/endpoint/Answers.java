package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.secret.UnknownKeyException;
import dev.doorward.auth.servlet.PageRenderer;
import dev.doorward.auth.servlet.page.BuiltInPages;
import dev.doorward.auth.servlet.page.ErrorPage;
import dev.doorward.auth.servlet.page.Messages;
import dev.doorward.auth.store.DatabaseException;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says no, for the filters and the endpoints: with a page to people, with {@code application/problem+json} (RFC 9457)
 * to programs.
 */
public final class Answers {

    public static final String REQUEST_ID = "X-Request-Id";

    /** RFC 6585 section 4, without a constant in the servlet API. */
    private static final int TOO_MANY_REQUESTS = 429;

    private static final String BY_APPLICATION = "the application, or its container, answered so";

    private static final Set<String> CONTENT = Set.of(
            "content-type",
            "content-length",
            "content-encoding",
            "content-disposition",
            "content-range",
            "accept-ranges",
            "etag",
            "last-modified");

    /** Long enough for a restart, short enough that nobody gives up. */
    private static final Duration OUTAGE_RETRY = Duration.ofSeconds(5);

    private final Pages pages;
    private final StrictHeaders headers;
    private final ErrorDetails details;
    private final String challenge;

    /** @param renderer draws every page */
    public Answers(Doorward doorward, PageRenderer renderer) {
        this.pages = new Pages(doorward, renderer);
        this.headers = new StrictHeaders(doorward.settings());
        this.details = new ErrorDetails(doorward.settings().mode());
        this.challenge = "Cookie realm=\"" + quotable(doorward.settings().appName()) + "\"";
    }

    /** With the built-in pages. */
    public static Answers builtIn(Doorward doorward) {
        return new Answers(doorward, new BuiltInPages());
    }

    /**
     * Refuses a request, unless the response is on its way already.
     *
     * @param code stable, listed in {@code docs/errors.md}
     * @param retryAfter how long to wait before trying again, null where that does not help
     */
    public void refuse(
            HttpServletRequest request,
            HttpServletResponse response,
            int status,
            String code,
            @Nullable Duration retryAfter)
            throws IOException, ServletException {
        refuse(request, response, new Problem(status, code, Map.of(), retryAfter));
    }

    /**
     * Denies a request with 401 or 403, unless the response is on its way already, and logs why.
     *
     * @param code stable, listed in {@code docs/errors.md}
     * @param rule the one that decided, such as {@code /admin/* needs role admin}: for the log and for developers
     */
    public void deny(HttpServletRequest request, HttpServletResponse response, int status, String code, String rule)
            throws IOException, ServletException {
        answer(request, response, new Problem(status, code), null, rule);
    }

    /**
     * Denies what a page dispatches to, and logs why. The page may have begun to write in a way of its own, so the
     * answer is left to who handles its errors.
     */
    public void denyWithin(HttpServletRequest request, HttpServletResponse response, int status, String rule)
            throws IOException {
        if (!response.isCommitted()) {
            RefusalLog.write(request, status, rule);
            response.sendError(status);
        }
    }

    /**
     * Answers with a status alone, as an application does that knows no codes. A {@code Retry-After} and a
     * {@code WWW-Authenticate} that it has set stay.
     *
     * @param status of 400 and above
     * @param message for developers; shown in development mode only
     */
    public void refuse(HttpServletRequest request, HttpServletResponse response, int status, @Nullable String message)
            throws IOException, ServletException {
        answer(
                request,
                response,
                Problem.ofStatus(status, waitOf(status, response)),
                details.of(request, message),
                BY_APPLICATION);
    }

    /** Answers for an exception: 503 where it says that the database or a key is away, else 500. */
    public void fail(HttpServletRequest request, HttpServletResponse response, Throwable thrown)
            throws IOException, ServletException {
        if (isOutage(thrown)) {
            outage(request, response);
        } else {
            answer(request, response, new Problem(500, "server_error"), details.of(request, thrown), BY_APPLICATION);
        }
    }

    /** Says that what the answer needs is away. */
    public void outage(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
        refuse(request, response, new Problem(503, "outage", Map.of(), OUTAGE_RETRY));
    }

    void refuse(HttpServletRequest request, HttpServletResponse response, Problem problem)
            throws IOException, ServletException {
        answer(request, response, problem, null, problem.code());
    }

    /** @param rule why, should it be a denial */
    private void answer(
            HttpServletRequest request,
            HttpServletResponse response,
            Problem problem,
            @Nullable String message,
            String rule)
            throws IOException, ServletException {
        if (response.isCommitted()) {
            return;
        }
        String shown = message;
        if (isDenial(problem.status())) {
            String decided = RefusalLog.write(request, problem.status(), rule);
            shown = message == null ? details.of(request, decided) : message;
        }
        startAnew(response);
        headers.apply(request, response);
        Duration retryAfter = problem.retryAfter();
        if (retryAfter != null) {
            retryAfter(response, retryAfter);
        }
        if (problem.status() == HttpServletResponse.SC_UNAUTHORIZED && !response.containsHeader("WWW-Authenticate")) {
            response.setHeader("WWW-Authenticate", challenge);
        }
        String requestId = Objects.toString(response.getHeader(REQUEST_ID), "");
        if (Programs.asks(request)) {
            Messages messages = Messages.in(Collections.list(request.getLocales()));
            Json.write(
                    response,
                    problem.status(),
                    "application/problem+json",
                    bodyOf(problem, messages, requestId, shown));
        } else {
            ErrorPage page = new ErrorPage(problem.status(), problem.code(), requestId, retryAfter, shown);
            pages.show(problem.status(), page, request, response);
        }
    }

    private static boolean isDenial(int status) {
        return status == HttpServletResponse.SC_UNAUTHORIZED || status == HttpServletResponse.SC_FORBIDDEN;
    }

    /**
     * Sends a browser elsewhere, and forgets what a page has begun to write.
     *
     * @param status of 300 and above; only 303 makes a GET of whatever was asked (RFC 9110 section 15.4)
     */
    public void sendTo(int status, String location, HttpServletRequest request, HttpServletResponse response) {
        if (!response.isCommitted()) {
            startAnew(response);
            headers.apply(request, response);
            response.setHeader("Location", location);
            response.setStatus(status);
        }
    }

    /** In whole seconds, at least one and never too few. */
    static void retryAfter(HttpServletResponse response, Duration wait) {
        long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
        response.setHeader("Retry-After", Long.toString(seconds));
    }

    /** Forgets what a page has begun to write, and about its content; cookies and all else that was set stay. */
    private static void startAnew(HttpServletResponse response) {
        Map<String, List<String>> kept = new LinkedHashMap<>();
        for (String name : response.getHeaderNames()) {
            if (!CONTENT.contains(name.toLowerCase(Locale.ROOT))) {
                kept.put(name, List.copyOf(response.getHeaders(name)));
            }
        }
        // Not resetBuffer(), after which a page's getWriter() would still forbid getOutputStream().
        response.reset();
        kept.forEach((name, values) -> {
            response.setHeader(name, values.get(0));
            values.stream().skip(1).forEach(value -> response.addHeader(name, value));
        });
    }

    private static boolean isOutage(Throwable thrown) {
        for (Throwable e = thrown; e != null; e = e.getCause()) {
            if (e instanceof UnknownKeyException) {
                return true;
            }
        }
        return DatabaseException.isBehind(thrown);
    }

    /** How long the application asks to wait, or nobody knows how long where one has to (RFC 9110 section 10.2.3). */
    private static @Nullable Duration waitOf(int status, HttpServletResponse response) {
        String asked = response.getHeader("Retry-After");
        if (asked != null) {
            // A date is left as it stands.
            return asked.matches("[0-9]{1,7}") ? Duration.ofSeconds(Long.parseLong(asked)) : null;
        }
        return status == HttpServletResponse.SC_SERVICE_UNAVAILABLE || status == TOO_MANY_REQUESTS
                ? OUTAGE_RETRY
                : null;
    }

    private static Map<String, Object> bodyOf(
            Problem problem, Messages messages, String requestId, @Nullable String shown) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "about:blank");
        body.put("title", problem.title());
        body.put("status", problem.status());
        body.put("detail", detailOf(problem, messages));
        body.put("code", problem.code());
        if (!problem.errors().isEmpty()) {
            body.put("errors", problem.errors());
        }
        body.put("request_id", requestId);
        if (shown != null) {
            body.put("details", shown.lines().toList());
        }
        return body;
    }

    /** What is said at the first faulty field where there is one: its text knows more than the code alone. */
    private static String detailOf(Problem problem, Messages messages) {
        return problem.errors().values().stream()
                .findFirst()
                .map(errors -> errors.get(0).message())
                .orElseGet(() -> problem.text(messages));
    }

    /** What a quoted string of RFC 9110 section 5.6.4 can hold without escapes. */
    private static String quotable(String text) {
        String ascii = new String(text.getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII);
        return ascii.replaceAll("[^ -~]|[\"\\\\]", "?");
    }
}
