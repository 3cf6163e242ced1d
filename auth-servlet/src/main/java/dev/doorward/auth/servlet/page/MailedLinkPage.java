package dev.doorward.auth.servlet.page;

import org.jspecify.annotations.Nullable;

/**
 * What a mailed link leads to. Nothing has happened yet, since mail scanners follow links, too: it happens when the
 * form is posted to {@link MailedLink#path}, with the hidden {@code token} and, where one is needed, {@code password}.
 *
 * @param token must stand in no link of the page
 * @param email the address that the link was mailed to
 * @param login the name a new password belongs to, told to password managers; null where there is none yet
 * @param passwordNeeded whether a new password is to be typed
 * @param minimumLength of a password, in code points
 */
public record MailedLinkPage(
        MailedLink link,
        Form form,
        String token,
        String email,
        @Nullable String login,
        boolean passwordNeeded,
        int minimumLength)
        implements Page {

    /** What is said below the heading. */
    String textKey() {
        boolean registersElsewhere = link == MailedLink.VERIFY_EMAIL && passwordNeeded;
        return "link." + link.textKey() + (registersElsewhere ? ".elsewhere.text" : ".text");
    }

    /** Leaves out the token. */
    @Override
    public String toString() {
        return "MailedLinkPage[" + link + "]";
    }
}
