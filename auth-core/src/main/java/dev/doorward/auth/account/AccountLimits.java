package dev.doorward.auth.account;

import dev.doorward.auth.device.Devices;
import dev.doorward.auth.device.KnownDevice;
import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.identity.EmailAddress;
import dev.doorward.auth.store.Database;
import dev.doorward.auth.throttle.LimitName;
import dev.doorward.auth.throttle.Subject;
import dev.doorward.auth.throttle.Throttle;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How often somebody may knock who need not be logged in: register, or have a mail sent, by where they ask from and by
 * the address they type.
 *
 * <p>Who asks too often from one network is told so, and how long to wait. That an address has got enough is told to
 * nobody: the answer is the usual one, and no mail is written. Else whoever types somebody's address would learn from
 * an answer that its owner, or anybody else, has just done the same.
 *
 * <p>No budget of an address is a weapon against its owner. The browsers that an account knows share one of their own,
 * once its address is proved: before, whoever registered it may be anybody. For everybody else each door's is spent by
 * mails of that very door, so whoever spends that of a forgotten password has sent its owner links that set one: five
 * at once, and by then one each twelve minutes, of which each lives thirty.
 *
 * <p>Safe for use by many threads. Each call commits what it takes, so none is to be made within a transaction.
 */
public final class AccountLimits {
    private final Database database;
    private final AccountTable accounts = new AccountTable();
    private final Devices devices;
    private final Throttle throttle;
    private final Clock clock;
    private final SecureRandom random;

    /** Wired by {@link dev.doorward.auth.Doorward}. */
    public AccountLimits(Database database, Devices devices, Throttle throttle, Clock clock, SecureRandom random) {
        this.database = database;
        this.devices = devices;
        this.throttle = throttle;
        this.clock = clock;
        this.random = random;
    }

    /** Whether somebody may ask. */
    public sealed interface Admission {}

    /** They may, and it is counted. Only {@link AccountLimits} makes one. */
    public static final class Admitted implements Admission {
        private final boolean mayMail;

        private Admitted(boolean mayMail) {
            this.mayMail = mayMail;
        }

        /** Whether a mail may be written; where not, all else has to be as if nobody had the address. */
        public boolean mayMail() {
            return mayMail;
        }
    }

    public record Limited(Duration retryAfter) implements Admission {}

    /**
     * Counts a request for a mail to an address, by the same statements whether or not anybody has it.
     *
     * @param door {@code RESET}, {@code RESEND} or {@code LOGIN_LINK}
     * @param typed whatever somebody typed
     */
    public Admission admitMail(LimitName door, @Nullable String typed, Client client) {
        // What is no address is one that nobody has.
        String address = EmailAddress.parse(typed).map(EmailAddress::key).orElse("");
        Optional<AccountId> owner = ownerAt(address, client);
        Optional<Duration> wait =
                throttle.take(door, owner.map(Subject::account).orElseGet(() -> Subject.network(client)));
        if (wait.isPresent()) {
            return new Limited(wait.get());
        }
        return new Admitted(owner.isPresent() || mayGet(door, address));
    }

    /** @return how long a network has to wait that asks to register too often */
    Optional<Duration> takeRegistration(Client client) {
        return throttle.take(LimitName.REGISTRATION, Subject.network(client));
    }

    /** @return how long an account has to wait that asks for a new address too often */
    Optional<Duration> takeEmailChange(AccountId account) {
        return throttle.take(LimitName.EMAIL_CHANGE, Subject.account(account));
    }

    /** @return how long an account has to wait that asks for a new name too often, whether or not it got one */
    Optional<Duration> takeUsernameChange(AccountId account) {
        return throttle.take(LimitName.USERNAME_CHANGE, Subject.account(account));
    }

    /**
     * Whether a mail that asks to prove an address may be written; never told to whoever typed it. Such a mail goes to
     * any address at all, so those that most providers take to one mailbox are counted together too.
     */
    boolean mayProve(EmailAddress address) {
        boolean mailboxMay = throttle.takeSilently(Subject.mailbox(address), LimitName.RESEND);
        return mayGet(LimitName.RESEND, address.key()) && mailboxMay;
    }

    /**
     * The mails to an address that anybody can cause are counted together too, so that the doors do not add up: all but
     * those of a forgotten password, which must be to be had when the others are spent.
     */
    private boolean mayGet(LimitName door, String address) {
        Subject subject = Subject.identifier(address);
        return door == LimitName.RESET
                ? throttle.takeSilently(subject, door)
                : throttle.takeSilently(subject, door, LimitName.MAILS);
    }

    /** The account that has proved the address, if it knows the browser. */
    private Optional<AccountId> ownerAt(String address, Client client) {
        return database.read(handle -> {
            Optional<Account> account = accounts.findByEmail(handle, address).map(AccountState::account);
            AccountId id = account.map(Account::id).orElseGet(() -> AccountId.random(clock, random));
            Optional<KnownDevice> device = devices.find(handle, id, client);
            return account.filter(found -> found.emailVerified() && device.isPresent())
                    .map(Account::id);
        });
    }
}
