package dev.doorward.auth.login;

import dev.doorward.auth.account.AccountState;
import dev.doorward.auth.account.AccountStates;
import dev.doorward.auth.identity.AccountId;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * What every kind of evidence must pass before a session is opened or made fresh.
 *
 * <p>Evidence is gathered outside any transaction, because hashing takes long. So the gate looks at the account anew,
 * under a lock that lasts until the session is written: a password, role or standing that changes meanwhile either
 * changed before, and the evidence is refused, or waits, and ends the new session with the others.
 */
final class Gate {
    private final AccountStates accounts;

    Gate(AccountStates accounts) {
        this.accounts = accounts;
    }

    /**
     * Holds the rows of two accounts, where a browser changes from one to the other. In one order, so that two browsers
     * that change in opposite directions do not wait for each other.
     */
    void lockBoth(Handle handle, AccountId one, AccountId other) {
        Stream.of(one, other)
                .distinct()
                .sorted(Comparator.comparing(AccountId::value))
                .forEach(id -> accounts.lock(handle, id));
    }

    /** The account, locked, if it is in good standing and unchanged since the evidence was gathered. */
    Optional<AccountState> admit(Handle handle, Evidence evidence) {
        return accounts.lock(handle, evidence.account())
                .filter(accounts::isOpenToLogin)
                .filter(state -> state.epoch() == evidence.epoch());
    }
}
