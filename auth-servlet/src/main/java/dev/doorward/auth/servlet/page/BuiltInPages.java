package dev.doorward.auth.servlet.page;

import dev.doorward.auth.servlet.PageRenderer;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/**
 * The pages an application gets without doing anything.
 *
 * <p>A page is written only once it is whole: a template that fails leaves the response untouched. Safe for use by many
 * threads.
 */
public final class BuiltInPages implements PageRenderer {

    private static final String TEMPLATES = "dev.doorward.auth.servlet.page";

    private static final Map<Class<? extends Page>, String> TEMPLATE_OF = Map.of(
            RegisterPage.class, "register.jte",
            LoginPage.class, "login.jte",
            LogoutPage.class, "logout.jte",
            ConfirmPage.class, "confirm.jte",
            SecurityCentrePage.class, "account.jte",
            UsernamePage.class, "username.jte",
            PasswordPage.class, "password.jte",
            SessionsPage.class, "sessions.jte",
            ErrorPage.class, "error.jte");

    private final TemplateEngine engine =
            TemplateEngine.createPrecompiled(null, ContentType.Html, BuiltInPages.class.getClassLoader(), TEMPLATES);

    /** Writes the page; the status is whatever the response already has. Always {@code true}. */
    @Override
    public boolean render(Page page, PageContext context, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Utf8ByteOutput html = html(page, context);
        response.setContentType("text/html;charset=utf-8");
        response.setContentLength(html.getContentLength());
        html.writeTo(response.getOutputStream());
        return true;
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
