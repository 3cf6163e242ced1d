package dev.doorward.demo;

import dev.doorward.auth.InvalidSettingsException;
import dev.doorward.auth.NamedSettings;
import dev.doorward.auth.command.DoctorCommand;
import dev.doorward.auth.command.KeysCommand;
import dev.doorward.auth.secret.KeyRingException;
import java.io.IOException;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The demo's command line: without arguments it serves, with {@code admin} it appoints, with {@code keys} it rotates.
 */
@Command(
        name = "auth-demo",
        description = "Runs the Doorward demo. Settings are DOORWARD_* in the environment or in .env.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
final class Main implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    private final Supplier<NamedSettings> named;
    private final PrintStream out;

    private Main(Supplier<NamedSettings> named, PrintStream out) {
        this.named = named;
        this.out = out;
    }

    public static void main(String[] arguments) {
        // H2 reads this once, when its first class is loaded: its port for the command line is for this machine only.
        System.setProperty("h2.bindAddress", "127.0.0.1");
        Tls.setUpJava();
        System.exit(commandLine(NamedSettings::ofEnvironment, System.out).execute(arguments));
    }

    static CommandLine commandLine(Supplier<NamedSettings> named, PrintStream out) {
        return new CommandLine(new Main(named, out))
                .addSubcommand(new AdminCommand(named, out))
                .addSubcommand(new KeysCommand(new DemoInstallation(named), out))
                .addSubcommand(new DoctorCommand(new DemoDoctor(named, Clock.systemUTC()), out))
                .setParameterExceptionHandler((e, arguments) -> refuse(e.getCommandLine(), e.getMessage()))
                .setExecutionExceptionHandler((e, line, parsed) -> {
                    if (e instanceof CannotStartException
                            || e instanceof InvalidSettingsException
                            || e instanceof KeyRingException) {
                        return refuse(line, e.getMessage());
                    }
                    throw e;
                });
    }

    /** Serves until the process is told to stop. */
    @Override
    public Integer call() throws Exception {
        Logging.toConsole(); // until the settings say where
        DemoSettings settings = DemoSettings.of(named.get());
        startLogging(settings);
        try (DemoServer server = new DemoServer(settings, Clock.systemUTC(), new SecureRandom())) {
            Backend backend = Backend.open(settings, server.baseUrl());
            Site site = Site.of(backend.doorward().settings());
            server.start(
                    new App(backend, new Pages(site)),
                    new ErrorPages(site, settings.headers(), Clock.systemUTC(), new SecureRandom()));
            LOG.info("Running at {}", server.baseUrl());
            greet(backend, settings, server);
            server.join();
        }
        return 0;
    }

    private void greet(Backend backend, DemoSettings settings, DemoServer server) {
        out.printf("%n%s is running at %s%n", backend.doorward().settings().appName(), server.baseUrl());
        out.printf(
                settings.certificate() instanceof CertificateSource.AtTheProxy
                        ? "  http://localhost:%d is for the proxy%n"
                        : "  http://localhost:%d only leads there%n",
                server.httpPort());
        out.printf("  data  %s%n", settings.dataDirectory());
        out.printf("  logs  %s%n", settings.logDirectory());
        if (backend.inbox() != null) {
            out.printf("  mail  %s%s%n", server.baseUrl(), DevInbox.PATH);
        }
        if (settings.certificate() instanceof CertificateSource.AdHoc) {
            out.printf("The certificate was made on this machine: the browser asks once whether you trust it.%n");
        } else if (settings.certificate() instanceof CertificateSource.Acme acme) {
            out.printf(
                    "The certificate comes from %s: the log says when.%n",
                    acme.directory().getHost());
        }
        out.printf("Stop with Ctrl+C.%n%n");
        out.flush();
    }

    private static void startLogging(DemoSettings settings) {
        try {
            Logging.to(settings.logDirectory());
        } catch (IOException e) {
            throw new CannotStartException(
                    "No log can be written to " + settings.logDirectory() + ": " + e.getMessage()
                            + ". Make the directory writable, or choose another with DOORWARD_LOG_DIR.",
                    e);
        }
    }

    private static int refuse(CommandLine line, @Nullable String reason) {
        line.getErr().println(reason);
        line.getErr().flush();
        return 1;
    }

    /** The version that Maven wrote into the jar. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"Doorward demo " + (version == null ? "(not packaged)" : version)};
        }
    }
}
