package dev.doorward.auth.account;

import dev.doorward.auth.identity.EmailAddress;
import dev.doorward.auth.mail.MailTemplate;
import dev.doorward.auth.throttle.Budget;
import dev.doorward.auth.throttle.LimitName;
import dev.doorward.auth.throttle.Subject;
import dev.doorward.auth.throttle.Throttle;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Whom something is told that was done with an account.
 *
 * <p>Nobody at an address that is not proved: whoever registered may have named a stranger's, and would have us write
 * there what they typed as often as they like. And of each kind no more than is of use, so that nobody who got into an
 * account buries what its owner was told first. What is counted is what was told, whatever has been ended or removed
 * since. The history of the account says it all the same.
 *
 * <p>Safe for use by many threads.
 */
public final class Notices {
    private final Throttle throttle;

    /** Wired by {@link dev.doorward.auth.Doorward}. */
    public Notices(Throttle throttle) {
        this.throttle = throttle;
    }

    /**
     * Where a notice is to go, which is counted.
     *
     * @param handle of the transaction that writes the notice, and holds the account's row
     * @return empty if nobody is to be told
     */
    public Optional<EmailAddress> recipient(Handle handle, Account account, MailTemplate notice) {
        Optional<EmailAddress> proved = Optional.ofNullable(account.email())
                .filter(email -> account.emailVerified())
                .map(EmailAddress::stored);
        boolean mayTell = throttle.takeSilently(
                handle, proved.isPresent(), new Budget(LimitName.NOTICES, Subject.notice(account.id(), notice.name())));
        return proved.filter(email -> mayTell);
    }
}
