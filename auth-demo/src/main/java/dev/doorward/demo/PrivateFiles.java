package dev.doorward.demo;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Directories and files that only their owner may read, where the file system knows owners. */
final class PrivateFiles {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private PrivateFiles() {}

    /** Makes the directory, and any missing parent, with mode 0700. One that is there is left as its owner set it. */
    static void directory(Path directory) throws IOException {
        Files.createDirectories(directory, mode("rwx------"));
    }

    /** Whether anybody but its owner may look into the directory, as far as its file system can tell. */
    static boolean isOpenToOthers(Path directory) throws IOException {
        return POSIX
                && Files.getPosixFilePermissions(directory).stream()
                        .anyMatch(permission -> !permission.name().startsWith("OWNER_"));
    }

    /** Writes the file with mode 0600, whole or not at all: a reader sees the old content or the new. */
    static void write(Path file, byte[] content) throws IOException {
        // Created with its final mode: narrowing it afterwards would leave a moment in which others can open it.
        Path half = Files.createTempFile(
                file.toAbsolutePath().getParent(), file.getFileName().toString(), ".half", mode("rw-------"));
        try {
            Files.write(half, content);
            Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(half);
        }
    }

    private static FileAttribute<?>[] mode(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
