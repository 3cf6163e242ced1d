package dev.doorward.demo;

import dev.doorward.auth.servlet.CurrentUser;
import dev.doorward.auth.session.Sessions;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/** A page that needs a login. Nothing here says so: what {@link App} does not open needs one. */
final class DashboardServlet extends HttpServlet {
    private final Pages pages;
    private final NotesTable notes;
    private final Sessions sessions;

    DashboardServlet(Pages pages, NotesTable notes, Sessions sessions) {
        this.pages = pages;
        this.notes = notes;
        this.sessions = sessions;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        CurrentUser me = CurrentUser.require(request);
        pages.send(
                request,
                response,
                "dashboard.jte",
                Map.of(
                        "me", me,
                        "notes", notes.count(me.id()),
                        "sessions", sessions.of(me.id(), me.session().id()).size()));
    }
}
