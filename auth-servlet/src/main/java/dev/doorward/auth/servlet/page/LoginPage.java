package dev.doorward.auth.servlet.page;

/**
 * Logs in: fields {@code login} (username or address), {@code password}, {@code remember} ({@code on} when ticked) and
 * the hidden {@code next}, which the form keeps as {@code next} among its values.
 *
 * @param byMail whether people may log in by a mailed link instead
 * @param resettable whether a mailed link replaces a forgotten password
 */
public record LoginPage(Form form, boolean byMail, boolean resettable) implements Page {}
