package dev.doorward.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The packaged jar, run as a person would run it. */
final class DemoProcess implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("is running at (https://\\S+)");

    private final Process process;
    private final Path errors;
    private final List<String> output = new ArrayList<>();
    private String address = "";

    private DemoProcess(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
    }

    /** Starts the server in this directory, on free ports, and waits until it says that it runs. */
    static DemoProcess serve(Path directory, String... settings) throws IOException {
        String[] ports = {"DOORWARD_HTTPS_PORT=0", "DOORWARD_HTTP_PORT=0", "DOORWARD_LIMITS=" + RunningServer.LIMITS};
        DemoProcess demo = run(
                directory,
                Stream.concat(Arrays.stream(ports), Arrays.stream(settings)).toArray(String[]::new));
        BufferedReader lines = demo.process.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            demo.output.add(line);
            Matcher matcher = ADDRESS.matcher(line);
            if (matcher.find()) {
                demo.address = matcher.group(1);
            }
            if (line.startsWith("Stop with")) {
                return demo;
            }
        }
        throw new IOException("The demo did not start: " + demo.output + demo.errors());
    }

    /** Runs the jar with these {@code NAME=value} settings, then these arguments. */
    static DemoProcess run(Path directory, String... settingsThenArguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar"));
        command.add(System.getProperty("demo.jar"));
        Files.createDirectories(directory);
        Path errors = Files.createTempFile(directory, "stderr", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectError(errors.toFile());
        for (String word : settingsThenArguments) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                builder.environment().put(word.substring(0, equals), word.substring(equals + 1));
            } else {
                command.add(word);
            }
        }
        builder.environment().remove("JAVA_TOOL_OPTIONS"); // the JVM would mention it on stderr
        return new DemoProcess(builder.start(), errors);
    }

    /** The base URL it printed. */
    String address() {
        return address;
    }

    /** The lines it printed until it ran. */
    List<String> greeting() {
        return List.copyOf(output);
    }

    /** Everything on standard error so far. */
    String errors() {
        try {
            return Files.readString(errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the end; gives the rest of standard output. */
    String outputAtEnd() throws IOException, InterruptedException {
        String rest = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IOException("The demo does not end");
        }
        return rest;
    }

    int exitCode() {
        return process.exitValue();
    }

    /** As {@code kill -9} does: no hook runs, nothing is flushed. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** As Ctrl+C or an init system does. */
    void terminate() throws IOException, InterruptedException {
        process.toHandle().destroy(); // process.destroy() would close its output, which is still to be read
        outputAtEnd();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
