package dev.doorward.auth.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.doorward.auth.identity.AccountId;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Sessions read from the database within the last {@link #LIFETIME}.
 *
 * <p>What this node ended is refused at once: the epoch an account moved to and the generation a session moved to are
 * noted after commit and asked on every hit, so an entry that was read before the commit and put after it is not
 * believed either. The notes outlive every such entry, whose life counts from before it was read. Other nodes follow
 * within the lifetime.
 */
final class SessionCache {
    static final Duration LIFETIME = Duration.ofSeconds(5);

    private static final long LIFETIME_MILLIS = LIFETIME.toMillis();
    private static final Duration NOTES_KEPT = Duration.ofMinutes(10);
    private static final int ENDED = Integer.MAX_VALUE;

    private final Cache<TokenDigest, Entry> entries =
            Caffeine.newBuilder().maximumSize(50_000).expireAfterWrite(LIFETIME).build();
    private final Cache<AccountId, Integer> epochs =
            Caffeine.newBuilder().expireAfterWrite(NOTES_KEPT).build();
    private final Cache<UUID, Integer> generations =
            Caffeine.newBuilder().expireAfterWrite(NOTES_KEPT).build();

    /**
     * @param readAt milliseconds, taken before the database was asked
     * @param endsAt milliseconds; idle or absolute, whichever comes first
     */
    private record Entry(SessionTable.Row row, long readAt, long endsAt) {}

    SessionTable.@Nullable Row find(TokenDigest token, long now) {
        Entry entry = entries.getIfPresent(token);
        if (entry == null || now < entry.readAt || now - entry.readAt >= LIFETIME_MILLIS || now >= entry.endsAt) {
            return null;
        }
        return isCurrent(entry.row.session()) ? entry.row : null;
    }

    void put(TokenDigest token, SessionTable.Row row, long readAt, long endsAt) {
        entries.put(token, new Entry(row, readAt, endsAt));
    }

    void moved(AccountId account, int epoch) {
        epochs.asMap().merge(account, epoch, Math::max);
    }

    void renewed(UUID session, int generation) {
        generations.asMap().merge(session, generation, Math::max);
    }

    void ended(UUID session) {
        renewed(session, ENDED);
    }

    private boolean isCurrent(Session session) {
        Integer epoch = epochs.getIfPresent(session.account());
        if (epoch != null && epoch > session.epoch()) {
            return false;
        }
        Integer generation = generations.getIfPresent(session.id());
        return generation == null || generation <= session.generation();
    }
}
