package dev.doorward.auth.account;

import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.EmailAddress;
import dev.doorward.auth.identity.UsernameRules;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Accounts as the gate needs them: by what somebody typed, and locked while it decides. Not handed out. */
public final class AccountStates {
    private final AccountTable table = new AccountTable();
    private final UsernameRules usernames;
    private final EmailVerification emailVerification;

    public AccountStates(UsernameRules usernames, EmailVerification emailVerification) {
        this.usernames = usernames;
        this.emailVerification = emailVerification;
    }

    /**
     * Whether anybody may log in to the account: it is active, and its address is proved where it must be. An account
     * without an address, as an import may make one, has nothing to prove.
     */
    public boolean isOpenToLogin(AccountState state) {
        Account account = state.account();
        return state.isActive()
                && (emailVerification == EmailVerification.OPTIONAL
                        || account.emailVerified()
                        || account.email() == null);
    }

    /** The account whose username or address somebody typed; a username never looks like an address. */
    public Optional<AccountState> find(Handle handle, @Nullable String login) {
        if (login == null) {
            return Optional.empty();
        }
        if (login.indexOf('@') < 0) {
            return usernames.key(login).flatMap(key -> table.findByUsername(handle, key));
        }
        return EmailAddress.parse(login).flatMap(address -> table.findByEmail(handle, address.key()));
    }

    public Optional<AccountState> find(Handle handle, AccountId id) {
        return table.find(handle, id);
    }

    /** Reads the account and holds its row until the transaction ends: nothing about it changes meanwhile. */
    public Optional<AccountState> lock(Handle handle, AccountId id) {
        return table.lock(handle, id);
    }
}
