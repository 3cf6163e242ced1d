package dev.doorward.demo;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.servlet.DoorwardFilter;
import dev.doorward.auth.servlet.Guard;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.http.HttpServlet;
import java.time.Duration;

/** The application: which page is where, and who may see it. */
final class App implements ServletContextListener {
    private final Backend backend;
    private final Pages pages;

    App(Backend backend, Pages pages) {
        this.backend = backend;
        this.pages = pages;
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        Doorward doorward = backend.doorward();
        DoorwardFilter.install(
                context,
                doorward,
                guards -> guards.open("/", "/health", DevInbox.PATH + "/*") // whatever is not named needs a login
                        .require("/admin/*", Guard.role("admin").freshWithin(Duration.ofMinutes(10))));

        NotesTable notes = new NotesTable(backend.database(), doorward.clock());
        serve(context, "", new HomeServlet(pages)); // the empty pattern is the front page and nothing below it
        serve(context, "/dashboard", new DashboardServlet(pages, notes, doorward.sessions()));
        serve(context, "/notes", new NotesServlet(pages, notes));
        serve(context, "/notes/*", new NoteServlet(pages, notes));
        serve(context, "/admin", new AdminServlet(pages, doorward.accounts()));
        serve(context, "/admin/accounts/*", new AdminAccountServlet(pages, doorward.accounts()));
        serve(context, "/api/me", new MeServlet());
        DevInbox inbox = backend.inbox();
        if (inbox != null) {
            serve(context, DevInbox.PATH + "/*", new DevMailServlet(pages, inbox));
        }
        serve(context, "/health", new HealthServlet(backend.database()));
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        backend.close();
    }

    private static void serve(ServletContext context, String pattern, HttpServlet servlet) {
        context.addServlet(servlet.getClass().getSimpleName(), servlet).addMapping(pattern);
    }
}
