package dev.doorward.auth.secret;

import java.util.List;
import java.util.UUID;
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

    /** Rows that the ring alone can make anew. */
    static SealedRows resealable(String name, KeyRing ring, IntToLongFunction under, Batches batches) {
        return new ResealableRows(name, ring, under, batches);
    }

    /** What a table does for {@link #resealable}. */
    @FunctionalInterface
    interface Batches {

        /**
         * Makes rows anew under the current key, in a transaction of its own and in the order of their ids. A row that
         * somebody else holds is passed over, so that nobody waits in a circle; one that does not open stays as it is,
         * for whoever reads it to tell that it was tampered with.
         *
         * @param keyNumber the key that the rows are under now
         * @param after the id that all of the rows come after
         * @param atMost how many rows to look at
         */
        Batch reseal(int keyNumber, UUID after, int atMost);
    }

    /** @param seen the ids of all rows that were looked at, also of those that stay as they are */
    record Batch(int resealed, List<UUID> seen) {
        public Batch {
            seen = List.copyOf(seen);
        }
    }

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
