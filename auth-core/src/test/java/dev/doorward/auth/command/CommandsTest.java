package dev.doorward.auth.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The library's jar started alone, as somebody does who has not read how. */
class CommandsTest {

    private static String said(String... arguments) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path classes = Path.of(Commands.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<String> command = new ArrayList<>(List.of(java, "-cp", classes.toString(), Commands.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals(1, process.waitFor(), said);
        return said;
    }

    @Test
    void without_its_dependencies_the_jar_says_what_to_add() throws Exception {
        String said = said("keys", "list");
        assertTrue(said.startsWith("Doorward's commands need picocli, which is not on the class path."), said);
        assertTrue(said.contains("<version>" + CommandLine.VERSION + "</version>"), said);
    }

    @Test
    void what_it_says_to_run_is_the_command_that_was_typed() throws Exception {
        String keys = said("keys", "rotate", "--force");
        assertTrue(keys.contains("dev.doorward.auth.command.Commands keys rotate --force\n"), keys);
        assertTrue(keys.contains("java -jar auth-demo.jar keys rotate --force"), keys);
        for (String doctor : List.of(said("doctor"), said())) {
            assertTrue(doctor.contains("dev.doorward.auth.command.Commands doctor\n"), doctor);
            assertTrue(doctor.contains("java -jar auth-demo.jar doctor"), doctor);
            assertTrue(doctor.contains("java -cp 'WEB-INF/classes:WEB-INF/lib/*'"), doctor);
        }
    }
}
