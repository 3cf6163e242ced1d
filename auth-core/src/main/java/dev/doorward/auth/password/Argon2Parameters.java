package dev.doorward.auth.password;

import java.util.Optional;

/**
 * What one Argon2 hash costs (RFC 9106 section 3.1).
 *
 * @param memoryKib memory in KiB, at least 8 per lane and at most 262144 (256 MiB)
 * @param iterations passes over that memory, at least 1; memory times iterations is at most 2097152 KiB-passes, about a
 *     second of one core
 * @param parallelism lanes, 1 to 16
 */
public record Argon2Parameters(int memoryKib, int iterations, int parallelism) {

    /** OWASP's first choice for Argon2id: 19 MiB, two passes, one lane. */
    public static final Argon2Parameters STANDARD = new Argon2Parameters(19_456, 2, 1);

    static final int MAXIMUM_MEMORY_KIB = 262_144;
    static final int MAXIMUM_WORK = 2_097_152;
    private static final int MAXIMUM_PARALLELISM = 16;
    private static final int MINIMUM_MEMORY_PER_LANE_KIB = 8;

    /** @throws IllegalArgumentException outside the bounds above */
    public Argon2Parameters {
        if (!areWithinBounds(memoryKib, iterations, parallelism)) {
            throw new IllegalArgumentException("Argon2 with m=" + memoryKib + ", t=" + iterations + ", p=" + parallelism
                    + " is out of bounds: 1 <= p <= " + MAXIMUM_PARALLELISM + ", " + MINIMUM_MEMORY_PER_LANE_KIB
                    + "*p <= m <= " + MAXIMUM_MEMORY_KIB + ", 1 <= t, m*t <= " + MAXIMUM_WORK);
        }
    }

    /** The bounds keep a stored or imported hash from asking for all memory, or for a login that lasts minutes. */
    static boolean areWithinBounds(long memoryKib, long iterations, long parallelism) {
        return parallelism >= 1
                && parallelism <= MAXIMUM_PARALLELISM
                && memoryKib >= MINIMUM_MEMORY_PER_LANE_KIB * parallelism
                && memoryKib <= MAXIMUM_MEMORY_KIB
                && iterations >= 1
                && iterations <= MAXIMUM_WORK / memoryKib;
    }

    /** Whether guessing costs as much as under {@link #STANDARD}. Anything less is for tests; production refuses it. */
    public boolean isAtLeastStandard() {
        return !isWeakerThan(STANDARD);
    }

    /** Whether guessing takes less memory or less work. Lanes only share work out and count for nothing here. */
    boolean isWeakerThan(Argon2Parameters other) {
        return memoryKib < other.memoryKib || work() < other.work();
    }

    /** KiB written in all: what the time of a hash is proportional to. */
    int work() {
        return memoryKib * iterations;
    }

    /** What is left to do, after a hash with {@code done}, to have done the work of a hash with these. */
    Optional<Argon2Parameters> without(Argon2Parameters done) {
        int memory = (work() - done.work()) / iterations;
        return memory < MINIMUM_MEMORY_PER_LANE_KIB * parallelism
                ? Optional.empty()
                : Optional.of(new Argon2Parameters(memory, iterations, parallelism));
    }
}
