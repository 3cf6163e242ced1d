package dev.doorward.auth.servlet.page;

/**
 * Asks somebody who is logged in to prove it again: field {@code password} and the hidden {@code next}.
 *
 * @param login the name the password belongs to, shown and told to password managers
 */
public record ConfirmPage(Form form, String login) implements Page {}
