package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.servlet.PageRenderer;
import dev.doorward.auth.servlet.cookie.Cookies;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Every flow under its path. */
public final class Endpoints {

    private final Answers answers;
    private final String prefix;

    /** @param pages draws every page */
    public Endpoints(Doorward doorward, Cookies cookies, PageRenderer pages) {
        this.answers = new Answers(doorward, cookies, pages);
        this.prefix = doorward.settings().prefix();
    }

    /**
     * Whether a path below the context path is the library's own; then {@link #handle} answers it, if only with 404.
     */
    public boolean owns(String path) {
        return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }

    /**
     * Answers a request to a path that is {@linkplain #owns the library's own}, whose guard and CSRF check have passed.
     */
    public void handle(HttpServletRequest request, HttpServletResponse response, String path)
            throws IOException, ServletException {
        answers.refuse(request, response, HttpServletResponse.SC_NOT_FOUND, "not_found", null);
    }
}
