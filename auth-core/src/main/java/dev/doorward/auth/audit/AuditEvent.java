package dev.doorward.auth.audit;

import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Client;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened, made by {@link AuditLog#event}.
 *
 * @param account whom it concerns; null where nobody is known, as when a login name is nobody's
 * @param client who asked for it
 * @param code why it was refused, a stable code of at most 40 of {@code a-z 0-9 _}; empty if it was not
 * @param detail what more there is to say for people, such as the role that was granted: one line of at most 200
 *     characters, never a secret, never an address of mail. Empty where no account is known, so that what a stranger
 *     typed cannot end up here
 * @param extra the fields of a registration that are the application's own; told, never stored
 * @param at when; of a summed-up refusal the last time
 * @param count how often, 1 but for refusals that were summed up
 */
public record AuditEvent(
        UUID id,
        AuditType type,
        @Nullable AccountId account,
        Client client,
        String code,
        String detail,
        Map<String, String> extra,
        Instant at,
        int count) {

    private static final int LONGEST_DETAIL = 200;
    private static final Pattern CODE = Pattern.compile("[a-z0-9_]{0,40}");
    private static final Pattern NOT_OF_A_LINE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    /** @throws IllegalArgumentException for a code that is none, and for a detail without an account */
    public AuditEvent {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(client, "client");
        Objects.requireNonNull(at, "at");
        if (!CODE.matcher(code).matches()) {
            throw new IllegalArgumentException("A code is at most 40 of a-z, 0-9 and _");
        }
        if (account == null && !detail.isEmpty()) {
            throw new IllegalArgumentException("An event that concerns no account has no detail");
        }
        detail = NOT_OF_A_LINE
                .matcher(detail.substring(0, Math.min(detail.length(), LONGEST_DETAIL)))
                .replaceAll("?");
        extra = Map.copyOf(extra);
    }

    /** The same, refused for a reason. */
    public AuditEvent withCode(String code) {
        return new AuditEvent(id, type, account, client, code, detail, extra, at, count);
    }

    /** The same with something to say. */
    public AuditEvent withDetail(String detail) {
        return new AuditEvent(id, type, account, client, code, detail, extra, at, count);
    }

    /** The same with a registration's extra fields. */
    public AuditEvent withExtra(Map<String, String> extra) {
        return new AuditEvent(id, type, account, client, code, detail, extra, at, count);
    }
}
