package dev.doorward.auth.testing;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.DoorwardBuilder;
import dev.doorward.auth.Mode;
import dev.doorward.auth.account.Account;
import dev.doorward.auth.account.Registration;
import dev.doorward.auth.account.RegistrationResult;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.login.LoginAttempt;
import dev.doorward.auth.login.LoginResult;
import dev.doorward.auth.mail.MailMessage;
import dev.doorward.auth.password.Argon2Parameters;
import dev.doorward.auth.session.IssuedSession;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/**
 * A Doorward for tests: an H2 database in memory, a clock to turn, password hashes that take no time, and mails that
 * are kept here. It runs in development mode; production mode refuses such hashes.
 *
 * <pre>{@code
 * try (TestDoorward test = TestDoorward.inMemory()) {
 *     IssuedSession ada = test.loggedIn("ada");
 *     ...
 * }
 * }</pre>
 */
public final class TestDoorward implements AutoCloseable {
    /** The password of everybody that {@link #registered} makes. */
    public static final String PASSWORD = "correct horse battery staple";

    /** Whoever logs in through this object. */
    public static final Client CLIENT = new Client("192.0.2.1", "TestBrowser/1.0");

    private static final Argon2Parameters CHEAP = new Argon2Parameters(64, 1, 1);

    private final Doorward doorward;
    private final TestClock clock;
    private final List<MailMessage> mails = new CopyOnWriteArrayList<>();

    private TestDoorward(UnaryOperator<DoorwardBuilder> settings) {
        clock = new TestClock(Instant.parse("2026-11-20T12:00:00Z"));
        doorward = settings.apply(Doorward.builder()
                        .mode(Mode.DEVELOPMENT)
                        .baseUrl("https://localhost")
                        .hashing(CHEAP)
                        .mailer(mails::add)
                        .leaveMailToOtherNodes() // so that a mail is sent when the test looks, and never in between
                        .clock(clock))
                .build();
    }

    /** Needs H2 among the test's dependencies. */
    public static TestDoorward inMemory() {
        return inMemory(UnaryOperator.identity());
    }

    /** @param settings further ones, or others */
    public static TestDoorward inMemory(UnaryOperator<DoorwardBuilder> settings) {
        String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
        return with(builder -> settings.apply(builder.database(url, "sa", "")));
    }

    /** On a database that the settings name. */
    public static TestDoorward with(UnaryOperator<DoorwardBuilder> settings) {
        return new TestDoorward(settings);
    }

    public Doorward doorward() {
        return doorward;
    }

    public TestClock clock() {
        return clock;
    }

    /** Registers somebody under {@link #PASSWORD}, with the address {@code username@example.com}. */
    public Account registered(String username) {
        RegistrationResult result =
                doorward.accounts().register(Registration.of(username, username + "@example.com", PASSWORD, CLIENT));
        if (result instanceof RegistrationResult.Registered registered) {
            return registered.account();
        }
        throw new IllegalStateException("not registered: " + result);
    }

    /** Logs somebody in who is registered. */
    public IssuedSession logIn(String username, boolean remember) {
        LoginResult result =
                doorward.login().withPassword(new LoginAttempt(username, PASSWORD, remember, CLIENT), null);
        if (result instanceof LoginResult.LoggedIn loggedIn) {
            return loggedIn.issued();
        }
        throw new IllegalStateException("not logged in: " + result);
    }

    /** Registers somebody and logs them in. */
    public IssuedSession loggedIn(String username) {
        registered(username);
        return logIn(username, false);
    }

    /** Every mail that was sent until now, the newest last. */
    public List<MailMessage> mails() {
        doorward.outbox().deliverDue();
        return List.copyOf(mails);
    }

    @Override
    public void close() {
        doorward.close();
    }
}
