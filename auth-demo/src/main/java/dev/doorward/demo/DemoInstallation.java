package dev.doorward.demo;

import static dev.doorward.auth.LibrarySetting.DOORWARD_KEYS_FILE;

import dev.doorward.auth.NamedSettings;
import dev.doorward.auth.command.Installation;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Where the library's own commands find what the demo keeps. */
record DemoInstallation(Supplier<NamedSettings> named) implements Installation {

    @Override
    public Path keysFile() {
        return settings().named().path(DOORWARD_KEYS_FILE).orElseThrow();
    }

    @Override
    public void use(Work work) {
        DemoSettings settings = settings();
        try (Backend backend = Backend.forCommand(settings)) {
            work.with(backend.doorward());
        }
    }

    private DemoSettings settings() {
        Logging.toConsole();
        return DemoSettings.of(named.get());
    }
}
