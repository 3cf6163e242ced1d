package dev.doorward.auth.servlet.page;

import org.jspecify.annotations.Nullable;

/**
 * Changes the username: field {@code username}.
 *
 * @param current the username until now, null where the account has none
 */
public record UsernamePage(Form form, @Nullable String current) implements Page {}
