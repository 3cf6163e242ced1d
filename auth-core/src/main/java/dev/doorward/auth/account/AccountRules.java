package dev.doorward.auth.account;

import dev.doorward.auth.identity.UsernameRules;
import dev.doorward.auth.password.PasswordPolicy;

/**
 * What an application demands of accounts.
 *
 * @param usernameOptional whether an account may have an address only
 * @param emailVerification whether an address must be proved before there is an account
 */
public record AccountRules(
        UsernameRules usernames,
        boolean usernameOptional,
        PasswordPolicy passwords,
        EmailVerification emailVerification) {}
