package dev.doorward.bench;

import dev.doorward.auth.servlet.DoorwardFilter;
import dev.doorward.auth.servlet.Guards;
import dev.doorward.auth.servlet.testing.LoggedIn;
import dev.doorward.auth.testing.TestDoorward;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Clock;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * P1: what a guarded request of somebody logged in costs with a warm cache, over the same request unguarded. Requests
 * and responses are as light as can be, so that the difference is the filter's own.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@State(Scope.Benchmark)
public class GuardedRequestBenchmark {
    private final TestDoorward test = TestDoorward.inMemory(builder -> builder.clock(Clock.systemUTC()));
    private final FilterChain page = (request, response) -> ((LightResponse) response).setStatus(200);
    private DoorwardFilter filter;
    private String cookie;

    @Setup
    public void logIn() {
        filter = new DoorwardFilter(test.doorward(), new Guards().open("/"));
        cookie = LoggedIn.as(test, "ada").cookie();
    }

    @TearDown
    public void close() {
        test.close();
    }

    @Benchmark
    public int unguarded() throws IOException, ServletException {
        LightResponse response = LightResponse.fresh();
        page.doFilter(LightRequest.get("/dashboard", cookie), response);
        return response.getStatus();
    }

    @Benchmark
    public int guarded() throws IOException, ServletException {
        LightResponse response = LightResponse.fresh();
        filter.doFilter(LightRequest.get("/dashboard", cookie), response, page);
        if (response.getStatus() != 200) {
            throw new IllegalStateException("not let in: " + response.getStatus());
        }
        return response.getStatus();
    }

    public static void main(String[] arguments) throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(GuardedRequestBenchmark.class.getName() + "\\.")
                        .addProfiler(GCProfiler.class)
                        .build())
                .run();
        Map<String, double[]> costs = new TreeMap<>();
        results.forEach(result -> costs.put(result.getParams().getBenchmark().replaceFirst(".*\\.", ""), new double[] {
            result.getPrimaryResult().getScore(),
            result.getSecondaryResults().entrySet().stream()
                    .filter(entry -> entry.getKey().endsWith("gc.alloc.rate.norm"))
                    .mapToDouble(entry -> entry.getValue().getScore())
                    .findFirst()
                    .orElse(Double.NaN)
        }));
        double[] floor = costs.get("unguarded");
        double[] ours = costs.get("guarded");
        System.out.println("\nP1  guarded request, warm cache, over the same request unguarded (target 250 ns, 256 B)");
        System.out.printf(Locale.ROOT, "    unguarded  %7.1f ns  %7.1f B%n", floor[0], floor[1]);
        System.out.printf(Locale.ROOT, "    guarded    %7.1f ns  %7.1f B%n", ours[0], ours[1]);
        System.out.printf(Locale.ROOT, "    difference %7.1f ns  %7.1f B%n", ours[0] - floor[0], ours[1] - floor[1]);
    }
}
