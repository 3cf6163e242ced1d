package dev.doorward.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar at a terminal: what it says, what it leaves behind, how it ends. */
class JarIT {
    @TempDir
    Path directory;

    @Test
    void it_starts_with_a_few_calm_lines_and_ends_without_any() throws Exception {
        try (DemoProcess demo = DemoProcess.serve(directory)) {
            Path here = directory.toRealPath();
            assertEquals(
                    List.of(
                            "",
                            "Doorward is running at " + demo.address(),
                            "  http://localhost:… only leads there",
                            "  data  " + here.resolve("data"),
                            "  logs  " + here.resolve("logs"),
                            "  mail  " + demo.address() + "/dev/mail",
                            "The certificate was made on this machine: the browser asks once whether you trust it.",
                            "Stop with Ctrl+C."),
                    demo.greeting().stream()
                            .map(line -> line.replaceFirst("http://localhost:[0-9]+", "http://localhost:…"))
                            .toList());
            Visitor visitor = new Visitor(demo.address(), RunningServer.trusting(directory.resolve("data")));
            visitor.registers("alice"); // the first hash loads native code, which new JDKs warn of
            visitor.logsIn("alice");
            assertEquals(200, visitor.get("/dashboard").statusCode());
            demo.terminate();
            assertEquals("", demo.errors());
            assertEquals(143, demo.exitCode(), "ended by the signal");
            assertEquals(
                    List.of(),
                    Files.readAllLines(directory.resolve("logs/doorward.log")).stream()
                            .filter(line -> !line.contains(" INFO "))
                            .toList());
        }
    }

    @Test
    void everything_it_keeps_is_for_its_owner_alone() throws Exception {
        try (DemoProcess demo = DemoProcess.serve(directory);
                Stream<Path> kept = Files.list(directory.resolve("data"))) {
            assertTrue(demo.address().startsWith("https://localhost:"));
            assertEquals(
                    List.of(
                            "doorward.lock.db",
                            "doorward.mv.db",
                            "keys.json",
                            "localhost-certificate.pem",
                            "localhost-key.pem"),
                    kept.map(path -> path.getFileName().toString()).sorted().toList());
            for (String path : List.of("data", "logs")) {
                assertEquals("rwx------", permissions(directory.resolve(path)));
            }
            for (String path : List.of("data/keys.json", "data/localhost-key.pem")) {
                assertEquals("rw-------", permissions(directory.resolve(path)));
            }
        }
    }

    private static String permissions(Path path) throws Exception {
        return java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void a_taken_port_is_one_line_and_exit_code_1() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                DemoProcess demo = DemoProcess.run(directory, "DOORWARD_HTTPS_PORT=" + taken.getLocalPort())) {
            assertEquals("", demo.outputAtEnd());
            assertEquals(1, demo.exitCode());
            assertEquals(1, demo.errors().lines().count(), demo.errors());
            assertTrue(demo.errors().startsWith("Port " + taken.getLocalPort() + " of 127.0.0.1 is taken."));
        }
    }

    @Test
    void the_command_line_appoints_an_administrator_beside_the_running_server() throws Exception {
        try (DemoProcess demo = DemoProcess.serve(directory)) {
            Visitor visitor = new Visitor(demo.address(), RunningServer.trusting(directory.resolve("data")));
            visitor.registers("alice");
            assertEquals(
                    "alice is an administrator now, and has to log in again.", command(0, "admin", "grant", "alice"));
            visitor.logsIn("alice");
            assertEquals(200, visitor.get("/admin").statusCode());
            assertEquals(
                    "alice is an administrator already.",
                    command(0, "admin", "grant", "Alice").replace("Alice", "alice"));
            assertEquals(
                    "alice is no administrator any more, and has to log in again.",
                    command(0, "admin", "revoke", "alice"));
            assertEquals(
                    "Nobody here is called 'bob'. Register first, or check the spelling.",
                    command(1, "admin", "grant", "bob"));
        }
    }

    @Test
    void keys_are_rotated_beside_the_running_server_and_nobody_is_logged_out() throws Exception {
        try (DemoProcess demo = DemoProcess.serve(directory)) {
            Visitor visitor = new Visitor(demo.address(), RunningServer.trusting(directory.resolve("data")));
            visitor.registers("alice");
            visitor.logsIn("alice");
            assertTrue(command(0, "keys", "rotate").startsWith("Key 2 was added to "));
            assertEquals(3, command(0, "keys", "list").lines().count());
            assertEquals(200, visitor.get("/dashboard").statusCode());
            assertTrue(command(1, "keys", "rotate").startsWith("Key 2 is new already"));
            assertTrue(command(1, "keys", "remove", "1").startsWith("Key 1 is the one in use."));
            assertEquals("rw-------", permissions(directory.resolve("data/keys.json")));
        }
    }

    @Test
    void the_doctor_finds_nothing_failing_before_and_beside_a_running_server() throws Exception {
        String before = command(0, "DOORWARD_HTTPS_PORT=0", "doctor");
        assertTrue(before.contains("Grade B: nothing fails"), before); // development mode is for this machine alone
        assertEquals("rwx------", permissions(directory.resolve("data")));
        try (DemoProcess demo = DemoProcess.serve(directory)) {
            int port = URI.create(demo.address()).getPort();
            String beside = command(0, "DOORWARD_HTTPS_PORT=" + port, "doctor");
            assertTrue(beside.contains("one key"), beside);
            assertTrue(beside.contains("it speaks TLS 1.2 and 1.3, and refuses TLS 1.0"), beside);
            assertTrue(beside.contains("it shows the right certificate, and its page has all headers"), beside);
        }
    }

    @Test
    void it_helps_and_refuses_what_it_does_not_know() throws Exception {
        assertTrue(command(0, "--help").contains("admin"));
        assertTrue(command(0, "--version").startsWith("Doorward demo "));
        for (String[] unknown : new String[][] {{"serve"}, {"admin", "promote"}, {"--port"}, {"admin", "grant"}}) {
            assertEquals(1, command(1, unknown).lines().count(), String.join(" ", unknown));
        }
    }

    /** What the command says, on whichever stream; nothing may be on the other. */
    private String command(int exitCode, String... arguments) throws Exception {
        try (DemoProcess demo = DemoProcess.run(directory, arguments)) {
            String output = demo.outputAtEnd();
            assertEquals(exitCode, demo.exitCode(), output + demo.errors());
            assertEquals("", exitCode == 0 ? demo.errors() : output);
            return (output + demo.errors()).strip();
        }
    }
}
