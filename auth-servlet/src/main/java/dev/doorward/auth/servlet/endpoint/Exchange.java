package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.Settings;
import dev.doorward.auth.account.Reason;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.redirect.RedirectValidator;
import dev.doorward.auth.servlet.CurrentUser;
import dev.doorward.auth.servlet.Flash;
import dev.doorward.auth.servlet.PageRenderer;
import dev.doorward.auth.servlet.cookie.CookieName;
import dev.doorward.auth.servlet.cookie.Cookies;
import dev.doorward.auth.servlet.page.FlashMessage;
import dev.doorward.auth.servlet.page.Form;
import dev.doorward.auth.servlet.page.Messages;
import dev.doorward.auth.servlet.page.Page;
import dev.doorward.auth.servlet.page.PageContext;
import dev.doorward.auth.session.IssuedSession;
import dev.doorward.auth.session.Session;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request to the library's own paths and its answer, for a person or for a program. */
final class Exchange {
    private final Doorward doorward;
    private final Cookies cookies;
    private final Answers answers;
    private final PageRenderer pages;
    private final RedirectValidator redirects;
    private final HttpServletRequest request;
    private final HttpServletResponse response;

    /** What stands behind the endpoint's path, for the paths that end in an id. */
    private final String rest;

    Exchange(
            Doorward doorward,
            Cookies cookies,
            Answers answers,
            PageRenderer pages,
            RedirectValidator redirects,
            HttpServletRequest request,
            HttpServletResponse response,
            String rest) {
        this.doorward = doorward;
        this.cookies = cookies;
        this.answers = answers;
        this.pages = pages;
        this.redirects = redirects;
        this.request = request;
        this.response = response;
        this.rest = rest;
    }

    Doorward doorward() {
        return doorward;
    }

    Settings settings() {
        return doorward.settings();
    }

    String rest() {
        return rest;
    }

    HttpServletRequest request() {
        return request;
    }

    HttpServletResponse response() {
        return response;
    }

    Client client() {
        return Clients.of(request);
    }

    Optional<Session> session() {
        return CurrentUser.find(request).map(CurrentUser::session);
    }

    /** On the paths that a guard lets only those in who are logged in. */
    Session requireSession() {
        return CurrentUser.require(request).session();
    }

    boolean isProgram() {
        return Programs.asks(request);
    }

    Messages messages() {
        return Messages.in(Collections.list(request.getLocales()));
    }

    /** Where a path of the library is for the browser, whatever a proxy made of the context path. */
    String auth(String path) {
        return settings().contextPath() + settings().prefix() + path;
    }

    /** Where a {@code next} leads: below this origin or to the default page. */
    String next(@Nullable String next) {
        return redirects
                .check(next, settings().contextPath() + settings().defaultPage())
                .value();
    }

    void json(int status, Object body) throws IOException {
        json(status, "application/json", body);
    }

    private void json(int status, String type, Object body) throws IOException {
        byte[] bytes = RequestBody.Json.STRICT.writeValueAsBytes(body);
        response.setStatus(status);
        response.setContentType(type);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    void nothing() {
        response.setStatus(204);
    }

    void redirect(String location) {
        response.setStatus(303);
        response.setHeader("Location", location);
    }

    void page(int status, Page page) throws IOException, ServletException {
        response.setStatus(status);
        StrictHeaders.page(response, nonce());
        pages.render(page, context(), request, response);
    }

    /** A message that the next page shows. */
    void flash(String text) {
        Flash.add(request, response, FlashMessage.Kind.DONE, text);
    }

    void problem(Problem problem) throws IOException, ServletException {
        if (problem.errors().isEmpty() || !isProgram()) {
            answers.refuse(
                    request,
                    response,
                    problem.status(),
                    problem.code(),
                    problem.retryAfter().orElse(null));
        } else {
            json(problem.status(), "application/problem+json", bodyOf(problem));
        }
    }

    /** A whole number of seconds, at least one. */
    void retryAfter(Duration wait) {
        response.setHeader(
                "Retry-After", Long.toString(Math.max(1, wait.plusMillis(999).toSeconds())));
    }

    private Map<String, Object> bodyOf(Problem problem) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "about:blank");
        body.put("title", messages().refusal(problem.code(), Map.of()));
        body.put("status", problem.status());
        body.put("code", problem.code());
        if (!problem.errors().isEmpty()) {
            body.put("errors", problem.errors());
        }
        body.put("request_id", requestId());
        return body;
    }

    /** The reasons by field, for a program. */
    Map<String, List<Problem.FieldError>> errors(List<Reason> reasons) {
        Map<String, List<Problem.FieldError>> errors = new LinkedHashMap<>();
        for (Reason reason : reasons) {
            errors.computeIfAbsent(reason.field(), field -> new ArrayList<>())
                    .add(new Problem.FieldError(reason.code(), message(reason)));
        }
        return errors;
    }

    /** The form as it was typed, with the reasons at their fields, for a person. */
    Form refused(Map<String, String> typed, List<Reason> reasons) {
        Form form = Form.of(typed);
        for (Reason reason : reasons) {
            form = form.withError(reason.field(), message(reason));
        }
        return form;
    }

    /** An application's own refusal brings its text along. */
    private String message(Reason reason) {
        Object own = reason.arguments().get("message");
        return own == null ? messages().refusal(reason.code(), reason.arguments()) : own.toString();
    }

    /** Puts a session's tokens into the browser's cookies. */
    void cookies(IssuedSession issued) {
        cookies.writeLogin(response, issued, doorward.clock());
    }

    void forgetRemembered() {
        if (cookies.read(request, CookieName.REMEMBER) != null) {
            cookies.expire(response, CookieName.REMEMBER);
        }
    }

    /** Makes the browser forget what let it in. */
    void forgetCookies() {
        cookies.expireLogin(response);
    }

    String csrfToken() {
        return Objects.toString(request.getAttribute("csrfToken"), "");
    }

    private String nonce() {
        return Objects.toString(request.getAttribute("cspNonce"), "");
    }

    private String requestId() {
        return Objects.toString(response.getHeader("X-Request-Id"), "");
    }

    private PageContext context() {
        return new PageContext(
                settings().appName(),
                auth(""),
                settings().contextPath() + "/",
                CurrentUser.find(request).map(CurrentUser::getName).orElse(null),
                csrfToken(),
                nonce(),
                flash(),
                messages(),
                doorward.clock().instant());
    }

    private List<FlashMessage> flash() {
        return request.getAttribute("flash") instanceof List<?> messages
                ? messages.stream()
                        .filter(FlashMessage.class::isInstance)
                        .map(FlashMessage.class::cast)
                        .toList()
                : List.of();
    }
}
