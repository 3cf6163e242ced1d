package dev.doorward.auth.servlet.page;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** Every page in every state it can be in, with one text that stands for whatever somebody typed. */
final class SamplePages {

    static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    static final Messages MESSAGES = Messages.in(List.of(Locale.ENGLISH));

    private static final String FIREFOX =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0";
    private static final String IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15"
            + " (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1";

    private SamplePages() {}

    static PageContext context(String typed) {
        return new PageContext(
                "Acme & Sons",
                "/shop/auth",
                "/shop/",
                typed,
                "csrf-token",
                "bm9uY2U",
                List.of(
                        new FlashMessage(FlashMessage.Kind.DONE, "Your username is now " + typed + "."),
                        new FlashMessage(FlashMessage.Kind.PROBLEM, typed)),
                MESSAGES,
                NOW);
    }

    static PageContext quiet() {
        return context(null, List.of());
    }

    static PageContext loggedIn() {
        return context("ada", List.of());
    }

    static PageContext told() {
        return context(
                "ada", List.of(new FlashMessage(FlashMessage.Kind.DONE, MESSAGES.text("flash.password_changed"))));
    }

    private static PageContext context(String user, List<FlashMessage> flash) {
        return new PageContext(
                "Acme & Sons", "/shop/auth", "/shop/", user, "csrf-token", "bm9uY2U", flash, MESSAGES, NOW);
    }

    static Map<String, Page> all(String typed) {
        Map<String, Page> pages = new LinkedHashMap<>();
        Form fresh = Form.empty();
        Form login = Form.of(Map.of("login", typed, "next", typed, "remember", "on", "password", typed));
        pages.put("login", new LoginPage(fresh, false, true));
        pages.put("login-without-mail", new LoginPage(fresh, false, false));
        pages.put("login-by-mail", new LoginPage(fresh, true, true));
        pages.put("login-refused", new LoginPage(login.withGeneral(refusal("invalid_credentials")), false, true));
        pages.put(
                "login-empty",
                new LoginPage(
                        fresh.withError("login", refusal("invalid_credentials"))
                                .withError("password", refusal("password_required")),
                        false,
                        true));
        Form account = Form.of(Map.of("username", typed, "email", typed, "password", typed));
        pages.put("register", new RegisterPage(fresh, false, 15));
        pages.put("register-optional", new RegisterPage(fresh, true, 8));
        pages.put("register-one", new RegisterPage(account.withError("email", refusal("email_taken")), false, 15));
        pages.put(
                "register-several",
                new RegisterPage(
                        account.withError("username", refusal("username_invalid"))
                                .withError("username", refusal("username_too_short"))
                                .withError("email", typed)
                                .withError("password", refusal("password_too_short"))
                                .withGeneral(refusal("busy")),
                        false,
                        15));
        pages.put("logout", new LogoutPage());
        pages.put("confirm", new ConfirmPage(Form.of(Map.of("next", typed)), typed));
        pages.put("confirm-refused", new ConfirmPage(fresh.withError("password", refusal("wrong_password")), typed));
        pages.put(
                "account",
                new SecurityCentrePage(
                        typed,
                        typed,
                        false,
                        true,
                        NOW.minus(Duration.ofHours(2)),
                        NOW.minus(Duration.ofDays(201)),
                        NOW.minus(Duration.ofDays(3)),
                        3));
        pages.put(
                "account-new",
                new SecurityCentrePage(
                        null, "ada@example.org", true, false, null, NOW.minus(Duration.ofDays(1)), null, 1));
        pages.put("username", new UsernamePage(fresh, typed));
        pages.put("username-first", new UsernamePage(fresh, null));
        pages.put(
                "username-refused",
                new UsernamePage(account.withError("username", refusal("username_reserved")), typed));
        pages.put("password", new PasswordPage(fresh, typed, 15));
        pages.put(
                "password-refused",
                new PasswordPage(
                        fresh.withError("current_password", refusal("wrong_password"))
                                .withError("password", refusal("password_too_common")),
                        typed,
                        15));
        pages.put("sessions-one", new SessionsPage(List.of(session(1, 0, FIREFOX, "203.0.113.7", true))));
        pages.put(
                "sessions",
                new SessionsPage(List.of(
                        session(1, 0, FIREFOX, "203.0.113.7", true),
                        session(2, 42, IPHONE, "2001:db8:4:1f::1", false),
                        session(3, 60 * 80, typed, typed, false))));
        pages.put(
                "account-bare",
                new SecurityCentrePage(typed, "", false, false, null, NOW.minus(Duration.ofDays(1)), null, 1));
        pages.put("email", new EmailPage(fresh, typed, typed));
        pages.put("email-first", new EmailPage(fresh, "", typed));
        pages.put(
                "email-refused",
                new EmailPage(
                        account.withError("email", refusal("email_invalid"))
                                .withError("password", refusal("wrong_password")),
                        "ada@example.org",
                        typed));
        mailed(typed, pages);
        pages.put("error", new ErrorPage(404, "not_found", "4f1c9a2b"));
        pages.put("error-login", new ErrorPage(401, "login_needed", "4f1c9a2b"));
        pages.put("error-busy", new ErrorPage(503, "busy", "4f1c9a2b", Duration.ofSeconds(20), null));
        pages.put("error-unknown", new ErrorPage(500, typed, typed));
        pages.put("error-nameless", new ErrorPage(410, ErrorPage.codeOf(410), ""));
        pages.put("error-details", new ErrorPage(500, "server_error", typed, null, "java.lang.Error: " + typed));
        return pages;
    }

