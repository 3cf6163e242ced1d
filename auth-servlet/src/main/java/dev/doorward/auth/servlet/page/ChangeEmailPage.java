package dev.doorward.auth.servlet.page;

/**
 * What the link leads to that gives an account a new address, in a session of that account. Nothing has happened yet:
 * it happens when the form is posted to the path of {@link MailedLink#VERIFY_EMAIL}, with the hidden {@code token}.
 *
 * @param token must stand in no link of the page
 * @param email the new address
 * @param account what its owner logs in by, to be shown: whoever reads the mail may have another account in mind
 */
public record ChangeEmailPage(Form form, String token, String email, String account) implements Page {

    /** Leaves out the token. */
    @Override
    public String toString() {
        return "ChangeEmailPage[...]";
    }
}
