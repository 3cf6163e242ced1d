package dev.doorward.auth.login;

import dev.doorward.auth.account.AccountState;
import dev.doorward.auth.account.PasswordGuesses;
import dev.doorward.auth.device.Devices;
import dev.doorward.auth.device.KnownDevice;
import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.password.Asker;
import dev.doorward.auth.throttle.Reservation;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a password may be looked at. Each attempt is counted as wrong before that, against one of three budgets:
 * the browser's where the account knows it, so that nothing anybody else does keeps the owner out; else that of
 * strangers; or that of the account's sessions.
 */
final class PasswordAttempts {
    private final PasswordGuesses guesses;
    private final Devices devices;

    PasswordAttempts(PasswordGuesses guesses, Devices devices) {
        this.guesses = guesses;
        this.devices = devices;
    }

    sealed interface Attempt {}

    /** @param stopped whether waiting does not help */
    record Limited(Duration retryAfter, boolean stopped) implements Attempt {
        LoginResult.Refused refusal() {
            return stopped ? LoginResult.Refused.stopped(retryAfter) : LoginResult.Refused.limited(retryAfter);
        }
    }

    /**
     * @param believed the account, unless no password is to fit
     * @param device whose budget it came out of
     * @param granted out of which budget it came otherwise
     */
    record Admitted(
            Optional<AccountState> believed,
            Asker asker,
            @Nullable KnownDevice device,
            Reservation.@Nullable Granted granted)
            implements Attempt {}

    /** @param device the browser's, if the account knows it */
    Attempt toLogIn(LoginAttempt attempt, Optional<AccountState> account, Optional<KnownDevice> device) {
        Optional<KnownDevice> counted = device.filter(devices::tryOnce);
        if (counted.isPresent()) {
            KnownDevice known = counted.get();
            return new Admitted(account, Asker.known(known.id(), attempt.client()), known, null);
        }
        Reservation reservation = guesses.byStranger(attempt.login(), account, attempt.client());
        return attempt(reservation, account, Asker.stranger(attempt.client()));
    }

    Attempt toConfirm(AccountId account, Optional<AccountState> state, Client client) {
        return attempt(guesses.bySession(account), state, Asker.known(account.value(), client));
    }

    private static Attempt attempt(Reservation reservation, Optional<AccountState> account, Asker asker) {
        if (reservation instanceof Reservation.Granted granted) {
            return new Admitted(granted.mayMatch() ? account : Optional.empty(), asker, null, granted);
        }
        Reservation.Refused refused = (Reservation.Refused) reservation;
        return new Limited(refused.retryAfter(), refused.stopped());
    }

    /** No password was looked at. */
    void giveBack(Admitted admitted) {
        if (admitted.device() != null) {
            devices.giveBack(admitted.device());
        } else if (admitted.granted() != null) {
            guesses.giveBack(admitted.granted());
        }
    }

    /**
     * In the transaction that lets somebody in: a stranger clears what strangers spent, a known browser only its own.
     */
    void succeeded(Handle handle, Admitted admitted, @Nullable String login, AccountId account) {
        if (admitted.device() == null) {
            guesses.forgetStrangers(handle, login, account);
        }
    }

    /** In the transaction that makes a session fresh. */
    void confirmed(Handle handle, AccountId account) {
        guesses.forgetSessions(handle, account);
    }

    /**
     * The code of what a wrong password has led to: that others have to wait, or that there are none any more. It is
     * recorded in the place of that one refusal, and nothing is of those that are turned away afterwards: who floods a
     * login writes nothing, and what is written tells nobody by its time.
     */
    Optional<String> consequence(Admitted admitted) {
        return Optional.ofNullable(admitted.granted()).flatMap(granted -> switch (granted.ifWrong()) {
            case NONE -> Optional.empty();
            case DELAYED -> Optional.of(LoginResult.Refused.RATE_LIMITED);
            case STOPPED -> Optional.of(LoginResult.Refused.TOO_MANY_FAILURES);
        });
    }
}
