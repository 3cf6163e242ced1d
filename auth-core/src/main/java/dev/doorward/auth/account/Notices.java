package dev.doorward.auth.account;

import dev.doorward.auth.identity.EmailAddress;
import dev.doorward.auth.mail.MailTemplate;
import dev.doorward.auth.throttle.Budget;
import dev.doorward.auth.throttle.LimitName;
import dev.doorward.auth.throttle.Subject;
import dev.doorward.auth.throttle.Throttle;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * Whom something is told that was done with an account.
 *
 * <p>Of each kind no more than is of use, so that nobody who got into an account buries what its owner was told first.
 * What is counted is what was told, whatever has been ended or removed since. Whoever registered may have named a
 * stranger's address; so one that is not proved gets nothing that somebody typed, and no more for being named by
 * several accounts. The history of an account says it all.
 *
 * <p>Safe for use by many threads.
 */
public final class Notices {
    /** The new name stands in it. */
    private static final MailTemplate HOLDS_WHAT_WAS_TYPED = MailTemplate.USERNAME_CHANGED;

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
        Optional<EmailAddress> address = Optional.ofNullable(account.email())
                .map(EmailAddress::stored)
                .filter(email -> account.emailVerified() || notice != HOLDS_WHAT_WAS_TYPED);
        Stream<Budget> ofAccount =
                Stream.of(new Budget(LimitName.NOTICES, Subject.notice(account.id(), notice.name())));
        Stream<Budget> ofStranger = address.filter(email -> !account.emailVerified()).stream()
                .map(EmailAddress::key)
                .flatMap(key -> Stream.concat(
                        Stream.of(Subject.recipient(notice.name(), key)), Subject.mailbox(notice.name(), key).stream()))
                .map(subject -> new Budget(LimitName.MAILS, subject));
        boolean mayTell = throttle.takeSilently(
                handle,
                address.isPresent(),
                Stream.concat(ofAccount, ofStranger).toArray(Budget[]::new));
        return address.filter(email -> mayTell);
    }
}
