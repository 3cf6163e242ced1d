package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.Settings;
import dev.doorward.auth.servlet.CurrentUser;
import dev.doorward.auth.servlet.PageRenderer;
import dev.doorward.auth.servlet.page.ErrorPage;
import dev.doorward.auth.servlet.page.FlashMessage;
import dev.doorward.auth.servlet.page.Messages;
import dev.doorward.auth.servlet.page.Page;
import dev.doorward.auth.servlet.page.PageContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** Shows a page, with what every page needs beside its model. */
final class Pages {
    private final Settings settings;
    private final Clock clock;
    private final StrictHeaders headers;
    private final PageRenderer renderer;

    Pages(Doorward doorward, PageRenderer renderer) {
        this.settings = doorward.settings();
        this.clock = doorward.clock();
        this.headers = new StrictHeaders(settings);
        this.renderer = renderer;
    }

    void show(int status, Page page, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        String nonce = attribute(request, "cspNonce");
        response.setStatus(status);
        headers.page(response, nonce);
        renderer.render(page, context(page, nonce, request), request, response);
    }

    private PageContext context(Page page, String nonce, HttpServletRequest request) {
        String user = CurrentUser.find(request).map(CurrentUser::getName).orElse(null);
        boolean isError = page instanceof ErrorPage;
        return new PageContext(
                settings.appName(),
                settings.contextPath() + settings.prefix(),
                settings.contextPath() + "/",
                user,
                // A stranger's error page has no form, so it needs no token and sets no cookie.
                isError && user == null ? "" : attribute(request, "csrfToken"),
                nonce,
                isError ? List.of() : flash(request),
                Messages.in(Collections.list(request.getLocales())),
                clock.instant());
    }

    private static List<FlashMessage> flash(HttpServletRequest request) {
        return request.getAttribute("flash") instanceof List<?> messages
                ? messages.stream()
                        .filter(FlashMessage.class::isInstance)
                        .map(FlashMessage.class::cast)
                        .toList()
                : List.of();
    }

    private static String attribute(HttpServletRequest request, String name) {
        return Objects.toString(request.getAttribute(name), "");
    }
}
