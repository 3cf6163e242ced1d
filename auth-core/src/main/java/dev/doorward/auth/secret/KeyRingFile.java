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
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The ring as a file: a JWK set that only its owner can read. */
final class KeyRingFile {

    /** Hundreds of keys fit; a device or a wrong file does not fill the memory. */
    private static final int MAXIMUM_BYTES = 64 * 1024;

    private static final int LOCK_TRIES = 200;
    private static final int LOCK_PAUSE_MILLIS = 50;

    private static final Pattern NUMBER = Pattern.compile("([1-9][0-9]{0,8})");
    private static final Pattern SIGNING_ID = Pattern.compile("([1-9][0-9]{0,8})-(es256|eddsa|ps256|rs256)");
    private static final Set<PosixFilePermission> FOR_OTHERS =
            EnumSet.of(GROUP_READ, GROUP_WRITE, OTHERS_READ, OTHERS_WRITE);

    /** A member of the set beside its keys (RFC 7517 section 5 allows that). */
    private static final String MODE = "doorward_mode";

    private static final String DEVELOPMENT = "development";

    private final Path file;
    private final SecureRandom random;

    KeyRingFile(Path file, SecureRandom random) {
        this.file = file.toAbsolutePath();
        this.random = random;
    }

    /** A dangling link counts as there: making a new ring in place of one that went astray would lose every account. */
    boolean isMissing() {
        return Files.notExists(file, LinkOption.NOFOLLOW_LINKS);
    }

