package dev.doorward.auth.secret;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one installation: numbered 256-bit root keys, from which every symmetric key is derived, and beside them
 * keys that sign what others may check.
 *
 * <p>What is made now is made under the newest key that every node has had time to learn, {@link #current()}; what was
 * made earlier names the number it was made under and stays readable as long as the ring holds that key.
 *
 * <p>Guaranteed: at least one key; no two keys share a number or their bytes; every root key has 32 bytes and none that
 * show a pattern; every signing key has one algorithm, a length that is safe with it, and two halves that belong
 * together; keys of different purposes are independent of each other. Not guaranteed: that the keys are random, which
 * only whoever made the file can know.
 *
 * <p>The file may change while the ring is in use, see {@link KeyRotation}: {@link #refresh} takes the change up. A
 * ring may be shared between threads. No private key leaves this package, neither a root key nor a derived one.
 */
public final class KeyRing {

    /** Length of a root key and of a derived key, in bytes. */
    static final int KEY_LENGTH = 32;

    private static final int MAXIMUM_NUMBER = 999_999_999;

    private final Clock clock;
    private final boolean inMemory;
    private final @Nullable WatchedFile file;

    private final ReentrantLock looking = new ReentrantLock();

    private volatile KeySet keys;

    private KeyRing(KeySet keys, Clock clock, boolean inMemory, @Nullable WatchedFile file) {
        this.keys = keys;
        this.clock = clock;
        this.inMemory = inMemory;
        this.file = file;
    }

    /** A ring of these keys, wherever they come from. */
    static KeyRing of(KeySet keys, Clock clock) {
        return new KeyRing(keys, clock, false, null);
    }

    /**
     * Reads the ring in {@code file}, or makes one with a new root key and a new signing key if there is no such file.
     * A file without a signing key is given one. Processes that do this at the same moment end up with the same ring.
     *
     * <p>The file is a JWK set (RFC 7517 section 5) of symmetric keys (RFC 7518 section 6.4) whose {@code kid} is the
     * key's number, and of private keys (RFC 7518 section 6.2 and 6.3, RFC 8037) whose {@code kid} is the number and
     * the algorithm, as in {@code 1-es256}. It is created with mode 0600, missing parent directories with 0700. On file
     * systems without POSIX permissions, as on Windows, the modes are neither set nor checked: keep the file where only
     * the service's own user can read it.
     *
     * @throws KeyRingException if the file cannot be read, written or used, with the reason and the remedy
     */
    public static KeyRing readOrCreate(Path file) {
        return readOrCreate(file, new SecureRandom(), Clock.systemUTC());
    }

    /** As {@link #readOrCreate(Path)}, with a source of randomness and a clock of the caller's own. */
    public static KeyRing readOrCreate(Path file, SecureRandom random, Clock clock) {
        return readOrCreate(file, random, clock, false);
    }

    /**
     * As {@link #readOrCreate(Path, SecureRandom, Clock)}, and marks the file if it makes it: keys that came into being
     * on a developer's machine are copied about, so production refuses them. A file that is there already is not
     * marked.
     */
    public static KeyRing readOrCreateForDevelopment(Path file, SecureRandom random, Clock clock) {
        return readOrCreate(file, random, clock, true);
    }

    private static KeyRing readOrCreate(Path path, SecureRandom random, Clock clock, boolean development) {
        KeyRingFile file = new KeyRingFile(path, random);
        if (file.isMissing()) {
            file.create(Generation.make(1, random, clock.instant()), development);
        }
        KeyRing ring = watched(file, clock);
        if (!ring.keys.hasSigningKey()) {
            file.addSigningKey(clock.instant());
            ring = watched(file, clock);
        }
        return ring;
    }

    /**
     * Reads the ring in {@code file}, as {@link #readOrCreate(Path)} describes it. It is not changed: one that was made
     * before there were signing keys has none.
     *
     * @throws KeyRingException if there is no such file or it cannot be read or used, with the reason and the remedy
     */
    public static KeyRing read(Path file) {
        return watched(new KeyRingFile(file, new SecureRandom()), Clock.systemUTC());
    }

    private static KeyRing watched(KeyRingFile file, Clock clock) {
        WatchedFile watched = new WatchedFile(file, clock);
        return new KeyRing(watched.first(), clock, false, watched);
    }

    /** A ring of new keys that are lost with this process, and with them every session and every password. */
    public static KeyRing inMemory(SecureRandom random) {
        SortedMap<Integer, byte[]> roots = new TreeMap<>();
        roots.put(1, newKey(random));
        SortedMap<Integer, SigningKey> signing = new TreeMap<>();
        String origin = "The new key ring";
        signing.put(1, SigningKeys.parse(SigningKeys.generate(1, random, Instant.EPOCH), origin));
        return new KeyRing(
                KeySet.checked(roots, Map.of(), signing, false, random, origin), Clock.systemUTC(), true, null);
    }

    static byte[] newKey(SecureRandom random) {
        byte[] key = new byte[KEY_LENGTH];
        random.nextBytes(key);
        return key;
    }

    static boolean isNumber(int number) {
        return number >= 1 && number <= MAXIMUM_NUMBER;
    }

    /** Whether this ring is lost with the process, so that production should refuse it. */
    public boolean isInMemory() {
        return inMemory;
    }

    /** Whether development mode made the file of this ring, so that production should refuse it. */
    public boolean isForDevelopment() {
        return keys.isForDevelopment();
    }

    /**
     * The number of the key that new values are made under: the newest that is ten minutes old, by when every node
     * knows it, or the first.
     */
    public int current() {
        return keys.current(clock.instant());
    }

    /** The numbers of all keys, ascending. */
    public Set<Integer> numbers() {
        return keys.numbers();
    }

    /**
     * The key that signs now, chosen as {@link #current()} is.
     *
     * @throws IllegalStateException if this ring has none, because its file was made before there were any and only
     *     {@link #read} was called on it
     */
    public SigningKey signing() {
        return keys.signing(clock.instant());
    }

    /** The key of this {@code kid}, or empty if the ring has none of it, however it is spelt: it is only compared. */
    public Optional<VerifyingKey> verifying(String id) {
        Optional<VerifyingKey> key = keys.verifying(id);
        return key.isEmpty() && learns() ? keys.verifying(id) : key;
    }

    /**
     * The public halves of all signing keys, those included that do not sign yet, as a JWK set (RFC 7517 section 5) for
     * everybody to see.
     */
    public String published() {
        return keys.published();
    }

    /**
     * The key for one purpose: HKDF-SHA256 (RFC 5869) of the numbered root key, without salt and with the purpose as
     * its info. Derived once and remembered, so purposes must be constants of the program and nothing a client sends.
     *
     * @return 32 bytes, which the callers in this package only read
     * @throws UnknownKeyException if the ring has no key of that number
     */
    byte[] derived(int number, String purpose) {
        byte @Nullable [] key = holds(number) ? keys.derived(number, purpose) : null;
        if (key == null) {
            throw new UnknownKeyException(number, numbers());
        }
        return key;
    }

    boolean holds(int number) {
        return keys.holds(number) || (learns() && keys.holds(number));
    }

    /**
     * Takes up the file's keys if they have changed since it was read; to be called now and then, at least every few
     * minutes, which {@code Doorward} does. A number that the ring does not hold has the same effect at once, though
     * not more than once a second: numbers come from outside too.
     *
     * <p>A file that is missing, unreadable or no continuation of what the ring holds changes nothing but the log.
     */
    public void refresh() {
        // Whoever comes while another thread looks need not: a file system that hangs holds one thread and not all.
        if (file == null || !looking.tryLock()) {
            return;
        }
        try {
            file.changed(keys).ifPresent(later -> keys = later);
        } finally {
            looking.unlock();
        }
    }

    /** Whether something was looked up that may now be there. */
    private boolean learns() {
        if (file == null || !file.mayLookAgain()) {
            return false;
        }
        refresh();
        return true;
    }

    /** Names the keys' numbers and nothing else. */
    @Override
    public String toString() {
        return "KeyRing" + numbers();
    }
}
