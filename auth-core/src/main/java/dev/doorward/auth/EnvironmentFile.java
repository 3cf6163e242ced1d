package dev.doorward.auth;

import dev.doorward.auth.InvalidSettingsException.Problem;
import io.github.cdimascio.dotenv.Dotenv;
import io.github.cdimascio.dotenv.DotenvEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A {@code .env} file. No message quotes a line of it, as secrets stand there. */
final class EnvironmentFile {
    static final String NAME = ".env";

    /** A file of settings is small; a device or a wrong file does not fill the memory. */
    private static final long MAXIMUM_BYTES = 64 * 1024;

    /**
     * A comment, or a name and a value. Narrower than what Dotenv takes, which would cut a password in two at its hash,
     * count single quotes as a part of it, and drop the rest of the file behind a quote that is not closed.
     */
    private static final Pattern LINE = Pattern.compile(
            "\\s*(#.*)?" + "|\\s*[\\w.-]+\\s*=\\s*(\"[^\"]*\"|[^\\s#\"']([^#]*[^\\s#])?)?(\\s+#.*)?\\s*");

    private EnvironmentFile() {}

    /** The names and values in it; none where there is no such file, or where it holds a problem. */
    static Map<String, String> read(Path file, List<Problem> problems) {
        Path path = file.toAbsolutePath();
        if (Files.notExists(path)) {
            return Map.of();
        }
        try {
            if (!Files.isRegularFile(path) || Files.size(path) > MAXIMUM_BYTES) {
                problems.add(
                        new Problem(path.toString(), "it is no file of settings", "Write a line for each setting"));
                return Map.of();
            }
            List<String> lines = Files.readAllLines(path);
            for (int i = 0; i < lines.size(); i++) {
                if (!LINE.matcher(lines.get(i)).matches()) {
                    problems.add(new Problem(
                            path + ", line " + (i + 1),
                            "it is not NAME=value",
                            "Correct it; a value with # in it, or with quotes around it, stands in \"double quotes\""));
                    return Map.of();
                }
            }
            return entries(path);
        } catch (IOException e) {
            problems.add(new Problem(
                    path.toString(),
                    "it cannot be read (" + e.getClass().getSimpleName() + ")",
                    "Let the service's user read it, as UTF-8, or remove it"));
            return Map.of();
        }
    }

    private static Map<String, String> entries(Path path) {
        Dotenv file = Dotenv.configure()
                .directory(String.valueOf(path.getParent()))
                .filename(String.valueOf(path.getFileName()))
                .load();
        Map<String, String> values = new HashMap<>();
        for (DotenvEntry entry : file.entries(Dotenv.Filter.DECLARED_IN_ENV_FILE)) {
            values.put(entry.getKey(), entry.getValue());
        }
        return values;
    }

    /** As far as the file system can tell. */
    static boolean isOpenToOthers(Path file) {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null || Files.notExists(file)) {
            return false;
        }
        try {
            return view.readAttributes().permissions().stream()
                    .anyMatch(permission -> !permission.name().startsWith("OWNER_"));
        } catch (IOException e) {
            return false;
        }
    }
}
