package dev.doorward.demo;

import dev.doorward.auth.account.AccountPage;
import dev.doorward.auth.account.Accounts;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code /admin}: everybody's accounts, by page, and a search. {@link App} lets administrators in and nobody else. */
final class AdminServlet extends HttpServlet {
    private static final int ACCOUNTS_ON_A_PAGE = 20;

    private final Pages pages;
    private final Accounts accounts;

    AdminServlet(Pages pages, Accounts accounts) {
        this.pages = pages;
        this.accounts = accounts;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String search =
                Objects.requireNonNullElse(request.getParameter("search"), "").strip();
        int number = pageNumber(request.getParameter("page"));
        AccountPage page = search.isEmpty()
                ? accounts.list(number, ACCOUNTS_ON_A_PAGE)
                : accounts.search(search, number, ACCOUNTS_ON_A_PAGE);
        Map<String, Object> model = new HashMap<>(Map.of("page", page, "search", search));
        if (number > 1) {
            model.put("newer", link(request, search, number - 1));
        }
        if (page.hasNext()) {
            model.put("older", link(request, search, number + 1));
        }
        pages.send(request, response, "admin.jte", model);
    }

    private static String link(HttpServletRequest request, String search, int page) {
        return request.getContextPath() + "/admin?search=" + URLEncoder.encode(search, StandardCharsets.UTF_8)
                + "&page=" + page;
    }

    /** Anything that is no page number is the first page. */
    private static int pageNumber(@Nullable String text) {
        return text != null && text.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(text) : 1;
    }
}
