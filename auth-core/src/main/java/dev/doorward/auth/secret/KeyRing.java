package dev.doorward.auth.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The numbered 256-bit root keys of one installation, from which every other key is derived.
 *
 * <p>What is made now is made under the key with the highest number, {@link #current()}; what was made earlier names
 * the number it was made under and stays readable as long as the ring holds that key.
 *
 * <p>Guaranteed: at least one key; no two keys share a number or their bytes; every key has 32 bytes and none that show
 * a pattern; keys of different purposes are independent of each other. Not guaranteed: that the keys are random, which
 * only whoever made the file can know.
 *
 * <p>Instances are immutable and may be shared between threads. No key leaves this package, neither a root key nor a
 * derived one.
 */
public final class KeyRing {

    /** Length of a root key and of a derived key, in bytes. */
    static final int KEY_LENGTH = 32;

    private static final int MAXIMUM_NUMBER = 999_999_999;
    private static final byte[] NO_SALT = {};
    private static final String INFO_PREFIX = "doorward v1 ";

    private final TreeMap<Integer, byte[]> roots;
    private final boolean inMemory;
    private final Map<Derivation, byte[]> derived = new ConcurrentHashMap<>();

    private record Derivation(int number, String purpose) {}

    /** Takes keys that are already known to be good. */
    private KeyRing(SortedMap<Integer, byte[]> roots, boolean inMemory) {
        this.roots = new TreeMap<>(roots);
        this.inMemory = inMemory;
    }

    /** Checks the keys; {@code origin} begins the message of a refusal. */
    static KeyRing checked(SortedMap<Integer, byte[]> roots, String origin) {
        WeakKeys.refuse(roots, origin);
        return new KeyRing(roots, false);
    }

    /**
     * Reads the ring in {@code file}, or makes one with a single new key if there is no such file. Processes that do
     * this at the same moment end up with the same ring.
     *
     * <p>The file is a JWK set (RFC 7517 section 5) of symmetric keys (RFC 7518 section 6.4) whose {@code kid} is the
     * key's number. It is created with mode 0600, missing parent directories with 0700. On file systems without POSIX
     * permissions, as on Windows, the modes are neither set nor checked: keep the file where only the service's own
     * user can read it.
     *
     * @throws KeyRingException if the file cannot be read, written or used, with the reason and the remedy
     */
    public static KeyRing readOrCreate(Path file) {
        return readOrCreate(file, new SecureRandom(), Clock.systemUTC());
    }

    static KeyRing readOrCreate(Path file, SecureRandom random, Clock clock) {
        KeyRingFile ring = new KeyRingFile(file);
        if (ring.isMissing()) {
            ring.create(newKey(random), clock.instant());
        }
        return ring.read();
    }

    /**
     * Reads the ring in {@code file}, as {@link #readOrCreate(Path)} describes it.
     *
     * @throws KeyRingException if there is no such file or it cannot be read or used, with the reason and the remedy
     */
    public static KeyRing read(Path file) {
        return new KeyRingFile(file).read();
    }

    /** A ring of one new key that is lost with this process, and with it every session and every password. */
    public static KeyRing inMemory(SecureRandom random) {
        SortedMap<Integer, byte[]> roots = new TreeMap<>();
        roots.put(1, newKey(random));
        WeakKeys.refuse(roots, "The new key ring");
        return new KeyRing(roots, true);
    }

    private static byte[] newKey(SecureRandom random) {
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

    /** The number of the key that new values are made under. */
    public int current() {
        return roots.lastKey();
    }

    /** The numbers of all keys, ascending. */
    public Set<Integer> numbers() {
        NavigableSet<Integer> numbers = roots.navigableKeySet();
        return Collections.unmodifiableSet(numbers);
    }

    /**
     * The key for one purpose: HKDF-SHA256 (RFC 5869) of the numbered root key, without salt and with the purpose as
     * its info. Derived once and remembered, so purposes must be constants of the program and nothing a client sends.
     *
     * @return 32 bytes, which the callers in this package only read
     * @throws UnknownKeyException if the ring has no key of that number
     */
    byte[] derived(int number, String purpose) {
        byte[] root = roots.get(number);
        if (root == null) {
            throw new UnknownKeyException(number, numbers());
        }
        return derived.computeIfAbsent(
                new Derivation(number, purpose),
                d -> Hkdf.expand(Hkdf.extract(NO_SALT, root), (INFO_PREFIX + d.purpose()).getBytes(UTF_8), KEY_LENGTH));
    }

    boolean holds(int number) {
        return roots.containsKey(number);
    }

    /** Names the keys' numbers and nothing else. */
    @Override
    public String toString() {
        return "KeyRing" + numbers();
    }
}
