package dev.doorward.auth.account;

import dev.doorward.auth.audit.FieldRefusal;
import java.util.List;
import java.util.Map;

/** Carries the reasons of a refusal out of a transaction, which must roll back. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Reason> reasons;

    private Refusal(List<Reason> reasons) {
        super("refused", null, false, false);
        this.reasons = List.copyOf(reasons);
    }

    /** Somebody else has it, or it is kept for somebody. */
    static Refusal taken(String constraint) {
        return new Refusal(List.of(AccountForm.takenBy(constraint)));
    }

    static Refusal byApplication(List<FieldRefusal> refusals) {
        return new Refusal(refusals.stream()
                .map(refusal -> new Reason(refusal.field(), refusal.code(), Map.of("message", refusal.message())))
                .toList());
    }

    List<Reason> reasons() {
        return reasons;
    }
}
