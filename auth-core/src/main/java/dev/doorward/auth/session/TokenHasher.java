package dev.doorward.auth.session;

import dev.doorward.auth.secret.OpaqueToken;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Hashes cookies for the cache. Every request comes through here, and a new {@code MessageDigest} weighs more than all
 * else a request with a warm cache needs, so a few are kept and lent out: each to one thread at a time, and one is made
 * where none is left.
 */
final class TokenHasher {
    private static final int KEPT = 64;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final AtomicReferenceArray<@Nullable Workspace> kept = new AtomicReferenceArray<>(KEPT);

    /** What one hash needs. The text stays in it until the next one, like any cookie in a request buffer. */
    private static final class Workspace {
        private final MessageDigest sha256 = newSha256();
        private final byte[] text = new byte[OpaqueToken.LENGTH];
        private final byte[] hash = new byte[32];
    }

    /** @return null for a text that is not ASCII, which no token is */
    @Nullable
    TokenDigest hash(String token) {
        int place = (int) Thread.currentThread().getId() & (KEPT - 1);
        Workspace lent = kept.getAndSet(place, null);
        Workspace workspace = lent == null ? new Workspace() : lent;
        TokenDigest digest = isAscii(token, workspace.text) ? hash(workspace) : null;
        kept.lazySet(place, workspace);
        return digest;
    }

    /** Copies the text on the way. */
    private static boolean isAscii(String token, byte[] text) {
        int all = 0;
        for (int i = 0; i < text.length; i++) {
            char c = token.charAt(i);
            all |= c;
            text[i] = (byte) c;
        }
        return all < 0x80;
    }

    private static TokenDigest hash(Workspace workspace) {
        byte[] hash = workspace.hash;
        try {
            workspace.sha256.update(workspace.text);
            workspace.sha256.digest(hash, 0, hash.length);
        } catch (DigestException e) {
            throw new IllegalStateException("a SHA-256 hash has 32 bytes", e);
        }
        return new TokenDigest((long) LONGS.get(hash, 0), (long) LONGS.get(hash, 8), (long) LONGS.get(hash, 16), (long)
                LONGS.get(hash, 24));
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
