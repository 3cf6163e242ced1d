package dev.doorward.auth.servlet.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.doorward.auth.servlet.Guard;
import dev.doorward.auth.servlet.Guards;
import dev.doorward.auth.servlet.server.WebServer;
import dev.doorward.auth.servlet.testing.LoggedIn;
import dev.doorward.auth.testing.TestDoorward;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.eclipse.jetty.http.UriCompliance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/** Sends paths that got past others' guards, to an application that keeps a secret in a servlet and in a file. */
class PathBypassTest {

    private static final String SECRET = "the secret is out";

    @TempDir
    static Path files;

    private static TestDoorward test;
    private static List<String> targets;

    @BeforeAll
    static void read() throws IOException {
        Path corpus = Path.of(System.getProperty("corpora.dir", ""), "path_bypass.jsonl");
        assumeTrue(
                Files.isRegularFile(corpus), "set -Dcorpora.dir to the folder with path_bypass.jsonl to run this test");
        JsonMapper json = JsonMapper.shared();
        targets = new ArrayList<>(Files.readAllLines(corpus).stream()
                .map(line -> json.readTree(line).get("target").stringValue())
                .toList());
        // The corpus guards /admin; the same for a file, and for paths that only ignore case or an end.
        targets.addAll(List.of("/ADMIN/secret", "/Admin/Secret", "/admin/secret.", "/vault.txt", "/VAULT.TXT"));
        targets.addAll(List.of("/vault.txt/", "/vault.txt%20", "/vault.txt::$DATA", "/./vault.txt", "/%76ault.txt"));
        Files.createDirectories(files.resolve("admin"));
        Files.writeString(files.resolve("admin/secret"), SECRET);
        Files.writeString(files.resolve("vault.txt"), SECRET);
        Files.createDirectories(files.resolve("public"));
        Files.writeString(files.resolve("public/page.txt"), "public");
        test = TestDoorward.inMemory();
    }

    @AfterAll
    static void close() {
        if (test != null) {
            test.close();
        }
    }

    static Stream<Arguments> servers() {
        List<UriCompliance> compliances = List.of(
                UriCompliance.DEFAULT,
                UriCompliance.RFC3986,
                UriCompliance.UNAMBIGUOUS,
                UriCompliance.JETTY_11,
                UriCompliance.LEGACY,
                UriCompliance.UNSAFE);
        return compliances.stream()
                .flatMap(compliance -> Stream.of(true, false)
                        .flatMap(decode ->
                                Stream.of(true, false).map(strict -> Arguments.of(compliance, decode, strict))));
    }

    @ParameterizedTest(name = "{0}, ambiguous paths decoded: {1}, default deny: {2}")
    @MethodSource("servers")
    void no_spelling_of_a_path_gets_a_stranger_past_its_guard(
            UriCompliance compliance, boolean decode, boolean strict) {
        Guard role = Guard.role("admin");
        Consumer<Guards> guards = all -> {
            all.open("/", "/public/*").require("/admin/*", role).require("/vault.txt", role);
            if (!strict) {
                all.allowUnlisted();
            }
        };
        try (WebServer server = new WebServer()
                .lenient(compliance, decode)
                .install(test.doorward(), guards)
                .files(files)
                .start()) {
            assertEquals("public", server.get("/public/page.txt").body());
            for (String target : targets) {
                String answer = answer(server, target);
                assertTrue(!answer.contains(SECRET), () -> target + " got through: " + answer);
            }
        }
    }

    @ParameterizedTest(name = "{0}, ambiguous paths decoded: {1}, default deny: {2}")
    @MethodSource("servers")
    void nor_to_a_servlet(UriCompliance compliance, boolean decode, boolean strict) {
        Consumer<Guards> guards = all -> {
            all.open("/", "/public/*").require("/admin/*", Guard.role("admin"));
            if (!strict) {
                all.allowUnlisted();
            }
        };
        try (WebServer server = new WebServer()
                .lenient(compliance, decode)
                .install(test.doorward(), guards)
                .page("/admin/*", SECRET)
                .page("/public/*", "public")
                .page("/", "everything else")
                .start()) {
            assertEquals("public", server.get("/public/x").body());
            targets.forEach(target -> assertTrue(!answer(server, target).contains(SECRET), target));
        }
    }

    @ParameterizedTest(name = "{0}, ambiguous paths decoded: {1}, default deny: {2}")
    @MethodSource("servers")
    void the_servers_would_serve_the_secret_to_whom_it_is_for(
            UriCompliance compliance, boolean decode, boolean strict) {
        LoggedIn admin = LoggedIn.as(
                test, "root" + Math.floorMod((compliance.getName() + decode + strict).hashCode(), 100_000), "admin");
        try (WebServer server = new WebServer()
                .lenient(compliance, decode)
                .install(test.doorward(), all -> all.require("/admin/*", Guard.role("admin")))
                .files(files)
                .start()) {
            assertEquals(SECRET, server.get("/admin/secret", admin.header()).body());
        }
    }

    private static String answer(WebServer server, String target) {
        try {
            return server.raw("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    .body();
        } catch (AssertionError noHttp) {
            return "";
        }
    }
}
