package dev.doorward.auth.secret;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes the file of a ring while processes use it.
 *
 * <p>Guaranteed: the file is the old one or the new one at every moment, keeps its owner, and of changes at the same
 * time none is lost. Every message of a {@link KeyRingException} says why and what to do.
 */
public final class KeyRotation {

    private final KeyRingFile file;
    private final SecureRandom random;
    private final Clock clock;

    public KeyRotation(Path file, SecureRandom random, Clock clock) {
        this.file = new KeyRingFile(file, random);
        this.random = random;
        this.clock = clock;
    }

    /**
     * The keys, ascending.
     *
     * @throws KeyRingException if the file cannot be read or used
     */
    public List<RingKey> keys() {
        KeySet keys = file.read();
        return keys.numbers().stream().map(number -> describe(keys, number)).toList();
    }

    private RingKey describe(KeySet keys, int number) {
        return new RingKey(
                number,
                keys.signingId(number),
                keys.madeAt(number),
                keys.usedFrom(number),
                number == keys.current(clock.instant()));
    }

    /**
     * Adds a root key and a signing key under the next number. They read and verify from the moment a process sees
     * them, and seal and sign ten minutes after they were made.
     *
     * @return the new key
     * @throws KeyRingException if the file cannot be read or changed, or the newest key is not in use yet
     */
    public RingKey rotate() {
        return add(clock.instant());
    }

    /**
     * As {@link #rotate}, but the new keys are in use at once, because somebody else may have the older ones. A node
     * that does not share this file answers 503 to what the others make, until it has a copy.
     */
    public RingKey rotateAtOnce() {
        return add(clock.instant().minus(KeySet.LEARNING));
    }

    private RingKey add(Instant madeAt) {
        Instant now = clock.instant();
        file.change(jwks -> {
            KeySet keys = file.read();
            int newest = jwks.stream().mapToInt(file::number).max().orElseThrow();
            if (keys.current(now) != newest) {
                throw new KeyRingException("Key " + newest + " is new already and will be in use from "
                        + keys.usedFrom(newest) + ". Remedy: rotate again after that, if you have to.");
            }
            jwks.addAll(Generation.make(newest + 1, random, madeAt));
        });
        List<RingKey> keys = keys();
        return keys.get(keys.size() - 1);
    }

    /**
     * Removes a root key and its signing key. What they signed is no longer believed.
     *
     * @param rows everything that may have been made under the key
     * @throws KeyRingException if the file cannot be read or changed, or there is no such key, or it is or was lately
     *     in use, or rows still need it
     */
    public void remove(int number, List<SealedRows> rows) {
        Instant now = clock.instant();
        file.change(jwks -> {
            refuseIfInUse(file.read(), number, now);
            refuseIfNeeded(number, rows);
            jwks.removeIf(jwk -> file.number(jwk) == number);
        });
    }

    private static void refuseIfInUse(KeySet keys, int number, Instant now) {
        int current = keys.current(now);
        if (!keys.holds(number)) {
            throw new KeyRingException("There is no key " + number + ". Remedy: name one of " + keys.numbers() + ".");
        }
        if (number == current) {
            throw new KeyRingException("Key " + number + " is the one in use. Remedy: run keys rotate, and remove it"
                    + " when nothing needs it any more.");
        }
        if (number > current) {
            throw new KeyRingException("Key " + number + " will be in use from " + keys.usedFrom(number)
                    + ", and some node may be ahead. Remedy: let it come into use, and rotate again if you do not"
                    + " want it.");
        }
        // A node whose clock is behind, or that has not seen the new key, still makes use of the old one.
        Instant over = keys.usedFrom(current).plus(KeySet.LEARNING);
        if (now.isBefore(over)) {
            throw new KeyRingException("Key " + number + " was in use a moment ago, and on some node may still be."
                    + " Remedy: try again after " + over + ".");
        }
    }

    private static void refuseIfNeeded(int number, List<SealedRows> rows) {
        List<String> needed = new ArrayList<>();
        for (SealedRows some : rows) {
            long count = some.under(number);
            if (count > 0) {
                needed.add(count + " " + some.name());
            }
        }
        if (!needed.isEmpty()) {
            throw new KeyRingException(
                    "Key " + number + " is still needed by " + String.join(", ", needed) + ". Remedy: what can be"
                            + " sealed anew is, in the background, and logins end by themselves; try again later.");
        }
    }
}
