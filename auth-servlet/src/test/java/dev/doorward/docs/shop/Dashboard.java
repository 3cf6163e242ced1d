package dev.doorward.docs.shop;

// docs: dashboard
import dev.doorward.auth.servlet.CurrentUser;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

@WebServlet({"/dashboard", "/admin"})
public final class Dashboard extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        CurrentUser me = CurrentUser.require(request);
        response.setContentType("text/plain");
        response.getWriter().println("Hello " + me.getName() + ", this is " + request.getServletPath());
    }
}
// docs: end
