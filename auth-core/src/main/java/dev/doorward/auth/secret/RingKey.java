package dev.doorward.auth.secret;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What may be told of a key.
 *
 * @param signing the {@code kid} of the signing key that came with it; null if none did
 * @param madeAt in whole seconds; {@link Instant#EPOCH} if the file does not say
 * @param usedFrom when new values begin to be made under it; until then it only reads
 * @param current whether new values are made under it now
 */
public record RingKey(int number, @Nullable String signing, Instant madeAt, Instant usedFrom, boolean current) {}
