package dev.doorward.bench;

import de.mkammerer.argon2.Argon2Advanced;
import de.mkammerer.argon2.Argon2Factory;
import dev.doorward.auth.Doorward;
import dev.doorward.auth.Mode;
import dev.doorward.auth.account.EmailVerification;
import dev.doorward.auth.account.ImportedAccount;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.login.LoginAttempt;
import dev.doorward.auth.login.LoginResult;
import dev.doorward.auth.throttle.Limit;
import dev.doorward.auth.throttle.LimitName;
import dev.doorward.auth.throttle.Limits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * P4: logins per second with 1 to 512 clients, over the floor of argon2-jvm alone with one thread per core. A client
 * that is told to come back later does so after a moment, and only logins that succeed count.
 */
@BenchmarkMode(org.openjdk.jmh.annotations.Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 1, time = 3)
@Measurement(iterations = 3, time = 4)
@Fork(1)
public class LoginBenchmark {
    private static final String PASSWORD = "correct horse battery staple";
    private static final int CLIENTS = 512;

    /** One instance for all clients. */
    @State(Scope.Benchmark)
    public static class Server {
        private final Argon2Advanced argon2 = Argon2Factory.createAdvanced(Argon2Factory.Argon2Types.ARGON2id);
        private final AtomicInteger next = new AtomicInteger();
        private Doorward doorward;
        private String phc;

        @Setup
        public void start() {
            phc = argon2.hash(2, 19456, 1, PASSWORD.toCharArray(), StandardCharsets.UTF_8);
            doorward = Doorward.builder()
                    .mode(Mode.DEVELOPMENT)
                    .baseUrl("https://localhost")
                    .emailVerification(EmailVerification.OPTIONAL)
                    .limits(Limits.standard().with(LimitName.LOGIN, new Limit(1_000_000, Duration.ofMinutes(1))))
                    .database("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "")
                    .build();
            for (int i = 0; i < CLIENTS; i++) {
                doorward.accounts().importAccount(new ImportedAccount("client" + i, null, false, phc, Set.of()));
            }
        }

        @TearDown
        public void stop() {
            doorward.close();
        }
    }

    /** One client, from a network of its own. */
    @State(Scope.Thread)
    public static class Person {
        private String name;
        private Client client;

        @Setup
        public void arrive(Server server) {
            int number = server.next.getAndIncrement() % CLIENTS;
            name = "client" + number;
            client = new Client("10.0." + number / 256 + "." + number % 256, "bench");
        }
    }

    /** What came of the attempts. */
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    @State(Scope.Thread)
    public static class Outcome {
        public long loggedIn;
        public long busy;
    }

    private static void logIn(Server server, Person person, Outcome outcome) throws InterruptedException {
        LoginResult result = server.doorward
                .login()
                .withPassword(new LoginAttempt(person.name, PASSWORD, false, person.client), null);
        if (result instanceof LoginResult.LoggedIn) {
            outcome.loggedIn++;
        } else {
            outcome.busy++;
            Thread.sleep(200);
        }
    }

    @Benchmark
    @Threads(Threads.MAX)
    public boolean floor_argon2_alone(Server server, Outcome outcome) {
        outcome.loggedIn++;
        return server.argon2.verify(server.phc, PASSWORD.toCharArray(), StandardCharsets.UTF_8);
    }

    @Benchmark
    @Threads(1)
    public void logins_of_1(Server server, Person person, Outcome outcome) throws InterruptedException {
        logIn(server, person, outcome);
    }

    @Benchmark
    @Threads(2)
    public void logins_of_2(Server server, Person person, Outcome outcome) throws InterruptedException {
        logIn(server, person, outcome);
    }

    @Benchmark
    @Threads(8)
    public void logins_of_8(Server server, Person person, Outcome outcome) throws InterruptedException {
        logIn(server, person, outcome);
    }

    @Benchmark
    @Threads(64)
    public void logins_of_64(Server server, Person person, Outcome outcome) throws InterruptedException {
        logIn(server, person, outcome);
    }

    @Benchmark
    @Threads(512)
    public void logins_of_512(Server server, Person person, Outcome outcome) throws InterruptedException {
        logIn(server, person, outcome);
    }

    public static void main(String[] arguments) throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(LoginBenchmark.class.getName() + "\\.")
                        .build())
                .run();
        Map<String, Double> perSecond = new TreeMap<>();
        results.forEach(result -> perSecond.put(
                result.getParams().getBenchmark().replaceFirst(".*\\.", ""),
                result.getSecondaryResults().get("loggedIn").getScore()));
        double floor = perSecond.get("floor_argon2_alone");
        System.out.println("\nP4  logins per second, over argon2-jvm alone with one thread per core");
        perSecond.forEach((name, score) ->
                System.out.printf(Locale.ROOT, "    %-20s %7.1f /s  %5.2f of the floor%n", name, score, score / floor));
    }
}
