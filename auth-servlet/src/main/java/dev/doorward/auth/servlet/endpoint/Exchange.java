package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.Settings;
import dev.doorward.auth.account.Reason;
import dev.doorward.auth.device.IssuedDevice;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.redirect.RedirectValidator;
import dev.doorward.auth.redirect.SafeRedirect;
import dev.doorward.auth.secret.CookieSigner;
import dev.doorward.auth.servlet.CurrentUser;
import dev.doorward.auth.servlet.Flash;
import dev.doorward.auth.servlet.cookie.CookieName;
import dev.doorward.auth.servlet.cookie.Cookies;
import dev.doorward.auth.servlet.page.FlashMessage;
import dev.doorward.auth.servlet.page.Messages;
import dev.doorward.auth.servlet.page.Page;
import dev.doorward.auth.session.IssuedSession;
import dev.doorward.auth.session.Session;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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
    /** Signed and in base64 it stays well below the 4096 bytes that a browser keeps. */
    private static final int LONGEST_NEXT = 2000;

    private final Doorward doorward;
    private final Cookies cookies;
    private final Answers answers;
    private final Pages pages;
    private final RedirectValidator redirects;
    private final HttpServletRequest request;
    private final HttpServletResponse response;

    /** What the path names, a session or a file; else empty. */
    private final String named;

    Exchange(
            Doorward doorward,
            Cookies cookies,
            Answers answers,
            Pages pages,
            RedirectValidator redirects,
            HttpServletRequest request,
            HttpServletResponse response,
            String named) {
        this.doorward = doorward;
        this.cookies = cookies;
        this.answers = answers;
        this.pages = pages;
        this.redirects = redirects;
        this.request = request;
        this.response = response;
        this.named = named;
    }

    Doorward doorward() {
        return doorward;
    }

    Settings settings() {
        return doorward.settings();
    }

    /** What the path names, a session or a file; else empty. */
    String named() {
        return named;
    }

    HttpServletRequest request() {
        return request;
    }

    HttpServletResponse response() {
        return response;
    }

    Client client() {
        return Clients.of(request).withDevice(cookie(CookieName.DEVICE));
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

    /** Where the mails are shown, as a link has it; null but in development mode. */
    @Nullable
    String developmentInbox() {
        String inbox = settings().developmentInbox();
        return inbox == null ? null : settings().contextPath() + inbox;
    }

    /** The login form; it keeps a {@code next} that leads below this origin and forgets any other. */
    String loginOnTheWayTo(@Nullable String next) {
        return auth("/login")
                + redirects
                        .accept(next)
                        .map(target -> "?next=" + URLEncoder.encode(target.value(), StandardCharsets.UTF_8))
                        .orElse("");
    }

    /**
     * Lets everybody keep this answer, unless cookies come with it: a GET of any path may renew a remembered login, and
     * a cache on the way would hand its tokens to the next one who asks.
     */
    void keepPublicly(String howLong) {
        if (!response.containsHeader(Cookies.SET_COOKIE)) {
            response.setHeader("Cache-Control", "public, " + howLong);
        }
    }

    /** What the browser sent as this cookie, or null. */
    @Nullable
    String cookie(CookieName name) {
        return cookies.read(request, name);
    }

    /** Has the browser keep a cookie for so long. */
    void keep(CookieName name, String value, Duration time) {
        cookies.write(response, name, value, time);
    }

    /** Makes the browser forget a cookie that it sent. */
    void forget(CookieName name) {
        if (cookie(name) != null) {
            cookies.expire(response, name);
        }
    }

    /** Has the browser remember where it was on its way to, if that is below this origin; else it is to forget it. */
    void keepNext(@Nullable String next, Duration time) {
        Optional<String> target =
                redirects.accept(next).map(SafeRedirect::value).filter(Exchange::fitsIntoCookie);
        if (target.isPresent()) {
            keep(CookieName.NEXT, nextSigner().sign(target.get()), time);
        } else {
            forget(CookieName.NEXT);
        }
    }

    /** Where the browser was on its way to, if it was kept; once. */
    @Nullable
    String takeNext() {
        String kept = keptNext();
        forget(CookieName.NEXT);
        return kept;
    }

    /** Where the browser is on its way to, if it was kept. */
    @Nullable
    String keptNext() {
        return nextSigner().open(cookie(CookieName.NEXT)).orElse(null);
    }

    private CookieSigner nextSigner() {
        return new CookieSigner(doorward.keys(), "next");
    }

    private static boolean fitsIntoCookie(String next) {
        return next.length() <= LONGEST_NEXT;
    }

    void json(int status, Object body) throws IOException {
        Json.write(response, status, "application/json", body);
    }

    void redirect(String location) {
        response.setStatus(303);
        response.setHeader("Location", location);
    }

    void page(int status, Page page) throws IOException, ServletException {
        pages.show(status, page, request, response);
    }

    /** Tells people on the page they are sent to that it is done, and programs by 204. */
    void done(String message, String path) {
        if (isProgram()) {
            response.setStatus(204);
        } else {
            flash(message);
            redirect(auth(path));
        }
    }

    /** A message that the next page shows. */
    void flash(String text) {
        Flash.add(request, response, FlashMessage.Kind.DONE, text);
    }

    void problem(Problem problem) throws IOException, ServletException {
        answers.refuse(request, response, problem);
    }

    /** @param rule the one that decided, for the log and for developers */
    void deny(int status, String code, String rule) throws IOException, ServletException {
        answers.deny(request, response, status, code, rule);
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

    /** An application's own refusal brings its text along. */
    String message(Reason reason) {
        Object own = reason.arguments().get("message");
        return own == null ? messages().refusal(reason.code(), reason.arguments()) : own.toString();
    }

    /** Puts a session's tokens into the browser's cookies. */
    void cookies(IssuedSession issued) {
        cookies.writeLogin(response, issued, doorward.clock());
    }

    /** Has the browser keep what makes it known to an account. */
    void device(IssuedDevice device) {
        cookies.writeDevice(response, device);
    }

    /** Makes the browser forget what let it in. */
    void forgetLogin() {
        cookies.expireLogin(response);
    }

    String csrfToken() {
        return Objects.toString(request.getAttribute("csrfToken"), "");
    }
}
