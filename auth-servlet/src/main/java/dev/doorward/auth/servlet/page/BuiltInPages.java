package dev.doorward.auth.servlet.page;

import dev.doorward.auth.servlet.PageRenderer;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The pages an application gets without doing anything.
 *
 * <p>A page is written only once it is whole: a template that fails leaves the response untouched. Safe for use by many
 * threads.
 */
public final class BuiltInPages implements PageRenderer {

    private static final String TEMPLATES = "dev.doorward.auth.servlet.page";

    private static final Map<Class<? extends Page>, String> TEMPLATE_OF = Map.ofEntries(
            Map.entry(RegisterPage.class, "register.jte"),
            Map.entry(LoginPage.class, "login.jte"),
            Map.entry(LogoutPage.class, "logout.jte"),
            Map.entry(ConfirmPage.class, "confirm.jte"),
            Map.entry(SecurityCentrePage.class, "account.jte"),
            Map.entry(UsernamePage.class, "username.jte"),
            Map.entry(EmailPage.class, "email.jte"),
            Map.entry(PasswordPage.class, "password.jte"),
            Map.entry(SessionsPage.class, "sessions.jte"),
            Map.entry(AskForMailPage.class, "askForMail.jte"),
            Map.entry(MailSentPage.class, "mailSent.jte"),
            Map.entry(MailedLinkPage.class, "mailedLink.jte"),
            Map.entry(ChangeEmailPage.class, "changeEmail.jte"),
            Map.entry(UnusableLinkPage.class, "unusableLink.jte"),
            Map.entry(LoginCodePage.class, "loginCode.jte"),
            Map.entry(ShowCodePage.class, "showCode.jte"),
            Map.entry(ErrorPage.class, "error.jte"));

    private final TemplateEngine engine =
            TemplateEngine.createPrecompiled(null, ContentType.Html, BuiltInPages.class.getClassLoader(), TEMPLATES);
    private final @Nullable String theme;

    /** The pages as they come. */
    public BuiltInPages() {
        this.theme = null;
    }

    /**
     * The pages in the application's colours and fonts.
     *
     * @param theme path of a stylesheet below the context path, such as {@code /theme.css}, loaded after the built-in
     *     one to override its custom properties; it has to be open to strangers
     * @throws IllegalArgumentException if the path does not start with exactly one slash
     */
    public BuiltInPages(String theme) {
        if (!theme.startsWith("/") || theme.startsWith("//")) {
            throw new IllegalArgumentException(
                    "a theme is a path below the context path, such as /theme.css: " + theme);
        }
        this.theme = theme;
    }

    /** Writes the page; the status is whatever the response already has. Always {@code true}. */
    @Override
    public boolean render(Page page, PageContext context, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Utf8ByteOutput html = html(page, theme == null ? context : context.withTheme(request.getContextPath() + theme));
        response.setContentType("text/html;charset=utf-8");
        response.setContentLength(html.getContentLength());
        html.writeTo(response.getOutputStream());
        return true;
    }

    /** The page in UTF-8, for answers that a container makes before there is a servlet to make them. */
    public byte[] bytes(Page page, PageContext context) {
        return html(page, context).toByteArray();
    }

    Utf8ByteOutput html(Page page, PageContext context) {
        String template = TEMPLATE_OF.get(page.getClass());
        if (template == null) {
            throw new IllegalStateException("no template for " + page.getClass().getName());
        }
        Utf8ByteOutput html = new Utf8ByteOutput();
        engine.render(template, Map.of("page", page, "context", context), html);
        return html;
    }
}
