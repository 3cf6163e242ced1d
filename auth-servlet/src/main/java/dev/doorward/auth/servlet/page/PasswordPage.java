package dev.doorward.auth.servlet.page;

/**
 * Changes the password: fields {@code current_password} and {@code password}.
 *
 * @param login the name the password belongs to, told to password managers
 * @param minimumLength of a password, in code points
 */
public record PasswordPage(Form form, String login, int minimumLength) implements Page {}
