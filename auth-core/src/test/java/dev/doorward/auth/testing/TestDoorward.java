package dev.doorward.auth.testing;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.DoorwardBuilder;
import dev.doorward.auth.Mode;
import dev.doorward.auth.account.Account;
import dev.doorward.auth.account.EmailVerification;
import dev.doorward.auth.account.Registration;
import dev.doorward.auth.account.RegistrationResult;
import dev.doorward.auth.account.VerifyResult;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.login.LoginAttempt;
import dev.doorward.auth.login.LoginResult;
import dev.doorward.auth.mail.MailMessage;
import dev.doorward.auth.password.Argon2Parameters;
import dev.doorward.auth.session.IssuedSession;
import dev.doorward.auth.session.SessionProtection;
import dev.doorward.auth.throttle.Limit;
import dev.doorward.auth.throttle.LimitName;
import dev.doorward.auth.throttle.Limits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Doorward for tests: an H2 database in memory, a clock to turn, password hashes that take no time, and mails that
 * are kept here. It runs in development mode; production mode refuses such hashes. Addresses need not be proved, so
 * that an account is there at once, unless the settings ask for it; a session's cookie may come from any client; and
 * limits are out of reach, until {@code builder.limits(Limits.standard())} brings them back.
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

    private static final Pattern TOKEN = Pattern.compile("[?]token=([A-Za-z0-9_.-]+)");

    private final Doorward doorward;
    private final TestClock clock;
    private final List<MailMessage> mails = new CopyOnWriteArrayList<>();
    private final Map<String, String> devices = new ConcurrentHashMap<>();

    private TestDoorward(UnaryOperator<DoorwardBuilder> settings) {
        clock = new TestClock(Instant.parse("2026-11-20T12:00:00Z"));
        doorward = settings.apply(Doorward.builder()
                        .mode(Mode.DEVELOPMENT)
                        .baseUrl("https://localhost")
                        .hashing(CHEAP)
                        .emailVerification(EmailVerification.OPTIONAL)
                        .sessionProtection(SessionProtection.OFF)
                        .limits(farAway())
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

    /** Whom tests let in by the hundred is not told to wait; a test of limits sets them. */
    public static Limits farAway() {
        Limits limits = Limits.standard();
        for (LimitName name : LimitName.values()) {
            limits = limits.with(name, new Limit(1_000_000, Duration.ofSeconds(1)));
        }
        return limits;
    }

    public Doorward doorward() {
        return doorward;
    }

    public TestClock clock() {
        return clock;
    }

    /**
     * Registers somebody under {@link #PASSWORD}, with the address {@code username@example.com}; where that must be
     * proved first, it is.
     */
    public Account registered(String username) {
        RegistrationResult result =
                doorward.accounts().register(Registration.of(username, addressOf(username), PASSWORD, CLIENT));
        if (result instanceof RegistrationResult.Registered registered) {
            devices.put(username, registered.device().cookie());
            return registered.account();
        }
        if (result instanceof RegistrationResult.VerificationSent sent) {
            return proved(username, sent.cookie(), null);
        }
        throw new IllegalStateException("not registered: " + result);
    }

    /** Registers somebody who has proved the address. */
    public Account verified(String username) {
        Account account = registered(username);
        return account.emailVerified() ? account : proved(username, null, PASSWORD);
    }

    private Account proved(String username, @Nullable String cookie, @Nullable String password) {
        VerifyResult result = doorward.recovery()
                .verifyEmail(mailedToken(addressOf(username)), cookie, password, client(username), null);
        if (result instanceof VerifyResult.Verified verified) {
            devices.put(username, verified.device().cookie());
            return verified.account();
        }
        throw new IllegalStateException("not proved: " + result);
    }

    private static String addressOf(String username) {
        return username + "@example.com";
    }

    /** The token of the newest link that was mailed to an address. */
    public String mailedToken(String address) {
        List<MailMessage> all = mails();
        for (int i = all.size() - 1; i >= 0; i--) {
            Matcher token = TOKEN.matcher(all.get(i).text());
            if (all.get(i).to().value().equals(address) && token.find()) {
                return token.group(1);
            }
        }
        throw new IllegalStateException("no link was mailed to " + address);
    }

    /** {@link #CLIENT} with the device cookie of somebody who registered or logged in through this object. */
    public Client client(String username) {
        return CLIENT.withDevice(devices.get(username));
    }

    /** Logs somebody in who is registered. */
    public IssuedSession logIn(String username, boolean remember) {
        LoginResult result =
                doorward.login().withPassword(new LoginAttempt(username, PASSWORD, remember, client(username)), null);
        if (result instanceof LoginResult.LoggedIn loggedIn) {
            loggedIn.issued().device().ifPresent(device -> devices.put(username, device.cookie()));
            return loggedIn.issued();
        }
        throw new IllegalStateException("not logged in: " + result);
    }

    /** Registers somebody and logs them in. */
    public IssuedSession loggedIn(String username) {
        registered(username);
        return logIn(username, false);
    }

    /** Whether a request of {@link #CLIENT} with this session's cookie finds it. */
    public boolean isLoggedIn(IssuedSession issued) {
        return doorward.sessions()
                .find(issued.token().text(), CLIENT.address(), CLIENT.userAgent())
                .isPresent();
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
