package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.Settings;
import dev.doorward.auth.servlet.CurrentUser;
import dev.doorward.auth.servlet.PageRenderer;
import dev.doorward.auth.servlet.page.BuiltInPages;
import dev.doorward.auth.servlet.page.ErrorPage;
import dev.doorward.auth.servlet.page.Messages;
import dev.doorward.auth.servlet.page.PageContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
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
 * Says no on behalf of the filters: with a page to people, with {@code application/problem+json} (RFC 9457) to
 * programs.
 */
public final class Answers {

    public static final String REQUEST_ID = "X-Request-Id";

    private static final Set<String> CONTENT = Set.of(
            "content-type",
            "content-length",
            "content-encoding",
            "content-disposition",
            "content-range",
            "accept-ranges",
            "etag",
            "last-modified");

    private final Settings settings;
    private final Clock clock;
    private final PageRenderer pages;
    private final String challenge;

    /** @param pages draws every page */
    public Answers(Doorward doorward, PageRenderer pages) {
        this.settings = doorward.settings();
        this.clock = doorward.clock();
        this.pages = pages;
        this.challenge = "Cookie realm=\"" + quotable(settings.appName()) + "\"";
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
        if (response.isCommitted()) {
            return;
        }
        startAnew(response);
        StrictHeaders.apply(response);
        response.setStatus(status);
        if (retryAfter != null) {
            long seconds = Math.max(1, retryAfter.plusMillis(999).toSeconds());
            response.setHeader("Retry-After", Long.toString(seconds));
        }
        if (status == HttpServletResponse.SC_UNAUTHORIZED) {
            response.setHeader("WWW-Authenticate", challenge);
        }
        String requestId = Objects.toString(response.getHeader(REQUEST_ID), "");
        Messages messages = Messages.in(Collections.list(request.getLocales()));
        if (Programs.asks(request)) {
            problem(response, status, code, messages.refusal(code, Map.of()), requestId);
        } else {
            String nonce = Objects.toString(request.getAttribute("cspNonce"), "");
            StrictHeaders.page(response, nonce);
            ErrorPage page = new ErrorPage(status, code, requestId, retryAfter, null);
            pages.render(page, context(request, nonce, messages), request, response);
        }
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

    private static void problem(HttpServletResponse response, int status, String code, String title, String requestId)
            throws IOException {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "about:blank");
        problem.put("title", title);
        problem.put("status", status);
        problem.put("code", code);
        problem.put("request_id", requestId);
        byte[] bytes = RequestBody.Json.STRICT.writeValueAsBytes(problem);
        response.setContentType("application/problem+json");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    private PageContext context(HttpServletRequest request, String nonce, Messages messages) {
        String user = CurrentUser.find(request).map(CurrentUser::getName).orElse(null);
        return new PageContext(
                settings.appName(),
                settings.contextPath() + settings.prefix(),
                settings.contextPath() + "/",
                user,
                // A stranger's error page has no form, so it needs no token and sets no cookie.
                user == null ? "" : Objects.toString(request.getAttribute("csrfToken"), ""),
                nonce,
                List.of(),
                messages,
                clock.instant());
    }

    /** What a quoted string of RFC 9110 section 5.6.4 can hold without escapes. */
    private static String quotable(String text) {
        String ascii = new String(text.getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII);
        return ascii.replaceAll("[^ -~]|[\"\\\\]", "?");
    }
}
