package dev.doorward.auth.account;

import dev.doorward.auth.device.Devices;
import dev.doorward.auth.device.KnownDevice;
import dev.doorward.auth.identity.AccountId;
import dev.doorward.auth.identity.Client;
import dev.doorward.auth.identity.EmailAddress;
import dev.doorward.auth.mail.MailTemplate;
import dev.doorward.auth.store.Database;
import dev.doorward.auth.throttle.Budget;
import dev.doorward.auth.throttle.LimitName;
import dev.doorward.auth.throttle.Subject;
import dev.doorward.auth.throttle.Throttle;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
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
 * once its address is proved: before, whoever registered it may be anybody. For everybody else there is one for each
 * kind of mail, which only mails of that very kind spend, and none that was not written. So whoever spends that of a
 * forgotten password has sent its owner links that set one: five at once, and by then one each twelve minutes, of which
 * each lives thirty; and whoever spends that of a registration has sent links that make the account its reader's.
 *
 * <p>Safe for use by many threads. What a call takes without a handle is committed, so none is to be made within a
 * transaction; what takes a handle counts a mail in the transaction that writes it.
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

    /** They may, and it is counted where they are. Only {@link AccountLimits} makes one. */
    public final class Admitted implements Admission {
        private final String address;
        private final boolean owner;

        private Admitted(String address, boolean owner) {
            this.address = address;
            this.owner = owner;
        }

        /** The key of what was typed; empty where that is no address, and so one that nobody has. */
        public String address() {
            return address;
        }

        /**
         * Whether a mail may be written; where not, all else has to be as if nobody had the address. To be asked once,
         * and also where there is none to write: who asked does not learn which it was, and nothing is spent.
         */
        public boolean mayMail(Handle handle, MailTemplate mail, boolean wanted) {
            return owner ? wanted : AccountLimits.this.mayMail(handle, mail, address, wanted);
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
        return new Admitted(address, owner.isPresent());
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
     * Whether a mail that strangers ask for may be written, which none of them is told; by the same statements whether
     * or not it may, or is wanted at all, and for {@code ALREADY_REGISTERED} by those of the mail whose place it takes.
     */
    boolean mayMail(Handle handle, MailTemplate mail, String address, boolean wanted) {
        Stream<Subject> subjects = Stream.concat(
                Stream.of(Subject.recipient(mail.name(), address)),
                goesAnywhere(mail) ? Subject.mailbox(mail.name(), address).stream() : Stream.empty());
        Budget[] budgets = subjects.flatMap(subject -> limits(mail).stream().map(name -> new Budget(name, subject)))
                .toArray(Budget[]::new);
        return throttle.takeSilently(handle, wanted, budgets);
    }

    /** To whatever was typed, rather than to an account's address alone; or takes the place of one that does. */
    private static boolean goesAnywhere(MailTemplate mail) {
        return mail == MailTemplate.VERIFY_EMAIL
                || mail == MailTemplate.CONFIRM_EMAIL
                || mail == MailTemplate.ALREADY_REGISTERED;
    }

    private static List<LimitName> limits(MailTemplate mail) {
        return switch (mail) {
            // Is to be had at any time, whatever was asked for this day.
            case RESET_PASSWORD -> List.of(LimitName.RESET);
            case LOGIN_LINK -> List.of(LimitName.LOGIN_LINK, LimitName.MAILS);
            case CONFIRM_EMAIL -> List.of(LimitName.EMAIL_CHANGE, LimitName.MAILS);
            case VERIFY_EMAIL, ALREADY_REGISTERED -> List.of(LimitName.RESEND, LimitName.MAILS);
            default -> throw new IllegalArgumentException(mail + " is for nobody to ask for");
        };
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
