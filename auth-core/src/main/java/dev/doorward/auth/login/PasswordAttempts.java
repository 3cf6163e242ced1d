package dev.doorward.auth.login;

import dev.doorward.auth.account.AccountState;
import dev.doorward.auth.account.PasswordGuesses;
import dev.doorward.auth.device.Devices;
import dev.doorward.auth.device.KnownDevice;
import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.password.Asker;
import dev.doorward.auth.throttle.Reservation;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
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
     * @param believed the account, unless no password is to match
     * @param budget which it came out of
     */
    record Admitted(Optional<AccountState> believed, Asker asker, Budget budget) implements Attempt {}

    sealed interface Budget {}

    record OfDevice(KnownDevice device) implements Budget {}

    /** One that the throttle keeps; that it is spent is recorded, by {@link #consequence}. */
    sealed interface Reserved extends Budget {
        Reservation.Granted granted();
    }

    /** @param login what was typed, whose count is cleared with the account's */
    record OfStrangers(@Nullable String login, Reservation.Granted granted) implements Reserved {}

    record OfSessions(Reservation.Granted granted) implements Reserved {}

    /** @param device the browser's, if the account knows it */
    Attempt toLogIn(LoginAttempt attempt, Optional<AccountState> account, Optional<KnownDevice> device) {
        Optional<Duration> wait = device.flatMap(guesses::takeKnown);
        if (wait.isPresent()) {
            return new Limited(wait.get(), false);
        }
        Optional<KnownDevice> counted = device.filter(devices::tryOnce);
        if (counted.isPresent()) {
            KnownDevice known = counted.get();
            return new Admitted(account, Asker.known(known.account()), new OfDevice(known));
        }
        return attempt(
                guesses.byStranger(attempt.login(), account, attempt.client()),
                account,
                Asker.stranger(attempt.client()),
                granted -> new OfStrangers(attempt.login(), granted));
    }

    Attempt toConfirm(AccountId account, Optional<AccountState> state) {
        return attempt(guesses.bySession(account), state, Asker.known(account), OfSessions::new);
    }

    private static Attempt attempt(
            Reservation reservation,
            Optional<AccountState> account,
            Asker asker,
            Function<Reservation.Granted, Budget> budget) {
        if (reservation instanceof Reservation.Granted granted) {
            return new Admitted(granted.mayMatch() ? account : Optional.empty(), asker, budget.apply(granted));
        }
        Reservation.Refused refused = (Reservation.Refused) reservation;
        return new Limited(refused.retryAfter(), refused.stopped());
    }

    /** No password was looked at. */
    void giveBack(Admitted admitted) {
        if (admitted.budget() instanceof OfDevice of) {
            devices.giveBack(of.device());
        } else if (admitted.budget() instanceof Reserved reserved) {
            guesses.giveBack(reserved.granted());
        }
    }

    /**
     * In the transaction that lets somebody in, or makes a session fresh: clears the one budget that the attempt came
     * out of. That of a known browser is cleared by its new token ({@link Devices#issue}).
     */
    void succeeded(Handle handle, Admitted admitted, AccountId account) {
        if (admitted.budget() instanceof OfStrangers strangers) {
            guesses.forgetStrangers(handle, strangers.login(), account);
        } else if (admitted.budget() instanceof OfSessions) {
            guesses.forgetSessions(handle, account);
        }
    }

    /**
     * The code of what a wrong password has led to: that others have to wait, or that there are none any more. It is
     * recorded in the place of that one refusal, and nothing is of those that are turned away afterwards: who floods a
     * login writes nothing, and what is written tells nobody by its time.
     */
    Optional<String> consequence(Admitted admitted) {
        if (!(admitted.budget() instanceof Reserved reserved)) {
            return Optional.empty();
        }
        return switch (reserved.granted().ifWrong()) {
            case NONE -> Optional.empty();
            case DELAYED -> Optional.of(LoginResult.Refused.RATE_LIMITED);
            case STOPPED -> Optional.of(LoginResult.Refused.TOO_MANY_FAILURES);
        };
    }
}
