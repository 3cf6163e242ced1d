package dev.doorward.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.doorward.auth.InvalidSettingsException.Problem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
        return NamedSettings.of(Map.of()).orIn(file(text, "rw-------"));
    }

    private Path file(String text, String permissions) throws Exception {
        Path file = Files.writeString(directory.resolve(".env"), text);
        if (isPosix()) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        }
        return file;
    }

    private boolean isPosix() throws Exception {
        return Files.getFileStore(directory).supportsFileAttributeView("posix");
    }

    @Test
    void a_line_of_a_file_holds_headers_and_what_changes() throws Exception {
        NamedSettings settings = inFile("""
                DOORWARD_HEADERS="strict | Content-Security-Policy: default-src 'self' | X-Frame-Options: off"
                """);
        assertEquals(List.of(), settings.problems());
        Map<String, String> headers = Headers.parse(
                        settings.text(LibrarySetting.DOORWARD_HEADERS).orElseThrow())
                .ofPages();
        assertEquals("default-src 'self'", headers.get("Content-Security-Policy"));
        assertFalse(headers.containsKey("X-Frame-Options"));
        assertEquals("no-referrer", headers.get("Referrer-Policy"));
    }

    @Test
    void a_name_that_means_nothing_is_refused_with_the_one_it_resembles() {
        Map<String, String> meant = Map.of(
                "DOORWARD_BASEURL", "DOORWARD_BASE_URL",
                "DOORWARD_DATABASE_PASWORD", "DOORWARD_DATABASE_PASSWORD",
                "DOORWARD_APP_NOM_", "DOORWARD_APP_NAME",
                "doorward_mode", "DOORWARD_MODE");
        meant.forEach((written, known) -> assertEquals(
                written + ": there is no such setting. Remove it, or write " + known + " if that is what you mean.",
                onlyProblem(NamedSettings.of(Map.of(written, "secret")))));
    }

    @Test
    void a_name_that_resembles_none_is_refused_without_a_guess() {
        for (String written : List.of("DOORWARD_", "DOORWARD_TIMEZONE", "DOORWARD_APPLICATION_NAME")) {
            assertEquals(
                    written + ": there is no such setting. Remove it.",
                    onlyProblem(NamedSettings.of(Map.of(written, "secret"))));
        }
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
        Path file = file("""
                # What this machine is for
                DOORWARD_MODE=development

                DOORWARD_APP_NAME = "The # Shop"   # quoted
                DOORWARD_DATABASE_PASSWORD=a b"c$d'
                DOORWARD_PREFIX=/file # a comment
                DOORWARD_LOGIN_PAGE=
                OTHER=left alone
                """, "rw-r--r--");
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
        Path file = file("#".repeat(100_000), "rw-------");
        assertTrue(onlyProblem(NamedSettings.of(Map.of()).orIn(file)).contains("no file of settings"));
        Files.write(file, new byte[] {(byte) 0xc3, 0x28});
        assertTrue(onlyProblem(NamedSettings.of(Map.of()).orIn(file)).contains("cannot be read"));
        Files.delete(file);
        Files.createDirectory(file);
        assertTrue(onlyProblem(NamedSettings.of(Map.of()).orIn(file)).contains("no file of settings"));
    }

    // Whose file it is. Its database URL may name code that is run.

    @Test
    void a_file_that_others_may_write_is_refused() throws Exception {
        assumeTrue(isPosix(), "this file system has no POSIX permissions");
        for (String permissions : List.of("rw-rw-r--", "rw-r--rw-", "rw--w----", "rwxrwxrwx")) {
            Path file = file("DOORWARD_DATABASE_URL=jdbc:h2:mem:x;INIT=hunter2\n", permissions);
            NamedSettings settings = NamedSettings.of(Map.of()).orIn(file);

            String problem = onlyProblem(settings);
            assertTrue(problem.contains("others may write it (" + permissions + ")"), problem);
            assertTrue(problem.contains("chmod 600 " + file), problem);
            assertFalse(problem.contains("hunter2"), problem);
            assertEquals(Optional.empty(), settings.text(LibrarySetting.DOORWARD_DATABASE_URL));
        }
    }

    @Test
    void a_file_of_somebody_else_is_refused() throws Exception {
        Path file = file("DOORWARD_DATABASE_URL=jdbc:h2:mem:x;INIT=hunter2\n", "rw-r--r--");
        giveAway(file);

        NamedSettings settings = NamedSettings.of(Map.of()).orIn(file);
        String problem = onlyProblem(settings);
        assertTrue(problem.contains("it belongs to another user"), problem);
        assertEquals(Optional.empty(), settings.text(LibrarySetting.DOORWARD_DATABASE_URL));
    }

    @Test
    void a_link_that_somebody_else_has_laid_is_refused_wherever_it_leads() throws Exception {
        Path own = Files.move(file("DOORWARD_APP_NAME=Staging\n", "rw-------"), directory.resolve("own"));
        Path link = Files.createSymbolicLink(directory.resolve(".env"), own);
        assertEquals(List.of(), NamedSettings.of(Map.of()).orIn(link).problems());

        giveAway(link);

        String problem = onlyProblem(NamedSettings.of(Map.of()).orIn(link));
        assertTrue(problem.contains("it belongs to another user"), problem);
    }

    private void giveAway(Path path) throws Exception {
        assumeTrue(isPosix(), "this file system has no owners");
        try {
            Files.setAttribute(path, "unix:uid", 65_534, LinkOption.NOFOLLOW_LINKS);
        } catch (FileSystemException e) {
            assumeTrue(false, "only root gives files away");
        }
    }
}
