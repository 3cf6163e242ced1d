package dev.doorward.demo;

import dev.doorward.auth.account.Account;
import java.util.List;

/** How the administrator's pages speak of an account. */
final class AccountNames {
    private AccountNames() {}

    /** The username, else the address, else the id: a closed account may have lost both. */
    static String of(Account account) {
        if (account.username() != null) {
            return account.username();
        }
        return account.email() != null ? account.email() : account.id().toString();
    }

    static String standing(Account account) {
        return switch (account.status()) {
            case ACTIVE -> "Active";
            case DISABLED -> "Disabled";
            case CLOSED -> "Closed";
        };
    }

    static List<String> sortedRoles(Account account) {
        return account.roles().stream().sorted().toList();
    }
}
