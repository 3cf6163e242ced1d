package dev.doorward.auth.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.attribute.PosixFilePermission.GROUP_READ;
import static java.nio.file.attribute.PosixFilePermission.GROUP_WRITE;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_READ;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_WRITE;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The ring as a file: a JWK set that only its owner can read. */
final class KeyRingFile {

    /** Hundreds of keys fit; a device or a wrong file does not fill the memory. */
    private static final int MAXIMUM_BYTES = 64 * 1024;

    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");
    private static final Set<PosixFilePermission> FOR_OTHERS =
            EnumSet.of(GROUP_READ, GROUP_WRITE, OTHERS_READ, OTHERS_WRITE);

    private final Path file;

    KeyRingFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    /** A dangling link counts as there: making a new ring in place of one that went astray would lose every account. */
    boolean isMissing() {
        return Files.notExists(file, LinkOption.NOFOLLOW_LINKS);
    }

    KeyRing read() {
        String origin = "The key ring " + file;
        String text;
        try {
            refuseIfOthersMayRead();
            try (InputStream in = Files.newInputStream(file)) {
                byte[] bytes = in.readNBytes(MAXIMUM_BYTES + 1);
                if (bytes.length > MAXIMUM_BYTES) {
                    throw new KeyRingException(origin + " is larger than " + MAXIMUM_BYTES
                            + " bytes. Remedy: name the file that Doorward made.");
                }
                text = new String(bytes, UTF_8);
            }
        } catch (IOException e) {
            throw new KeyRingException(
                    origin + " cannot be read (" + e.getClass().getSimpleName()
                            + "). Remedy: restore it from its backup and let the service's user read it.",
                    e);
        }
        SortedMap<Integer, byte[]> keys = new TreeMap<>();
        for (JWK jwk : parse(text, origin)) {
            if (!(jwk instanceof OctetSequenceKey key)) {
                throw new KeyRingException(origin + " holds a key that is not symmetric (kty " + jwk.getKeyType()
                        + "). Remedy: keep only keys of kty oct in this file.");
            }
            String number = key.getKeyID();
            if (number == null || !NUMBER.matcher(number).matches()) {
                throw new KeyRingException(
                        origin + " holds a key whose kid is not a number. Remedy: give each key its number as kid.");
            }
            if (keys.put(Integer.valueOf(number), key.toByteArray()) != null) {
                throw new KeyRingException(origin + " holds two keys with number " + number
                        + ". Remedy: remove the one that was added by mistake.");
            }
        }
        return KeyRing.checked(keys, origin);
    }

    /** The cause is left out: a parser quotes what it could not read, and that is the key. */
    private static List<JWK> parse(String text, String origin) {
        try {
            Map<String, Object> json = JSONObjectUtils.parse(text);
            List<JWK> keys = JWKSet.parse(json).getKeys();
            // A JWK set's reader skips keys of types it does not know (RFC 7517 section 5). Here none may go unnoticed.
            if (json.get("keys") instanceof Collection<?> all && all.size() == keys.size()) {
                return keys;
            }
        } catch (ParseException | RuntimeException e) {
            throw new KeyRingException(
                    origin + " is not a JWK set of symmetric keys. Remedy: restore it from its backup.");
        }
        throw new KeyRingException(
                origin + " holds keys of an unknown type. Remedy: keep only keys of kty oct in this file.");
    }

    private void refuseIfOthersMayRead() throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        Set<PosixFilePermission> permissions = view.readAttributes().permissions();
        if (permissions.stream().anyMatch(FOR_OTHERS::contains)) {
            throw new KeyRingException("The key ring " + file + " is open to other users ("
                    + PosixFilePermissions.toString(permissions) + "). Remedy: chmod 600 " + file
                    + ", and replace its keys if somebody may have read them.");
        }
    }

    /**
     * Makes the file with one key, unless somebody else makes it first. It appears whole or not at all, because it is
     * written under another name and then linked, which unlike a rename never replaces what is there.
     */
    void create(byte[] key, Instant now) {
        JWK jwk = new OctetSequenceKey.Builder(key)
                .keyID("1")
                .issueTime(Date.from(now))
                .build();
        try {
            Path directory = directory();
            Path draft = Files.createTempFile(directory, ".keys", ".tmp", forOwner(directory, "rw-------"));
            try {
                write(draft, new JWKSet(jwk).toString(false) + "\n");
                publish(draft);
            } finally {
                Files.deleteIfExists(draft);
            }
            makeDurable(directory);
        } catch (IOException e) {
            throw new KeyRingException(
                    "The key ring " + file + " cannot be made (" + e.getClass().getSimpleName()
                            + "). Remedy: let the service's user write to its directory, or name another file.",
                    e);
        }
    }

    private Path directory() throws IOException {
        Path directory = file.getParent();
        if (directory == null) {
            throw new KeyRingException("The key ring cannot be a file system's root. Remedy: name a file.");
        }
        if (!Files.isDirectory(directory)) {
            Path existing = directory;
            while (existing.getParent() != null && Files.notExists(existing)) {
                existing = existing.getParent();
            }
            Files.createDirectories(directory, forOwner(existing, "rwx------"));
        }
        return directory;
    }

    private static FileAttribute<?>[] forOwner(Path place, String permissions) {
        return Files.getFileAttributeView(place, PosixFileAttributeView.class) == null
                ? new FileAttribute<?>[] {}
                : new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                };
    }

    private static void write(Path draft, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private void publish(Path draft) throws IOException {
        try {
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            return;
        } catch (UnsupportedOperationException | FileSystemException e) {
            moveWithoutLinks(draft, e);
        }
    }

    /** Where there are no hard links a move that replaces nothing comes nearest. */
    private void moveWithoutLinks(Path draft, Exception reason) throws IOException {
        try {
            Files.move(draft, file);
        } catch (FileAlreadyExistsException e) {
            return;
        } catch (IOException e) {
            e.addSuppressed(reason);
            throw e;
        }
    }

    /** A key that a power cut takes away takes every account with it. Not every system can open a directory. */
    private static void makeDurable(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            return;
        }
    }
}
