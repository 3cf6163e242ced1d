package dev.doorward.docs;

import dev.doorward.auth.servlet.CurrentUser;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

// docs: dashboard
@WebServlet("/dashboard")
public class Dashboard extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        CurrentUser me = CurrentUser.require(request); // or CurrentUser.find(request): Optional
        response.getWriter().println("Hello " + me.username());
    }
}
// docs: end
