package dev.doorward.auth.identity;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The identifier of an account: given once, never changed, never given out again. Names and addresses change; what an
 * application keeps about a person refers to this.
 */
public record AccountId(UUID value) {

    private static final int TEXT_LENGTH = 36;

    public AccountId {
        Objects.requireNonNull(value, "value");
    }

    public static AccountId of(UUID value) {
        return new AccountId(value);
    }

    /** A new identifier, which sorts after those of earlier milliseconds (see {@link Uuid7}). */
    public static AccountId random(Clock clock, SecureRandom random) {
        return new AccountId(Uuid7.next(clock, random));
    }

    /**
     * Reads what {@link #toString} wrote, in either case of letters, and nothing else: not the shortened groups that
     * {@link UUID#fromString} lets pass, so that one account has one spelling in addresses and logs.
     */
    public static Optional<AccountId> parse(@Nullable String text) {
        if (text == null || text.length() != TEXT_LENGTH) {
            return Optional.empty();
        }
        try {
            UUID value = UUID.fromString(text);
            return value.toString().equals(text.toLowerCase(Locale.ROOT))
                    ? Optional.of(new AccountId(value))
                    : Optional.empty();
        } catch (IllegalArgumentException notAnIdentifier) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
