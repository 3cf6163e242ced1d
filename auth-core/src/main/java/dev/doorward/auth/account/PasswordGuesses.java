package dev.doorward.auth.account;

import dev.doorward.auth.device.KnownDevice;
import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.identity.EmailAddress;
import dev.doorward.auth.identity.UsernameRules;
import dev.doorward.auth.throttle.LimitName;
import dev.doorward.auth.throttle.Reservation;
import dev.doorward.auth.throttle.Subject;
import dev.doorward.auth.throttle.Throttle;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Counts what is tried against an account's password.
 *
 * <p>Strangers are counted by the name they typed, whether or not anybody has it, and by the account it names, if it
 * names one. So a name that is nobody's is answered, and costs, what others are and do; and whoever spends an account's
 * budget under one of its names cannot go on under the other, and is not told why.
 */
public final class PasswordGuesses {
    private final Throttle throttle;
    private final UsernameRules usernames;

    public PasswordGuesses(Throttle throttle, UsernameRules usernames) {
        this.throttle = throttle;
        this.usernames = usernames;
    }

    /** An attempt to log in from a browser that the account does not know. */
    public Reservation byStranger(@Nullable String login, Optional<AccountState> account, Client client) {
        return throttle.reserveLogin(Subject.network(client), identifier(login), budget(login, account));
    }

    /**
     * Takes one of a known browser's attempts, of which the right ones are limited too: its device counts the wrong
     * ones. By the browser and not by the account, or whoever got hold of a copy of one would spend them for all.
     *
     * @return empty if it was taken, else how long until one is left
     */
    public Optional<Duration> takeKnown(KnownDevice device) {
        return throttle.take(LimitName.LOGIN, Subject.device(device.id()));
    }

    /** An attempt by whoever has a session of the account. */
    public Reservation bySession(AccountId account) {
        return throttle.reserveConfirmation(Subject.account(account));
    }

    /** No password was looked at. */
    public void giveBack(Reservation.Granted granted) {
        throttle.giveBack(granted);
    }

    /** A stranger had the right password: forgets the failures of the name they typed and of the account alone. */
    public void forgetStrangers(Handle handle, @Nullable String login, AccountId account) {
        throttle.clear(handle, LimitName.LOGIN_FAILURES, identifier(login), Subject.account(account));
    }

    /** Somebody logged in had the right password. */
    public void forgetSessions(Handle handle, AccountId account) {
        throttle.clear(handle, LimitName.CONFIRM, Subject.account(account));
    }

    /** The account's address was proved, or an administrator says so: forgets everything, also what had stopped. */
    public void forgetAll(Handle handle, Account account) {
        Subject[] names = Stream.of(
                        Optional.of(Subject.account(account.id())),
                        Optional.ofNullable(account.username()).map(this::identifier),
                        Optional.ofNullable(account.email()).map(this::identifier))
                .flatMap(Optional::stream)
                .toArray(Subject[]::new);
        throttle.clear(handle, LimitName.LOGIN_FAILURES, names);
        forgetSessions(handle, account.id());
    }

    private Subject identifier(@Nullable String login) {
        return Subject.identifier(canonical(login));
    }

    private Subject budget(@Nullable String login, Optional<AccountState> account) {
        return account.map(state -> Subject.account(state.account().id()))
                .orElseGet(() -> Subject.nobody(canonical(login)));
    }

    /**
     * One text for all spellings that find one account, as {@link AccountStates#find} reads them (django-allauth 2020:
     * a name in another case had a budget of its own). What can be nobody's name stands for itself, with a blank that
     * no name has.
     */
    private String canonical(@Nullable String login) {
        String typed = login == null ? "" : login;
        Optional<String> key = typed.indexOf('@') < 0
                ? usernames.key(typed)
                : EmailAddress.parse(typed).map(EmailAddress::key);
        return key.orElse("no name " + typed);
    }
}
