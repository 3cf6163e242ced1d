package dev.doorward.auth.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.NamedSettings;
import dev.doorward.auth.account.Registration;
import dev.doorward.auth.account.RegistrationResult;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.secret.KeyRing;
import dev.doorward.auth.secret.KeyRotation;
import dev.doorward.auth.testing.TestDoorward;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class KeysCommandTest {
    @TempDir
    Path directory;

    private final Map<String, String> settings = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter err = new StringWriter();
    private Path file;

    @BeforeEach
    void nameTheSettings() {
        file = directory.resolve("keys.json");
        settings.put("DOORWARD_MODE", "development");
        settings.put("DOORWARD_BASE_URL", "https://localhost");
        settings.put("DOORWARD_DATABASE_URL", "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        settings.put("DOORWARD_DATABASE_USER", "sa");
        settings.put("DOORWARD_KEYS_FILE", file.toString());
        settings.put("DOORWARD_EMAIL_VERIFICATION", "optional");
    }

    private int run(String... arguments) {
        CommandLine line = RootCommand.commandLine(() -> NamedSettings.of(settings), new PrintStream(out));
        return line.setErr(new PrintWriter(err)).execute(arguments);
    }

    @Test
    void list_shows_the_keys_and_nothing_secret() {
        KeyRing.readOrCreate(file);
        assertEquals(0, run("keys", "list"));
        List<String> lines = out.toString(UTF_8).lines().toList();
        assertEquals(2, lines.size());
        assertTrue(lines.get(1).matches("1 +1-es256 +\\S+Z +in use"), lines.get(1));
    }

    @Test
    void rotate_adds_a_key_and_says_when_it_is_in_use() {
        KeyRing.readOrCreate(file);
        assertEquals(0, run("keys", "rotate"));
        assertTrue(
                out.toString(UTF_8).contains("Key 2 was added to " + file + ". It is in use from "),
                out.toString(UTF_8));
        assertEquals(Set.of(1, 2), KeyRing.read(file).numbers());
        assertEquals(1, run("keys", "rotate"));
        assertTrue(err.toString().contains("Remedy: rotate again after that"), err.toString());
    }

    @Test
    void remove_seals_anew_what_it_can_and_refuses_while_somebody_needs_the_key() {
        Clock earlier = Clock.offset(Clock.systemUTC(), Duration.ofHours(-1));
        KeyRing.readOrCreate(file, new SecureRandom(), Clock.offset(earlier, Duration.ofHours(-1)));
        try (Doorward doorward = builder()) {
            var registered = (RegistrationResult.Registered) doorward.accounts().register(registration("ada"));
            new KeyRotation(file, new SecureRandom(), earlier).rotate();
            assertEquals(1, run("keys", "remove", "1"));
            assertTrue(err.toString().contains("Key 1 is still needed by 1 known browsers."), err.toString());
            doorward.accounts().endEverything(registered.account().id(), Client.unknown());
            assertEquals(0, run("keys", "remove", "1"), err::toString);
        }
        assertTrue(out.toString(UTF_8).contains("Key 1 was removed."), out.toString(UTF_8));
        assertEquals(Set.of(2), KeyRing.read(file).numbers());
    }

    @Test
    void remove_refuses_the_key_in_use() {
        KeyRing.readOrCreate(file);
        assertEquals(1, run("keys", "remove", "1"));
        assertTrue(err.toString().contains("Key 1 is the one in use"), err.toString());
    }

    @Test
    void a_setting_that_is_missing_is_named_with_its_remedy() {
        settings.remove("DOORWARD_KEYS_FILE");
        assertEquals(1, run("keys", "list"));
        assertTrue(err.toString().contains("DOORWARD_KEYS_FILE is not set. Remedy: "), err.toString());
    }

    @Test
    void no_command_makes_a_ring_where_none_is() {
        assertEquals(1, run("keys", "list"));
        assertEquals(1, run("keys", "rotate"));
        assertEquals(1, run("keys", "remove", "1"));
        assertFalse(file.toFile().exists());
        assertTrue(err.toString().contains("cannot be read (NoSuchFileException)"), err.toString());
    }

    @Test
    void without_a_command_the_usage_is_shown() {
        assertEquals(2, run());
        assertTrue(err.toString().contains("keys"), err.toString());
        assertEquals(2, run("keys", "shred"));
    }

    private Doorward builder() {
        return Doorward.builder().from(settings).build();
    }

    private static Registration registration(String username) {
        return new Registration(
                username, username + "@example.com", TestDoorward.PASSWORD, TestDoorward.CLIENT, Map.of());
    }
}
