package dev.doorward.auth.servlet.page;

/**
 * Creates an account: fields {@code username}, {@code email}, {@code password} and the hidden {@code next}, which the
 * form keeps as {@code next} among its values.
 *
 * @param usernameOptional whether an account may do without a username
 * @param minimumLength of a password, in code points
 */
public record RegisterPage(Form form, boolean usernameOptional, int minimumLength) implements Page {}
