package dev.doorward.docs.shop;

// docs: app
import dev.doorward.auth.Doorward;
import dev.doorward.auth.Mode;
import dev.doorward.auth.account.EmailVerification;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.servlet.DoorwardFilter;
import dev.doorward.auth.servlet.Guard;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.nio.file.Path;
import java.time.Duration;

@WebListener
public final class App implements ServletContextListener {
    private static final Path DATA = Path.of(System.getProperty("user.home"), "shop-data");

    private Doorward doorward;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        doorward = Doorward.builder()
                .appName("Shop")
                .mode(Mode.DEVELOPMENT)
                .baseUrl("http://localhost:8080")
                .database("jdbc:h2:file:" + DATA.resolve("shop") + ";WRITE_DELAY=0", "sa", "")
                .keys(DATA.resolve("keys.json"))
                .emailVerification(EmailVerification.OPTIONAL) // until it sends mail
                .defaultPage("/dashboard")
                .fromEnvironment() // what the environment says wins
                .build();
        appoint(System.getenv("SHOP_ADMIN"));
        DoorwardFilter.install(
                event.getServletContext(),
                doorward,
                guards -> guards.open("/", "/index.html")
                        .require("/admin/*", Guard.role("admin").freshWithin(Duration.ofMinutes(10))));
    }

    /** Makes an account an administrator's, if there is one of that name. */
    private void appoint(String username) {
        doorward.accounts()
                .findByLogin(username)
                .ifPresent(account -> doorward.accounts().grant(account.id(), "admin", Client.unknown()));
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (doorward != null) { // null if it was not built
            doorward.close();
        }
    }
}
// docs: end
