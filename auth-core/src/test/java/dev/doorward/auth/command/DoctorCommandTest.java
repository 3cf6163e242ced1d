package dev.doorward.auth.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.Finding;
import dev.doorward.auth.NamedSettings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DoctorCommandTest {
    private static final Finding GOOD = Finding.good("clock", "agrees with the database's");
    private static final Finding FAIR = Finding.fair("keys", "one key, made 400 days ago", "Run keys rotate");
    private static final Finding FAILING = Finding.failing("database", "it does not answer", "Start it");

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);

    private int exitCode(Finding... findings) {
        said.reset();
        return new DoctorCommand(() -> List.of(findings), out).call();
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void a_failing_finding_is_told_with_its_remedy_and_exit_code_1() {
        assertEquals(1, exitCode(GOOD, FAIR, FAILING));
        assertEquals("""
                good     clock     agrees with the database's.
                fair     keys      one key, made 400 days ago.
                                   -> Run keys rotate.
                failing  database  it does not answer.
                                   -> Start it.

                Grade F: one finding fails.
                """, said().replace(System.lineSeparator(), "\n"));
    }

    @Test
    void what_could_be_better_fails_nothing() {
        assertEquals(0, exitCode(GOOD, FAIR));
        assertTrue(said().contains("Grade B: nothing fails, and one finding could be better."));
        assertEquals(0, exitCode(GOOD));
        assertTrue(said().contains("Grade A: all is well."));
    }

    @Test
    void the_command_of_the_library_examines_what_the_environment_says(@TempDir Path directory) {
        Map<String, String> environment = Map.of(
                "DOORWARD_BASE_URL",
                "https://app.example",
                "DOORWARD_PREFIKS",
                "/auth",
                "DOORWARD_DATABASE_URL",
                "jdbc:h2:mem:" + UUID.randomUUID() + ";PASSWORD=hunter2",
                "DOORWARD_KEYS_FILE",
                directory.resolve("keys.json").toString());
        int exitCode = RootCommand.commandLine(() -> NamedSettings.of(environment), out)
                .execute("doctor");
        assertEquals(1, exitCode);
        assertTrue(said().contains("DOORWARD_PREFIKS: there is no such setting."), said());
        assertTrue(said().contains("hashing"), said());
        assertFalse(said().contains("hunter2"));
    }
}
