package dev.doorward.auth.password;

import static java.nio.charset.StandardCharsets.US_ASCII;

import de.mkammerer.argon2.Argon2Factory.Argon2Types;
import de.mkammerer.argon2.Argon2Version;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a hash costs on this machine.
 *
 * @param time of one hash, computed alone
 */
public record HashCost(Argon2Parameters parameters, Duration time) {
    private static final int TIMES = 5;
    private static final int MEBIBYTE_KIB = 1024;

    /**
     * Measures: the median of five, after one that is not counted.
     *
     * @throws IllegalStateException if the native Argon2 library does not work on this machine, or has no memory left
     */
    public static HashCost measure(Argon2Parameters parameters) {
        NativeArgon2 argon2 = new NativeArgon2();
        byte[] password = "what it takes to hash this".getBytes(US_ASCII);
        byte[] salt = new byte[Argon2Hash.SALT_LENGTH];
        long[] nanos = new long[TIMES + 1];
        for (int i = 0; i <= TIMES; i++) {
            long start = System.nanoTime();
            argon2.hash(Argon2Types.ARGON2id, Argon2Version.V13, parameters, password, salt, Argon2Hash.TAG_LENGTH);
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos, 1, nanos.length);
        return new HashCost(parameters, Duration.ofNanos(nanos[1 + TIMES / 2]));
    }

    /**
     * The dearest parameters of one lane whose hash would take no longer, as far as the time is proportional to the
     * memory times the passes. They take as much memory as they may with two passes, which costs who guesses most, and
     * more passes only where memory is short.
     *
     * @param memoryKib which one hash may take
     * @return nothing if not even the standard would fit
     */
    public Optional<Argon2Parameters> within(Duration budget, long memoryKib) {
        Argon2Parameters standard = Argon2Parameters.STANDARD;
        double nanosPerKib = (double) time.toNanos() / parameters.work();
        long work = Math.min((long) (budget.toNanos() / nanosPerKib), Argon2Parameters.MAXIMUM_WORK);
        long memory = Math.min(Math.min(work / standard.iterations(), memoryKib), Argon2Parameters.MAXIMUM_MEMORY_KIB);
        memory -= memory % MEBIBYTE_KIB;
        if (memory < standard.memoryKib() || work < standard.work()) {
            return Optional.empty();
        }
        return Optional.of(new Argon2Parameters((int) memory, (int) (work / memory), 1));
    }
}
