package dev.doorward.auth.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What a ring holds at one moment: numbered root keys, and for a number at most one signing key. Immutable. */
final class KeySet {

    /**
     * A key is read from its first moment and made use of only after this time, by which every node has seen it: none
     * is ever shown what it cannot read. Nodes look every 30 s; the rest is for files that are copied to them.
     */
    static final Duration LEARNING = Duration.ofMinutes(10);

    private static final byte[] NO_SALT = {};
    private static final String INFO_PREFIX = "doorward v1 ";

    private final TreeMap<Integer, byte[]> roots;
    private final Map<Integer, Instant> madeAt;
    private final TreeMap<Integer, SigningKey> signing;
    private final Map<String, VerifyingKey> verifying = new HashMap<>();
    private final boolean development;
    private final Map<Derivation, byte[]> derived = new ConcurrentHashMap<>();

    private record Derivation(int number, String purpose) {}

    private KeySet(
            SortedMap<Integer, byte[]> roots,
            Map<Integer, Instant> madeAt,
            SortedMap<Integer, SigningKey> signing,
            boolean development) {
        this.roots = new TreeMap<>(roots);
        this.madeAt = Map.copyOf(madeAt);
        this.signing = new TreeMap<>(signing);
        this.development = development;
        signing.values().forEach(key -> verifying.put(key.id(), key.verifying()));
    }

    /**
     * Checks the keys.
     *
     * @param madeAt when a root key was made; one that is not in it was always there
     * @param development whether development mode made them
     * @param origin begins the message of a refusal
     */
    static KeySet checked(
            SortedMap<Integer, byte[]> roots,
            Map<Integer, Instant> madeAt,
            SortedMap<Integer, SigningKey> signing,
            boolean development,
            SecureRandom random,
            String origin) {
        WeakKeys.refuse(roots, origin);
        Map<Object, String> seen = new HashMap<>();
        signing.forEach((number, key) -> {
            if (!roots.containsKey(number)) {
                throw new KeyRingException(origin + " holds " + key.id() + " but no key " + number
                        + ". Remedy: give a signing key the number of a symmetric key in this file.");
            }
            String same = seen.put(key.verifying().published().getRequiredParams(), key.id());
            if (same != null) {
                throw new KeyRingException(origin + ": " + same + " and " + key.id()
                        + " are the same key, so a rotation would change nothing. Remedy: run keys rotate.");
            }
            if (!key.works(random)) {
                throw new KeyRingException(origin + ": what " + key.id()
                        + " signs does not verify, so its two halves do not belong together, or this Java platform"
                        + " is broken. Remedy: restore the file from its backup, and use a current release of Java.");
            }
        });
        return new KeySet(roots, madeAt, signing, development);
    }

    boolean holds(int number) {
        return roots.containsKey(number);
    }

    Set<Integer> numbers() {
        return Collections.unmodifiableSet(roots.navigableKeySet());
    }

    boolean isForDevelopment() {
        return development;
    }

    int current(Instant now) {
        return newest(roots, (number, key) -> madeAt(number), now).getKey();
    }

    /** When the key of this number begins to be made use of. */
    Instant usedFrom(int number) {
        return number == roots.firstKey() ? madeAt(number) : madeAt(number).plus(LEARNING);
    }

    Instant madeAt(int number) {
        return madeAt.getOrDefault(number, Instant.EPOCH);
    }

    SigningKey signing(Instant now) {
        if (signing.isEmpty()) {
            throw new IllegalStateException("This ring has no signing key");
        }
        return newest(signing, (number, key) -> key.madeAt(), now).getValue();
    }

    /** The first key is made use of at once: there was none before it that nodes could know instead. */
    private static <K> Map.Entry<Integer, K> newest(
            NavigableMap<Integer, K> keys, BiFunction<Integer, K, Instant> madeAt, Instant now) {
        return keys.descendingMap().entrySet().stream()
                .filter(key -> !madeAt.apply(key.getKey(), key.getValue())
                        .plus(LEARNING)
                        .isAfter(now))
                .findFirst()
                .orElseGet(() -> keys.entrySet().iterator().next());
    }

    /** The {@code kid} of the signing key of this number; null if there is none. */
    @Nullable
    String signingId(int number) {
        SigningKey key = signing.get(number);
        return key == null ? null : key.id();
    }

    boolean hasSigningKey() {
        return !signing.isEmpty();
    }

    Optional<VerifyingKey> verifying(String id) {
        return Optional.ofNullable(verifying.get(id));
    }

    String published() {
        List<JWK> keys = new ArrayList<>();
        signing.values().forEach(key -> keys.add(key.verifying().published()));
        return new JWKSet(keys).toString(true);
    }

    /** Null if there is no root key of this number. */
    byte @Nullable [] derived(int number, String purpose) {
        byte[] root = roots.get(number);
        if (root == null) {
            return null;
        }
        return derived.computeIfAbsent(
                new Derivation(number, purpose),
                d -> Hkdf.expand(
                        Hkdf.extract(NO_SALT, root), (INFO_PREFIX + d.purpose()).getBytes(UTF_8), KeyRing.KEY_LENGTH));
    }

    /**
     * Whether {@code later} may take this one's place: it shares a number, what it shares is the same, and it signs if
     * this one does.
     */
    boolean continuesIn(KeySet later) {
        if (hasSigningKey() && !later.hasSigningKey()) {
            return false;
        }
        boolean shares = false;
        for (Map.Entry<Integer, byte[]> entry : roots.entrySet()) {
            byte[] other = later.roots.get(entry.getKey());
            if (other != null) {
                if (!MessageDigest.isEqual(entry.getValue(), other)) {
                    return false;
                }
                shares = true;
            }
        }
        return shares;
    }
}
