package dev.doorward.docs;

import static dev.doorward.docs.OwnDatabase.dataSource;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.mail.SmtpMailer;
import dev.doorward.auth.servlet.DoorwardFilter;
import dev.doorward.auth.servlet.Guard;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.nio.file.Path;
import java.time.Duration;

// docs: app
@WebListener
public class App implements ServletContextListener {
    private Doorward doorward;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        doorward = Doorward.builder()
                .baseUrl("https://app.example/shop") // its path is the context path
                .database(dataSource) // or .fromEnvironment() for everything at once
                .keys(Path.of("keys.json"))
                .mailer(SmtpMailer.of("smtp://mail.app.example", "Shop <mail@app.example>"))
                .build(); // reports every bad setting at once
        DoorwardFilter.install(
                event.getServletContext(),
                doorward,
                guards -> guards.open("/", "/public/*") // whatever is not named needs a login
                        .require("/admin/*", Guard.role("admin").freshWithin(Duration.ofMinutes(10))));
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (doorward != null) { // null if it was not built
            doorward.close();
        }
    }
}
// docs: end
