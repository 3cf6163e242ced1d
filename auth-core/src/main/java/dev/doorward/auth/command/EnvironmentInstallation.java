package dev.doorward.auth.command;

import static dev.doorward.auth.LibrarySetting.DOORWARD_KEYS_FILE;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.NamedSettings;
import java.nio.file.Path;
import java.util.function.Supplier;

/** As the {@code DOORWARD_*} settings say it. */
final class EnvironmentInstallation implements Installation {

    private final Supplier<NamedSettings> settings;

    EnvironmentInstallation(Supplier<NamedSettings> settings) {
        this.settings = settings;
    }

    @Override
    public Path keysFile() {
        return settings.get()
                .path(DOORWARD_KEYS_FILE)
                .orElseThrow(() -> new CommandException("DOORWARD_KEYS_FILE is not set. Remedy: set it to the path of"
                        + " the application's key ring, in the environment or in .env."));
    }

    @Override
    public void use(Work work) {
        try (Doorward doorward =
                Doorward.builder().from(settings.get()).leaveMailToOtherNodes().build()) {
            work.with(doorward);
        }
    }
}
