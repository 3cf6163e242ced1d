package dev.doorward.demo;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

/** The application: put together when the server starts, closed when it stops. */
final class App implements ServletContextListener {
    private final HikariDataSource database;

    /** @throws CannotStartException if the database does not answer */
    App(DemoSettings settings) {
        database = connect(settings.database());
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        context.addServlet("health", new HealthServlet(database)).addMapping("/health");
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        database.close();
    }

    private static HikariDataSource connect(DemoSettings.DatabaseAddress address) {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("doorward");
        pool.setJdbcUrl(address.url());
        pool.setUsername(address.user());
        pool.setPassword(address.password());
        pool.setConnectionTimeout(5_000); // a request waits no longer for a database that is away
        try {
            return new HikariDataSource(pool);
        } catch (RuntimeException e) {
            throw new CannotStartException(
                    "The database at " + address + " does not answer: " + rootMessage(e)
                            + ". Start it, or set DOORWARD_DATABASE_URL.",
                    e);
        }
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    }
}
