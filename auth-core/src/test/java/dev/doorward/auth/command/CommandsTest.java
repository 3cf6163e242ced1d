package dev.doorward.auth.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The library's jar started alone, as somebody does who has not read how. */
class CommandsTest {

    @Test
    void without_its_dependencies_the_jar_says_what_to_add() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path classes = Path.of(Commands.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Process process = new ProcessBuilder(java, "-cp", classes.toString(), Commands.class.getName(), "keys", "list")
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals(1, process.waitFor(), said);
        assertTrue(said.startsWith("Doorward's commands need picocli, which is not on the class path."), said);
        assertTrue(said.contains("<version>" + CommandLine.VERSION + "</version>"), said);
    }
}