    private static void mailed(String typed, Map<String, Page> pages) {
        Form fresh = Form.empty();
        for (MailedLink link : MailedLink.values()) {
            String name = link.textKey();
            pages.put("unusable-" + name, new UnusableLinkPage(link));
            pages.put("link-" + name, new MailedLinkPage(link, fresh, typed, typed, null, false, 15));
            if (link != MailedLink.UNDO_EMAIL && link != MailedLink.END_SESSION) {
                pages.put("ask-" + name, new AskForMailPage(link, fresh));
            }
        }
        for (SentMail mail : SentMail.values()) {
            pages.put("sent-" + mail.textKey(), new MailSentPage(mail, null));
        }
        pages.put(
                "ask-refused",
                new AskForMailPage(
                        MailedLink.RESET_PASSWORD,
                        Form.of(Map.of("email", typed)).withError("email", refusal("email_invalid"))));
        pages.put("sent-development", new MailSentPage(SentMail.VERIFY_EMAIL, "/shop/dev/mail"));
        pages.put("link-elsewhere", new MailedLinkPage(MailedLink.VERIFY_EMAIL, fresh, typed, typed, typed, true, 15));
        pages.put(
                "link-password",
                new MailedLinkPage(
                        MailedLink.RESET_PASSWORD,
                        fresh.withError("password", refusal("password_too_short")),
                        typed,
                        typed,
                        typed,
                        true,
                        15));
        pages.put(
                "link-taken",
                new MailedLinkPage(
                        MailedLink.VERIFY_EMAIL,
                        fresh.withError("email", refusal("email_taken")),
                        typed,
                        typed,
                        null,
                        false,
                        15));
        pages.put("change-email", new ChangeEmailPage(fresh, typed, typed, typed));
        pages.put(
                "change-email-taken",
                new ChangeEmailPage(fresh.withError("email", refusal("email_taken")), typed, typed, typed));
        pages.put("login-code", new LoginCodePage(fresh, "/shop/dev/mail"));
        pages.put(
                "login-code-refused",
                new LoginCodePage(Form.of(Map.of("code", typed)).withError("code", refusal("code_invalid")), null));
        pages.put("show-code", new ShowCodePage(typed));
    }

    private static SessionsPage.Entry session(
            int number, long minutesAgo, String userAgent, String address, boolean current) {
        Instant lastSeen = NOW.minus(Duration.ofMinutes(minutesAgo));
        return new SessionsPage.Entry(
                new UUID(0, number), lastSeen.minus(Duration.ofDays(12)), lastSeen, address, userAgent, current);
    }

    private static String refusal(String code) {
        return MESSAGES.refusal(code, Map.of("minimum", 15, "maximum", 128));
    }
}
