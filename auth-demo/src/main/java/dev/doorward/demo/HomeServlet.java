package dev.doorward.demo;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/** The front page, for everybody. */
final class HomeServlet extends HttpServlet {
    private final Pages pages;

    HomeServlet(Pages pages) {
        this.pages = pages;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        pages.send(request, response, "home.jte", Map.of());
    }
}
