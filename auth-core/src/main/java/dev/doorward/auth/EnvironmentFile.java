package dev.doorward.auth;

import com.sun.security.auth.module.UnixSystem;
import dev.doorward.auth.InvalidSettingsException.Problem;
import io.github.cdimascio.dotenv.Dotenv;
import io.github.cdimascio.dotenv.DotenvEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A {@code .env} file. No message quotes a line of it, as secrets stand there.
 *
 * <p>Where the file system knows owners, it is taken from the user that this runs as, or from root, and only if nobody
 * else may write it: its database URL may name code that is run (H2's {@code INIT}), so that whoever lays a file into
 * the working directory would become that user. Not guaranteed: anything in a directory where somebody else may replace
 * the file while it is read.
 */
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

    private static final int ROOT = 0;

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
            Optional<Problem> foreign = foreign(path);
            if (foreign.isPresent()) {
                problems.add(foreign.get());
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

    private static Optional<Problem> foreign(Path path) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (view == null) {
            return Optional.empty();
        }
        // The file, and the link by which it may be found.
        if (isForeign(path) || isForeign(path, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(new Problem(
                    path.toString(),
                    "it belongs to another user than the one this runs as",
                    "Remove it, or make it yours (chown) if you know every line"));
        }
        Set<PosixFilePermission> permissions = view.readAttributes().permissions();
        if (permissions.contains(PosixFilePermission.GROUP_WRITE)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
            return Optional.of(new Problem(
                    path.toString(),
                    "others may write it (" + PosixFilePermissions.toString(permissions) + ")",
                    "Make sure that each line is yours, and forbid it with: chmod 600 " + path));
        }
        return Optional.empty();
    }

    /** By numbers: a user of a container has no name sometimes. */
    private static boolean isForeign(Path path, LinkOption... options) throws IOException {
        int owner = (int) Files.getAttribute(path, "unix:uid", options);
        return owner != ROOT && owner != (int) new UnixSystem().getUid();
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