    BasicFileAttributes attributes() throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class);
    }

    KeySet read() {
        return check(readSet());
    }

    private KeySet check(JWKSet set) {
        String origin = "The key ring " + file;
        SortedMap<Integer, byte[]> roots = new TreeMap<>();
        Map<Integer, Instant> madeAt = new HashMap<>();
        SortedMap<Integer, SigningKey> signing = new TreeMap<>();
        for (JWK jwk : set.getKeys()) {
            int number = number(jwk, origin);
            boolean taken;
            if (jwk instanceof OctetSequenceKey key) {
                taken = roots.put(number, key.toByteArray()) != null;
                if (jwk.getIssueTime() != null) {
                    madeAt.put(number, jwk.getIssueTime().toInstant());
                }
            } else {
                taken = signing.put(number, SigningKeys.parse(jwk, origin)) != null;
            }
            if (taken) {
                throw new KeyRingException(origin + " holds two keys with number " + number
                        + ". Remedy: remove the one that was added by mistake.");
            }
        }
        boolean development = DEVELOPMENT.equals(set.getAdditionalMembers().get(MODE));
        return KeySet.checked(roots, madeAt, signing, development, random, origin);
    }

    /** @throws KeyRingException if the key is not named as keys in this file are */
    int number(JWK jwk) {
        return number(jwk, "The key ring " + file);
    }

    private static int number(JWK jwk, String origin) {
        boolean symmetric = jwk instanceof OctetSequenceKey;
        String kid = jwk.getKeyID();
        Matcher matcher = kid == null ? null : (symmetric ? NUMBER : SIGNING_ID).matcher(kid);
        if (matcher == null || !matcher.matches()) {
            throw new KeyRingException(
                    symmetric
                            ? origin
                                    + " holds a key whose kid is not a number. Remedy: give each key its number as kid."
                            : origin + " holds a signing key whose kid is not its number and algorithm."
                                    + " Remedy: give it a kid such as 1-es256.");
        }
        return Integer.parseInt(matcher.group(1));
    }

    private JWKSet readSet() {
        String origin = "The key ring " + file;
        try {
            refuseIfOthersMayRead();
            try (InputStream in = Files.newInputStream(file)) {
                byte[] bytes = in.readNBytes(MAXIMUM_BYTES + 1);
                if (bytes.length > MAXIMUM_BYTES) {
                    throw new KeyRingException(origin + " is larger than " + MAXIMUM_BYTES
                            + " bytes. Remedy: name the file that Doorward made.");
                }
                return parse(new String(bytes, UTF_8), origin);
            }
        } catch (IOException e) {
            throw new KeyRingException(
                    origin + " cannot be read (" + e.getClass().getSimpleName()
                            + "). Remedy: restore it from its backup and let the service's user read it.",
                    e);
        }
    }

    /** The cause is left out: a parser quotes what it could not read, and that is the key. */
    private static JWKSet parse(String text, String origin) {
        try {
            Map<String, Object> json = JSONObjectUtils.parse(text);
            JWKSet set = JWKSet.parse(json);
            // A JWK set's reader skips keys of types it does not know (RFC 7517 section 5). Here none may go unnoticed.
            if (json.get("keys") instanceof Collection<?> all && all.size() == set.size()) {
                return set;
            }
        } catch (ParseException | RuntimeException e) {
            throw new KeyRingException(
                    origin + " is not a JWK set of keys that can be used. Remedy: restore it from its backup.");
        }
        throw new KeyRingException(origin
                + " holds keys of an unknown type. Remedy: keep only keys of kty oct, EC, OKP and RSA in this file.");
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
     * Makes the file, unless somebody else makes it first. It appears whole or not at all, because it is written under
     * another name and then linked, which unlike a rename never replaces what is there.
     */
    void create(List<JWK> keys, boolean development) {
        try {
            Path directory = directory();
            Path draft = draft(directory, new JWKSet(keys, development ? Map.of(MODE, DEVELOPMENT) : Map.of()));
            try {
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

    /** To a ring that was made before there were signing keys, unless another process has done so by now. */
    void addSigningKey(Instant now) {
        change(keys -> {
            if (keys.stream().allMatch(OctetSequenceKey.class::isInstance)) {
                int newest = keys.stream().mapToInt(this::number).max().orElseThrow();
                keys.add(SigningKeys.generate(newest, random, now));
            }
        });
    }

    /**
     * Reads the keys, lets {@code change} have the list, and puts the file in its place as a whole if the new keys are
     * good; one process after the other, as each stands on what the one before it wrote.
     */
    void change(Consumer<List<JWK>> change) {
        try {
            // Whoever follows a link to another place wants the file there changed, and not the link replaced.
            Path real = file.toRealPath();
            try (FileChannel channel = openLock(real);
                    FileLock lock = lock(channel)) {
                JWKSet before = readSet();
                List<JWK> keys = new ArrayList<>(before.getKeys());
                change.accept(keys);
                if (!keys.equals(before.getKeys())) {
                    replace(real, new JWKSet(keys, before.getAdditionalMembers()));
                }
            }
        } catch (IOException e) {
            throw new KeyRingException(
                    "The key ring " + file + " cannot be changed ("
                            + e.getClass().getSimpleName()
                            + "). Remedy: let the service's user write to its directory.",
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

    private static Path draft(Path directory, JWKSet set) throws IOException {
        Path draft = Files.createTempFile(directory, ".keys", ".tmp", forOwner(directory, "rw-------"));
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text(set));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        return draft;
    }

    private static byte[] text(JWKSet set) {
        return (set.toString(false) + "\n").getBytes(UTF_8);
    }

    private void replace(Path real, JWKSet set) throws IOException {
        check(set);
        if (text(set).length > MAXIMUM_BYTES) {
            throw new KeyRingException(
                    "The key ring " + file + " is full. Remedy: remove old keys, by the command keys remove.");
        }
        Path directory = Objects.requireNonNull(real.getParent());
        Path draft = draft(directory, set);
        try {
            giveToOwnerOf(real, draft);
            Files.move(draft, real, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
        makeDurable(directory);
    }

    /** The administrator who rotates the keys is often not the user whom the service runs as. */
    private void giveToOwnerOf(Path existing, Path made) throws IOException {
        UserPrincipal owner = Files.getOwner(existing);
        if (owner.equals(Files.getOwner(made))) {
            return;
        }
        try {
            Files.setOwner(made, owner);
        } catch (IOException e) {
            throw new KeyRingException("The key ring " + file + " belongs to " + owner.getName()
                    + ", who could not read it after this. Remedy: run the command as " + owner.getName() + ".");
        }
    }

    /** A file of its own, which stays: the ring's own file is another one after each change. */
    private FileChannel openLock(Path real) throws IOException {
        Path lock = real.resolveSibling(real.getFileName() + ".lock");
        if (Files.notExists(lock)) {
            try {
                Files.createFile(lock, forOwner(Objects.requireNonNull(real.getParent()), "rw-------"));
                giveToOwnerOf(real, lock);
            } catch (FileAlreadyExistsException e) {
                return FileChannel.open(lock, StandardOpenOption.WRITE);
            }
        }
        return FileChannel.open(lock, StandardOpenOption.WRITE);
    }

    private FileLock lock(FileChannel channel) throws IOException {
        for (int tries = 0; tries < LOCK_TRIES; tries++) {
            FileLock lock = tryLock(channel);
            if (lock != null) {
                return lock;
            }
            try {
                Thread.sleep(LOCK_PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        throw new KeyRingException("The key ring " + file
                + " is being changed by another process. Remedy: try again when that one is done.");
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Another thread of this process has it.
            return null;
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

    @Override
    public String toString() {
        return file.toString();
    }
}
