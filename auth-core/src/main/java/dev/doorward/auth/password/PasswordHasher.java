package dev.doorward.auth.password;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.mkammerer.argon2.Argon2Factory.Argon2Types;
import de.mkammerer.argon2.Argon2Version;
import dev.doorward.auth.identity.Client;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Hashes and checks passwords with Argon2id (RFC 9106).
 *
 * <p>Guaranteed
 *
 * <ul>
 *   <li>Two passwords that differ after NFC, in whatever place and at whatever length, have different hashes; nothing
 *       is trimmed, folded or cut.
 *   <li>A check does the same work for a wrong password, an unknown account (a null hash), a damaged hash and a hash
 *       made under cheaper parameters. The one exception is a password of more than 8192 characters, which is refused
 *       unhashed, whatever it would be compared with.
 *   <li>At most as many hashes at once as there are threads, one per network of strangers and one per account that
 *       vouches for somebody among them; the rest wait in a bounded queue, half of which strangers may fill and half
 *       those who are known, and what finds no room there or is not begun by the deadline is answered "busy" and never
 *       hashed.
 * </ul>
 *
 * <p>Not guaranteed: that a hash imported with dearer parameters than the current ones, or with more lanes, takes the
 * same time as the others. Raise the current parameters to those of the import to close that.
 *
 * <p>May be shared between threads. Callers wait; they should hold no database connection meanwhile.
 */
public final class PasswordHasher implements AutoCloseable {

    /**
     * More UTF-16 units than any password that {@link PasswordPolicy} can allow: NFC puts at most four code points of
     * two units each together into one.
     */
    static final int MAXIMUM_CHARACTERS = 8 * PasswordPolicy.HIGHEST_MAXIMUM;

    private static final int QUEUE_PER_THREAD = 32;

    /** Whoever waits holds one of the container's threads, of which there are often 200 for everybody. */
    private static final int LONGEST_QUEUE = 96;

    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final Duration SHORTEST_RETRY = Duration.ofSeconds(1);
    private static final byte[] DUMMY_SALT = new byte[Argon2Hash.SALT_LENGTH];

    private final Argon2Parameters current;
    private final SecureRandom random;
    private final Argon2Function argon2;
    private final HashingPool pool;
    private final Duration deadline;
    private final Duration retryAfter;

    /**
     * @param current what new hashes cost
     * @param threads how many hashes may be computed at once, and so how often their memory is taken
     * @param queue how many more may wait
     * @param deadline how long one may wait to be begun
     */
    PasswordHasher(
            Argon2Parameters current,
            SecureRandom random,
            int threads,
            int queue,
            Duration deadline,
            Argon2Function argon2) {
        this.current = current;
        this.random = random;
        this.argon2 = argon2;
        this.pool = new HashingPool(threads, queue);
        this.deadline = deadline;
        // By the deadline all that waits now is done or given up.
        this.retryAfter = deadline.compareTo(SHORTEST_RETRY) < 0 ? SHORTEST_RETRY : deadline;
    }

    /**
     * One thread for each core, a queue of 32 for each thread, which is about half a second, but of 96 at most, and
     * five seconds' wait.
     *
     * @throws IllegalStateException if the native Argon2 library does not work on this machine
     */
    public static PasswordHasher withDefaults(Argon2Parameters current, SecureRandom random) {
        int cores = Runtime.getRuntime().availableProcessors();
        int queue = Math.min(cores * QUEUE_PER_THREAD, LONGEST_QUEUE);
        return new PasswordHasher(current, random, cores, queue, DEADLINE, new NativeArgon2());
    }

    /**
     * Hashes a password that {@link PasswordPolicy} has accepted.
     *
     * @throws IllegalArgumentException if the password is empty, too long or not valid UTF-16, which no policy accepts
     * @throws IllegalStateException if the machine has no memory left to hash in
     */
    public HashResult hash(String password, Asker asker) {
        if (isTooLong(password) || !canBeSet(password)) {
            throw new IllegalArgumentException("Not a password that the policy accepts");
        }
        byte[] bytes = bytes(password);
        try {
            Optional<HashResult> result = pool.run(asker, deadline, () -> {
                byte[] salt = new byte[Argon2Hash.SALT_LENGTH];
                random.nextBytes(salt);
                byte[] tag = compute(current, bytes, salt);
                return new HashResult.Hashed(Argon2Hash.of(current, salt, tag).toPhc());
            });
            return result.orElseGet(() -> new HashResult.Busy(retryAfter));
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** {@link #hash(String, Asker)} for a stranger. */
    public HashResult hash(String password, Client client) {
        return hash(password, Asker.stranger(client));
    }

    /** Whether {@link #check} can do anything with a hash from elsewhere: a PHC string of Argon2 within its bounds. */
    public static boolean isReadable(String phc) {
        return Argon2Hash.parse(phc).isPresent();
    }

    /**
     * Whether {@code password} is the one that {@code phc} was made from.
     *
     * @param phc a PHC string of Argon2id, Argon2i or Argon2d; null if there is no account or it has no password
     * @throws IllegalStateException if the machine has no memory left to hash in
     */
    public CheckResult check(String password, @Nullable String phc, Asker asker) {
        if (isTooLong(password)) {
            return new CheckResult.NoMatch(false);
        }
        boolean canBeSet = canBeSet(password);
        byte[] bytes = bytes(password);
        try {
            Optional<CheckResult> result = pool.run(asker, deadline, () -> check(bytes, canBeSet, phc));
            return result.orElseGet(() -> new CheckResult.Busy(retryAfter));
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private CheckResult check(byte[] password, boolean canBeSet, @Nullable String phc) {
        Optional<Argon2Hash> parsed = phc == null ? Optional.empty() : Argon2Hash.parse(phc);
        if (parsed.isEmpty()) {
            compute(current, password, DUMMY_SALT);
            return new CheckResult.NoMatch(phc != null);
        }
        Argon2Hash hash = parsed.get();
        byte[] tag =
                argon2.hash(hash.type(), hash.version(), hash.parameters(), password, hash.salt(), hash.tag().length);
        current.without(hash.parameters()).ifPresent(rest -> compute(rest, password, DUMMY_SALT));
        return MessageDigest.isEqual(tag, hash.tag()) && canBeSet
                ? new CheckResult.Match(hash.isWeakerThan(current))
                : new CheckResult.NoMatch(false);
    }

    private byte[] compute(Argon2Parameters parameters, byte[] password, byte[] salt) {
        return argon2.hash(Argon2Types.ARGON2id, Argon2Version.V13, parameters, password, salt, Argon2Hash.TAG_LENGTH);
    }

    private static boolean isTooLong(String password) {
        return password.length() > MAXIMUM_CHARACTERS;
    }

    /** What can never have been set never matches: malformed text loses its surrogates on the way to bytes. */
    private static boolean canBeSet(String password) {
        return !password.isEmpty() && PasswordPolicy.isWellFormed(password);
    }

    private static byte[] bytes(String password) {
        // argon2-jvm cannot hash nothing, and an empty password has to cost what others do.
        return password.isEmpty()
                ? new byte[1]
                : PasswordPolicy.normalise(password).getBytes(UTF_8);
    }

    /** Ends the threads after the hashes they are at; what waits is answered "busy", as is everything from then on. */
    @Override
    public void close() {
        pool.close();
    }
}
