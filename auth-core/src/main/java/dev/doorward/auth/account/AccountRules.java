package dev.doorward.auth.account;

import dev.doorward.auth.identity.UsernameRules;
import dev.doorward.auth.password.PasswordPolicy;
import java.util.List;

/**
 * What an application demands of accounts.
 *
 * @param usernameOptional whether an account may have an address only
 * @param contextWords words that passwords must not be built around: the application's name and host
 */
public record AccountRules(
        UsernameRules usernames, boolean usernameOptional, PasswordPolicy passwords, List<String> contextWords) {

    public AccountRules {
        contextWords = List.copyOf(contextWords);
    }
}
