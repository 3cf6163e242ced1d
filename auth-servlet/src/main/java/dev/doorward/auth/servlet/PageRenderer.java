package dev.doorward.auth.servlet;

import dev.doorward.auth.servlet.page.Page;
import dev.doorward.auth.servlet.page.PageContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Shows a page in the application's own clothes: by JSP, Thymeleaf, jte or whatever else it uses.
 *
 * <p>A renderer decides how a page looks, never whether it may be seen: it is called after every check has passed, with
 * the status and the security headers already set. It shows the page models it knows and hands on the rest:
 *
 * <pre>{@code
 * PageRenderer own = (page, context, request, response) -> {
 *     if (!(page instanceof LoginPage login)) {
 *         return false;
 *     }
 *     request.setAttribute("page", login);
 *     request.setAttribute("context", context);
 *     request.getRequestDispatcher("/WEB-INF/login.jsp").forward(request, response);
 *     return true;
 * };
 * }</pre>
 *
 * <p>A form of its own posts the field names of the built-in page, and {@link PageContext#csrfToken()} as
 * {@code _csrf}. Values in a model are what somebody typed: the template escapes them. An inline script needs
 * {@link PageContext#nonce()}.
 */
@FunctionalInterface
public interface PageRenderer {

    /**
     * Writes {@code page}, or leaves it to the built-in pages.
     *
     * @return whether the page was written; on {@code false} nothing has been written and the response is as it was
     * @throws IOException if the reader is gone
     * @throws ServletException if the template failed; answered as a server error
     */
    boolean render(Page page, PageContext context, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException;
}
