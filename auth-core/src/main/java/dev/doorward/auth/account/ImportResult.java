package dev.doorward.auth.account;

import java.util.List;

/** What became of an import. */
public sealed interface ImportResult {

    /** The account exists. */
    record Imported(Account account) implements ImportResult {}

    /** Nothing was written. */
    record Refused(String code, List<Reason> reasons) implements ImportResult {
        public Refused {
            reasons = List.copyOf(reasons);
        }

        static Refused because(List<Reason> reasons) {
            return new Refused(reasons.get(0).code(), reasons);
        }
    }
}
