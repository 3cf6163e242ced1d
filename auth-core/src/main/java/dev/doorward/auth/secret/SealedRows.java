package dev.doorward.auth.secret;

import java.util.function.IntToLongFunction;

/**
 * Rows of one kind that cannot be read without the key they were made under. Whoever keeps such rows gives one of
 * these, so that no key is removed that they still need, and old keys become free.
 *
 * <p>All methods open their own transactions and may be called on several nodes at once.
 */
public interface SealedRows {

    /** What is counted, in the plural and for people: {@code passwords}. */
    String name();

    /** How many rows need the key of this number. */
    long under(int keyNumber);

    /**
     * Makes rows anew under the current key that need an older one, as far as that can be done without their owner.
     *
     * @return how many; fewer than {@code atMost} if no more can be done
     */
    int reseal(int atMost);

    /** Rows that are gone before long, or that only their owner's token could make anew: they are counted, and wait. */
    static SealedRows counted(String name, IntToLongFunction under) {
        return new SealedRows() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public long under(int keyNumber) {
                return under.applyAsLong(keyNumber);
            }

            @Override
            public int reseal(int atMost) {
                return 0;
            }
        };
    }
}
