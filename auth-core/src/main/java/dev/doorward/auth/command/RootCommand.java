package dev.doorward.auth.command;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.InvalidSettingsException;
import dev.doorward.auth.NamedSettings;
import dev.doorward.auth.secret.KeyRingException;
import dev.doorward.auth.store.DatabaseException;
import java.io.PrintStream;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** All commands under one roof. Apart from {@link Commands}, which must be there where picocli is not. */
@Command(
        name = "doorward",
        description =
                "Looks after an application's account system. Settings are DOORWARD_* in the environment or in .env.",
        mixinStandardHelpOptions = true,
        versionProvider = RootCommand.Version.class)
final class RootCommand {

    private RootCommand() {}

    static CommandLine commandLine(Supplier<NamedSettings> settings, PrintStream out) {
        CommandLine root = new CommandLine(new RootCommand());
        root.addSubcommand(new KeysCommand(new EnvironmentInstallation(settings), out));
        root.addSubcommand(
                new DoctorCommand(() -> Doorward.builder().from(settings.get()).examine(), out));
        root.setExecutionExceptionHandler((e, line, parsed) -> {
            if (e instanceof CommandException
                    || e instanceof InvalidSettingsException
                    || e instanceof KeyRingException
                    || e instanceof DatabaseException) {
                line.getErr().println(e.getMessage());
                return CommandLine.ExitCode.SOFTWARE;
            }
            throw e;
        });
        return root;
    }

    /** The version that Maven wrote into the jar. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = RootCommand.class.getPackage().getImplementationVersion();
            return new String[] {"Doorward " + (version == null ? "(not packaged)" : version)};
        }
    }
}
