package dev.doorward.auth.account;

import dev.doorward.auth.identity.EmailAddress;
import dev.doorward.auth.identity.Username;
import dev.doorward.auth.identity.UsernameRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Turns what somebody typed into checked values, and collects everything that is wrong with it. */
final class AccountForm {
    private final AccountRules rules;
    private final List<Reason> reasons = new ArrayList<>();

    AccountForm(AccountRules rules) {
        this.rules = rules;
    }

    /** Empty also where no username is wanted; {@link #isRefused} tells. */
    Optional<Username> username(@Nullable String typed) {
        if (rules.usernameOptional() && (typed == null || typed.isBlank())) {
            return Optional.empty();
        }
        UsernameRules.Result result = rules.usernames().check(typed);
        if (result instanceof UsernameRules.Accepted accepted) {
            return Optional.of(accepted.username());
        }
        refuse(new Reason(
                "username",
                ((UsernameRules.Refused) result).code(),
                Map.of("minimum", UsernameRules.MINIMUM_LENGTH, "maximum", UsernameRules.MAXIMUM_LENGTH)));
        return Optional.empty();
    }

    Optional<EmailAddress> email(@Nullable String typed) {
        Optional<EmailAddress> address = EmailAddress.parse(typed);
        if (address.isEmpty()) {
            refuse(Reason.of("email", typed == null || typed.isBlank() ? "email_required" : "email_invalid"));
        }
        return address;
    }

    /** @param names the account's own, which a password must not be built around */
    void password(@Nullable String typed, @Nullable String... names) {
        List<String> known = Stream.of(names).filter(Objects::nonNull).toList();
        rules.passwords()
                .check(typed == null ? "" : typed, known)
                .forEach(problem -> refuse(new Reason("password", problem.code(), problem.arguments())));
    }

    void taken(String constraint) {
        refuse(takenBy(constraint));
    }

    static Reason takenBy(String constraint) {
        return constraint.equals(AccountTable.EMAIL_TAKEN)
                ? Reason.of("email", "email_taken")
                : Reason.of("username", "username_taken");
    }

    void refuse(Reason reason) {
        reasons.add(reason);
    }

    boolean isRefused() {
        return !reasons.isEmpty();
    }

    List<Reason> reasons() {
        return List.copyOf(reasons);
    }
}
