package dev.doorward.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.NamedSettings;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(OS.WINDOWS)
class BackendTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"rwxr-xr-x", "rwxr-x---", "rwx-----x"})
    void a_data_directory_that_other_users_of_the_machine_may_look_into_is_refused(String mode) throws Exception {
        Path data = Files.createDirectory(directory.resolve("data"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString(mode));
        CannotStartException refused = assertThrows(
                CannotStartException.class,
                () -> Backend.open(DemoSettings.of(environment(data)), URI.create("https://localhost:8443"))
                        .close());
        assertTrue(refused.getMessage().contains("chmod 700 " + data), refused.getMessage());
        try (var files = Files.list(data)) {
            assertFalse(files.findAny().isPresent());
        }
    }

    @Test
    void the_command_line_makes_no_directory_that_others_may_look_into() throws Exception {
        Path data = directory.resolve("data");
        int exitCode = Main.commandLine(() -> environment(data), new PrintStream(PrintStream.nullOutputStream()))
                .execute("admin", "grant", "nobody");
        assertEquals(1, exitCode);
        assertEquals(PosixFilePermissions.fromString("rwx------"), Files.getPosixFilePermissions(data));
    }

    private static NamedSettings environment(Path data) {
        return NamedSettings.of(Map.of("DOORWARD_DATA_DIR", data.toString()));
    }
}
