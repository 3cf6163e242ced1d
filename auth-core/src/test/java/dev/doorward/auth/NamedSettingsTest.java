package dev.doorward.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.InvalidSettingsException.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NamedSettingsTest {
    @TempDir
    private Path directory;

    private enum OwnSetting implements Setting {
        DOORWARD_COLOUR;

        @Override
        public String unset() {
            return "blue";
        }

        @Override
        public String meaning() {
            return "the colour of the door";
        }

        @Override
        public boolean isSecret() {
            return false;
        }
    }

    private static String onlyProblem(NamedSettings settings) {
        List<Problem> problems = settings.problems();
        assertEquals(1, problems.size(), problems.toString());
        return problems.get(0).toString();
    }

    private NamedSettings inFile(String text) throws Exception {
        return NamedSettings.of(Map.of()).orIn(Files.writeString(directory.resolve(".env"), text));
    }

    @Test
    void a_name_that_means_nothing_is_refused_with_the_one_it_resembles() {
        Map<String, String> meant = Map.of(
                "DOORWARD_BASEURL", "DOORWARD_BASE_URL",
                "DOORWARD_APPLICATION_NAME", "DOORWARD_APP_NAME",
                "DOORWARD_DATABASE_PASWORD", "DOORWARD_DATABASE_PASSWORD",
                "doorward_mode", "DOORWARD_MODE",
                "DOORWARD_", "DOORWARD_MODE");
        meant.forEach((written, known) -> assertEquals(
                written + ": there is no such setting. Remove it, or write " + known + " if that is what you mean.",
                onlyProblem(NamedSettings.of(Map.of(written, "secret")))));
    }

    @Test
    void a_name_stays_wrong_even_without_a_value() {
        assertTrue(onlyProblem(NamedSettings.of(Map.of("DOORWARD_BASEURL", ""))).contains("DOORWARD_BASE_URL"));
    }

    @Test
    void names_of_others_are_left_alone() {
        assertEquals(
                List.of(),
                NamedSettings.of(Map.of("PATH", "/bin", "DOORWARDEN_X", "1")).problems());
    }

    @Test
    void an_applications_own_names_are_known_once_it_says_so() {
        NamedSettings settings = NamedSettings.of(Map.of("DOORWARD_COLOUR", " red "));
        assertEquals(1, settings.problems().size());
        settings.knowing(OwnSetting.values());
        assertEquals(List.of(), settings.problems());
        assertEquals(Optional.of("red"), settings.text(OwnSetting.DOORWARD_COLOUR));
        assertTrue(settings.known().contains(OwnSetting.DOORWARD_COLOUR));
    }

    @Test
    void a_default_holds_where_nothing_or_only_blanks_are_set() {
        NamedSettings settings = NamedSettings.of(Map.of("DOORWARD_PREFIX", "/in", "DOORWARD_APP_NAME", " "))
                .or(LibrarySetting.DOORWARD_PREFIX, "/out")
                .or(LibrarySetting.DOORWARD_APP_NAME, "Shop");
        assertEquals(Optional.of("/in"), settings.text(LibrarySetting.DOORWARD_PREFIX));
        assertEquals(Optional.of("Shop"), settings.text(LibrarySetting.DOORWARD_APP_NAME));
    }

    @Test
    void printing_the_settings_shows_no_value() {
        NamedSettings settings = NamedSettings.of(Map.of("DOORWARD_DATABASE_PASSWORD", "hunter2", "PATH", "/bin"));
        assertEquals("NamedSettings[DOORWARD_DATABASE_PASSWORD]", settings.toString());
    }

    // The file.

    @Test
    void a_file_says_what_the_environment_does_not() throws Exception {
        Path file = Files.writeString(directory.resolve(".env"), """
                # What this machine is for
                DOORWARD_MODE=development

                DOORWARD_APP_NAME = "The # Shop"   # quoted
                DOORWARD_DATABASE_PASSWORD=a b"c$d'
                DOORWARD_PREFIX=/file # a comment
                DOORWARD_LOGIN_PAGE=
                OTHER=left alone
                """);
        NamedSettings settings = NamedSettings.of(Map.of("DOORWARD_PREFIX", "/environment", "DOORWARD_MODE", " "))
                .orIn(file);
        assertEquals(List.of(), settings.problems());
        assertEquals(Optional.of("development"), settings.text(LibrarySetting.DOORWARD_MODE));
        assertEquals(Optional.of("The # Shop"), settings.text(LibrarySetting.DOORWARD_APP_NAME));
        assertEquals(Optional.of("a b\"c$d'"), settings.text(LibrarySetting.DOORWARD_DATABASE_PASSWORD));
        assertEquals(Optional.of("/environment"), settings.text(LibrarySetting.DOORWARD_PREFIX));
        assertEquals(Optional.empty(), settings.text(LibrarySetting.DOORWARD_LOGIN_PAGE));
    }

    @Test
    void no_file_is_no_problem() {
        assertEquals(
                List.of(),
                NamedSettings.of(Map.of()).orIn(directory.resolve(".env")).problems());
    }

    @Test
    void a_line_that_cannot_be_read_is_told_by_its_number_and_never_quoted() throws Exception {
        for (String line : List.of(
                "hunter2",
                "export DOORWARD_DATABASE_PASSWORD=hunter2",
                "DOORWARD_A B=hunter2",
                "DOORWARD_DATABASE_PASSWORD=\"hunter2", // would swallow the lines below it
                "DOORWARD_DATABASE_PASSWORD=\"hunter2\"hunter2\"",
                "DOORWARD_DATABASE_PASSWORD='hunter2'", // would be the password with its quotes
                "DOORWARD_DATABASE_PASSWORD=hunter2#2", // would be half of the password
                "//// hunter2")) {
            NamedSettings settings = inFile("DOORWARD_APP_NAME=Shop\n\n" + line + "\nDOORWARD_MODE=production\n");
            String problem = onlyProblem(settings);
            assertTrue(problem.contains(".env, line 3: it is not NAME=value"), problem);
            assertFalse(problem.contains("hunter2"), problem);
            assertEquals(Optional.empty(), settings.text(LibrarySetting.DOORWARD_APP_NAME));
        }
    }

    @Test
    void a_misspelt_name_in_the_file_is_refused_too() throws Exception {
        assertTrue(onlyProblem(inFile("DOORWARD_MOD=production")).contains("DOORWARD_MODE"));
    }

    @Test
    void what_is_no_file_of_settings_is_refused() throws Exception {
        Path file = directory.resolve(".env");
        Files.writeString(file, "#".repeat(100_000));
        assertTrue(onlyProblem(NamedSettings.of(Map.of()).orIn(file)).contains("no file of settings"));
        Files.write(file, new byte[] {(byte) 0xc3, 0x28});
        assertTrue(onlyProblem(NamedSettings.of(Map.of()).orIn(file)).contains("cannot be read"));
        Files.delete(file);
        Files.createDirectory(file);
        assertTrue(onlyProblem(NamedSettings.of(Map.of()).orIn(file)).contains("no file of settings"));
    }
}
