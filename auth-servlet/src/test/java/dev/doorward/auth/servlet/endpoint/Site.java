package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.DoorwardBuilder;
import dev.doorward.auth.servlet.Guard;
import dev.doorward.auth.servlet.server.WebServer;
import dev.doorward.auth.testing.TestDoorward;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** An application behind Doorward on a real server, with a database to look into and to take away. */
final class Site implements AutoCloseable {
    final Store store = new Store();
    final TestDoorward test;
    final WebServer server;

    Site() {
        this("", UnaryOperator.identity());
    }

    /** @param contextPath empty for the root */
    Site(String contextPath, UnaryOperator<DoorwardBuilder> settings) {
        test = TestDoorward.with(
                builder -> settings.apply(builder.database(store).baseUrl("https://localhost" + contextPath)));
        server = new WebServer(contextPath.isEmpty() ? "/" : contextPath)
                .install(
                        test.doorward(),
                        guards -> guards.open("/")
                                .require("/admin", Guard.role("admin"))
                                .require("/fresh", Guard.loggedIn().freshWithin(Duration.ofMinutes(10))))
                .page("/dashboard", "secret page")
                .page("/admin", "admin page")
                .page("/fresh", "fresh page")
                .start();
    }

    Doorward doorward() {
        return test.doorward();
    }

    Person person() {
        return new Person(server);
    }

    Program program() {
        return new Program(server);
    }

    /** Somebody registered, whose browser is logged in. */
    Person loggedIn(String username) {
        test.registered(username);
        Person person = person();
        person.logIn(username);
        return person;
    }

    /** Makes the last password too long ago for changes to the account. */
    void waitUntilStale() {
        test.clock().turn(Duration.ofMinutes(11));
    }

    @Override
    public void close() {
        server.close();
        test.close();
    }
}
