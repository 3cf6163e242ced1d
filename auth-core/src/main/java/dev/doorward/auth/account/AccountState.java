package dev.doorward.auth.account;

/**
 * An account together with its epoch.
 *
 * @param epoch evidence gathered under another one is stale
 */
public record AccountState(Account account, int epoch) {

    public boolean isActive() {
        return account.status() == Account.Status.ACTIVE;
    }
}
