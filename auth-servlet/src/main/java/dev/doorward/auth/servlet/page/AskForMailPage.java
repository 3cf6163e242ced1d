package dev.doorward.auth.servlet.page;

/**
 * Asks for the address to mail a link to: field {@code email}, posted to {@link MailedLink#another}. There is none for
 * {@link MailedLink#UNDO_EMAIL} and {@link MailedLink#END_SESSION}, whose links come unasked. For
 * {@link MailedLink#LOGIN_LINK} the form keeps the hidden {@code next} among its values, to be posted, too.
 */
public record AskForMailPage(MailedLink link, Form form) implements Page {}
