package dev.doorward.auth.servlet.page;

import org.jspecify.annotations.Nullable;

/**
 * What the browser that asked for a login link shows: field {@code code}, for who opens the link in another one. The
 * form keeps {@code next} among its values, for links to other forms.
 *
 * @param developmentInbox where the mails are shown in development mode, with the context path; else null
 */
public record LoginCodePage(Form form, @Nullable String developmentInbox) implements Page {}
