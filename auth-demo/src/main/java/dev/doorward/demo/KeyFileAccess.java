package dev.doorward.demo;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/**
 * Refuses a key that other users of this machine may read, or exchange for one of theirs: by writing into its file, or
 * by putting another file in its place. Where the key is named by a link, whoever may turn the link may do so too.
 *
 * <p>File systems that know no such rights are taken as they are.
 */
final class KeyFileAccess {
    private static final boolean KNOWN =
            FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

    private static final int OTHERS_READ = 0004;
    private static final int OTHERS_OR_GROUP_WRITE = 0022;

    /** Of a directory such as /tmp, in which everybody may exchange his own files only. */
    private static final int STICKY = 01000;

    private static final int ROOT = 0;

    private KeyFileAccess() {}

    /** A group may read it, as where several services share a certificate. A file that is missing is let be. */
    static void check(Path file) throws IOException, PemException {
        if (!KNOWN || !Files.exists(file)) {
            return;
        }
        int mode = mode(file);
        if ((mode & OTHERS_READ) != 0) {
            throw new PemException("every user of this machine may read it", "Forbid it with: chmod o-rw " + file);
        }
        if ((mode & OTHERS_OR_GROUP_WRITE) != 0) {
            throw new PemException(
                    "other users of this machine may replace it", "Forbid it with: chmod g-w,o-w " + file);
        }
        for (Path place : List.of(file.toAbsolutePath(), file.toRealPath())) {
            checkPlace(place);
        }
    }

    /** @param place of the file, or of a link to it */
    private static void checkPlace(Path place) throws IOException, PemException {
        int owner = (int) Files.getAttribute(place, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        if (owner != ROOT && owner != new UnixSystem().getUid()) {
            throw new PemException(
                    "it belongs to another user of this machine", "Give it to root or to the user that this runs as");
        }
        Path directory = place.getParent();
        if (directory == null) {
            return; // the root, which cannot be read as a file
        }
        int mode = mode(directory);
        if ((mode & OTHERS_OR_GROUP_WRITE) != 0 && (mode & STICKY) == 0) {
            throw new PemException(
                    "other users of this machine may put another file in its place",
                    "Forbid it with: chmod g-w,o-w " + directory);
        }
    }

    private static int mode(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:mode");
    }
}
