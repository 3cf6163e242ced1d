package dev.doorward.auth.secret;

import java.util.List;
import java.util.UUID;
import java.util.function.IntToLongFunction;

/** Goes through what older keys sealed, a batch at a time and past the rows that do not open. */
final class ResealableRows implements SealedRows {
    private static final int BATCH = 100;
    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private final String name;
    private final KeyRing ring;
    private final IntToLongFunction under;
    private final Batches batches;

    ResealableRows(String name, KeyRing ring, IntToLongFunction under, Batches batches) {
        this.name = name;
        this.ring = ring;
        this.under = under;
        this.batches = batches;
    }

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
        int current = ring.current();
        int resealed = 0;
        for (int number : ring.numbers()) {
            // A newer key is one that other nodes make use of a moment earlier.
            if (number < current) {
                resealed += reseal(number, atMost - resealed);
            }
        }
        return resealed;
    }

    private int reseal(int number, int atMost) {
        int resealed = 0;
        UUID last = BEFORE_ALL;
        while (resealed < atMost) {
            int limit = Math.min(BATCH, atMost - resealed);
            Batch batch = batches.reseal(number, last, limit);
            resealed += batch.resealed();
            List<UUID> seen = batch.seen();
            if (seen.size() < limit) {
                return resealed;
            }
            last = seen.get(seen.size() - 1);
        }
        return resealed;
    }
}
